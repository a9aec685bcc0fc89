#include "pipeline/paste_ini.hpp"

#include <catch2/catch.hpp>
#include <random>

#include "unit/pipeline/scratch.hpp"

using ceilometer::pipeline::PasteIni;

namespace {

const std::string kFile = "/etc/ceilometer/api_paste.ini";

PasteIni parsed(std::string_view text) {
  auto ini = PasteIni::parse(text, kFile);
  if (!ini) FAIL(ini.error().message);
  return *std::move(ini);
}

std::string value(const PasteIni& ini, std::string_view section, std::string_view key) {
  auto text = ini.get(section, key);
  return text ? *text : "error: " + text.error().message;
}

}  // namespace

TEST_CASE("an option's value is read as ConfigParser reads it") {
  struct Case {
    std::string_view line;
    std::string_view key;
    std::string_view value;
  };
  const auto c = GENERATE(values<Case>({
      {"a = b", "a", "b"},
      {"a=b", "a", "b"},
      {"a: b", "a", "b"},
      {"a:b=c", "a", "b=c"},
      {"a=b:c", "a", "b:c"},
      {"a =", "a", ""},
      {"a = \"\"", "a", ""},
      {"a = \"b\"", "a", "\"b\""},
      {"A = b", "A", "b"},
      {"set x = 1", "set x", "1"},
      {"a = b ; comment", "a", "b"},
      {"a = b; no comment", "a", "b; no comment"},
      {"a = ;b", "a", ";b"},
      {"a = b # no comment", "a", "b # no comment"},
      {"a = b\r", "a", "b"},
      {"a = b\n  c\n\td", "a", "b\nc\nd"},
      {"a = b\n\n  c", "a", "b\nc"},
      {"a = b\n# comment\n  c", "a", "b\nc"},
      {"a = b\n  # comment\n  c", "a", "b\nc"},
      {"a =\n  c", "a", "c"},
      {"a = b\n  c = d", "a", "b\nc = d"},
      {"a = b\na = c", "a", "c"},
      {"a = b\nrem a = c\nREM", "a", "b"},
      {"remote = b", "remote", "b"},
      {"/v1 = app", "/v1", "app"},
      {"a = 100%", "a", "100%"},
      {"a = 100%%", "a", "100%"},
      {"a = 5% of 10%% x%y", "a", "5% of 10% x%y"},
  }));
  CAPTURE(c.line);
  CHECK(value(parsed("[s]\n" + std::string(c.line) + "\n"), "s", c.key) == c.value);
}

TEST_CASE("names in a value are replaced from the section and [DEFAULT]") {
  struct Case {
    std::string_view text;
    std::string_view value;
  };
  const auto c = GENERATE(values<Case>({
      {"[s]\na = %(here)s/x", "/etc/ceilometer/x"},
      {"[s]\na = %(__file__)s", "/etc/ceilometer/api_paste.ini"},
      {"[s]\na = %(__name__)s", "s"},
      {"[DEFAULT]\nb = 1\n[s]\na = %(b)s", "1"},
      {"[DEFAULT]\nb = 1\n[s]\nb = 2\na = %(b)s%(b)s", "22"},
      {"[DEFAULT]\nb = <%(c)s>\n[s]\nc = 2\na = %(b)s", "<2>"},
      {"[s]\nc = %%(d)s\na = %(c)s", "%(d)s"},
      {"[DEFAULT]\nhere = /elsewhere\n[s]\na = %(here)s", "/elsewhere"},
      {"[s]\nb = x\n y\na = %(b)s", "x\ny"},
  }));
  CAPTURE(c.text);
  CHECK(value(parsed(c.text), "s", "a") == c.value);
}

TEST_CASE("interpolation that cannot work names file, section and key") {
  const std::string at = "error: /etc/ceilometer/api_paste.ini, [s] a: ";
  CHECK(value(parsed("[s]\na = %(b)s"), "s", "a") ==
        at + "there is no option \"b\" in this section or [DEFAULT] for %(name)s");
  CHECK(value(parsed("[s]\na = %(b"), "s", "a") ==
        at + "a \"%(\" is not the beginning of a %(name)s; a percent sign itself is written %%");
  CHECK(value(parsed("[s]\nb = 1\na = %(b)d"), "s", "a").starts_with(at + "a \"%(\" is not"));
  CHECK(value(parsed("[s]\na = %(a)s"), "s", "a") == at + "its %(name)s nest too deeply or name each other");
  CHECK(value(parsed("[s]\na = %(b)s\nb = %(a)s"), "s", "a") == at + "its %(name)s nest too deeply or name each other");
  CHECK(value(parsed("[s]\nb = 1"), "s", "a") == at + "the option is not set");
}

TEST_CASE("interpolation may nest ten deep and grow to 16 KiB, no more") {
  std::string chain = "[s]\nk0 = end\n";
  for (int i = 1; i <= 11; ++i) chain += "k" + std::to_string(i) + " = %(k" + std::to_string(i - 1) + ")s\n";
  const auto ini = parsed(chain);
  CHECK(value(ini, "s", "k10") == "end");
  CHECK(value(ini, "s", "k11").starts_with("error: "));

  std::string bomb = "[s]\nk0 = 0123456789\n";
  for (int i = 1; i <= 9; ++i) {
    bomb += "k" + std::to_string(i) + " =";
    for (int j = 0; j < 20; ++j) bomb += " %(k" + std::to_string(i - 1) + ")s";
    bomb += '\n';
  }
  const auto exploding = parsed(bomb);
  CHECK(value(exploding, "s", "k1").size() == 219);
  CHECK(value(exploding, "s", "k9").starts_with("error: "));

  const auto wide = parsed("[s]\nlong = " + std::string(10000, 'x') + "\na = %(long)s%(long)s");
  CHECK(value(wide, "s", "a").find("longer than 16 KiB") != std::string::npos);
}

TEST_CASE("sections keep their order and are continued when they appear again") {
  const auto ini = parsed("[b]\nx = 1\n[a] trailing text\ny = 1\n[DEFAULT]\nd = 1\n[b]\nx = 2\nz = 3\n");
  CHECK(ini.sections() == std::vector<std::string>{"b", "a"});
  CHECK(ini.keys("b") == std::vector<std::string>{"__file__", "d", "here", "x", "z"});
  CHECK(value(ini, "b", "x") == "2");
  CHECK(ini.is_default("d"));
  CHECK_FALSE(ini.is_default("x"));
}

TEST_CASE("a program's default is literal and gives way to the file's") {
  auto ini = parsed("[DEFAULT]\na = file\n[s]\nx = %(b)s %(a)s\n");
  ini.add_default("a", "program");
  ini.add_default("b", "%(nothing)s %%");
  CHECK(value(ini, "s", "x") == "%(nothing)s %% file");
  CHECK(ini.is_default("b"));
}

TEST_CASE("a line that is no INI is an error with its number") {
  struct Case {
    std::string_view text;
    std::string_view message;
  };
  const auto c = GENERATE(values<Case>({
      {"a = b\n", "line 1: there is text before the first [section]"},
      {"# x\n\n a = b\n", "line 3: an indented line continues an option, and there is none above it"},
      {"[s]\n a = b\n", "line 2: an indented line continues an option, and there is none above it"},
      {"[s]\na = b\n[t]\n c\n", "line 4: an indented line continues an option, and there is none above it"},
      {"[s]\nword\n", "line 2: a line must be a [section], \"key = value\", or an indented continuation"},
      {"[s]\n= b\n", "line 2: a line must be a [section], \"key = value\", or an indented continuation"},
      {"[pipeline:main\npipeline = x\n", "line 1: a section's name must stand between \"[\" and \"]\""},
      {"[]\n", "line 1: a section's name must stand between \"[\" and \"]\""},
  }));
  CAPTURE(c.text);
  const auto ini = PasteIni::parse(c.text, kFile);
  REQUIRE_FALSE(ini.ok());
  CHECK(ini.error().message == kFile + ", " + std::string(c.message));
}

TEST_CASE("NUL bytes, huge files and sections are refused, a byte order mark is not") {
  const auto nul = PasteIni::parse(std::string_view("[s]\na = \0b\n", 11), kFile);
  REQUIRE_FALSE(nul.ok());
  CHECK(nul.error().message == kFile + ", line 2: the line holds a NUL byte");
  CHECK_FALSE(PasteIni::parse(std::string((256 << 10) + 1, '#'), kFile).ok());
  CHECK(PasteIni::parse(std::string(256 << 10, '#'), kFile).ok());
  std::string many = "[s]\n";
  for (int i = 0; i < 1000; ++i) many += "k" + std::to_string(i) + " =\n";
  CHECK(PasteIni::parse(many, kFile).ok());
  CHECK_FALSE(PasteIni::parse(many + "one = more\n", kFile).ok());
  CHECK(value(parsed("\xef\xbb\xbf[s]\na = b"), "s", "a") == "b");
}

TEST_CASE("a file is read from disk under its absolute path") {
  const ceilometer::test::Scratch scratch;
  const auto file = scratch.write("paste.ini", "[s]\na = %(here)s\n");
  const auto ini = PasteIni::read(scratch.path("x/../paste.ini"));
  REQUIRE(ini.ok());
  CHECK(ini->file() == file);
  CHECK(value(*ini, "s", "a") == scratch.path());
  const auto missing = PasteIni::read(scratch.path("missing.ini"));
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().message == scratch.path("missing.ini") + ": there is no such file");
  CHECK_FALSE(PasteIni::read(scratch.path()).ok());
}

TEST_CASE("random text is read or refused, quickly") {
  std::mt19937 random(20161);
  const std::vector<std::string_view> pieces = {"[s]",  "[DEFAULT]", "[",    "]",    "\n",    "\n",       "\n ",
                                                "a",    "b",         "=",    ":",    "%(a)s", "%",        "%%",
                                                "%(",   ")s",        ";",    " ; x", "#",     "\t",       "rem x",
                                                "set ", "\r",        "\"\"", "\xff", "%(b)s", "%(here)s", "\n[t]\n"};
  std::size_t read = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = round % 2 ? "[s]\n" : "";
    for (auto n = random() % 30; n > 0; --n) text += pieces[random() % pieces.size()];
    const auto ini = PasteIni::parse(text, kFile);
    if (!ini) {
      REQUIRE(ini.error().message.starts_with(kFile + ", line "));
      REQUIRE(ini.error().message.find('\n') == std::string::npos);
      continue;
    }
    ++read;
    for (const auto& section : ini->sections()) {
      for (const auto& key : ini->keys(section)) {
        const auto text_or_error = ini->get(section, key);
        if (!text_or_error)
          REQUIRE(text_or_error.error().message.find('\n') == std::string::npos);
        else
          REQUIRE(text_or_error->size() <= (16u << 10));
      }
    }
  }
  CHECK(read > 500);
  CHECK(read < 19500);
}
