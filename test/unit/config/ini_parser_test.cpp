#include "config/ini_parser.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <utility>
#include <vector>

using ceilometer::config::IniEntry;
using ceilometer::config::IniSection;
using ceilometer::config::parse_ini;

namespace {

std::vector<IniSection> parsed(std::string_view text) {
  auto result = parse_ini(text, "f.conf");
  INFO(text);
  if (!result) FAIL(result.error().message);
  return *result;
}

std::string error(std::string_view text) {
  const auto result = parse_ini(text, "f.conf");
  INFO(text);
  REQUIRE_FALSE(result.ok());
  return result.error().message;
}

}  // namespace

TEST_CASE("A line's key and value") {
  struct Case {
    std::string line, key, value;
  };
  const Case c = GENERATE(values<Case>({
      {"a = b", "a", "b"},
      {"a=b", "a", "b"},
      {"a: b", "a", "b"},
      {"a : b = c", "a", "b = c"},
      {"a = b : c", "a", "b : c"},
      {"url = mysql://u:p@h/d?x=y", "url", "mysql://u:p@h/d?x=y"},
      {"url: mysql://u:p@h/d?x=y", "url", "mysql://u:p@h/d?x=y"},
      {"a =", "a", ""},
      {"a:", "a", ""},
      {"a =   \t ", "a", ""},
      {"a b-c = d", "a b-c", "d"},
      {"a = 'b'", "a", "b"},
      {"a = \" b \"", "a", " b "},
      {"a = ''b''", "a", "'b'"},
      {"a = 'b\"", "a", "'b\""},
      {"a = 'b", "a", "'b"},
      {"a = \"", "a", ""},
      {"a = \"\"", "a", ""},
      {"a = \"x\", \"y\"", "a", "x\", \"y"},
      {"a = b # c", "a", "b # c"},
      {"a = b ; c", "a", "b ; c"},
      {"a = #b", "a", "#b"},
      {"a = b\r", "a", "b"},
      {"A = b", "A", "b"},
      {"a = [b]", "a", "[b]"},
      {"a == b", "a", "= b"},
  }));
  for (const std::string& end : {std::string(), std::string("\n"), std::string("\n\n")}) {
    const auto sections = parsed("[s]\n" + c.line + end);
    INFO(c.line);
    REQUIRE(sections.size() == 1);
    REQUIRE(sections[0].entries.size() == 1);
    CHECK(sections[0].entries[0].key == c.key);
    CHECK(sections[0].entries[0].value == c.value);
    CHECK(sections[0].entries[0].line == 2);
  }
}

TEST_CASE("Indented lines continue a value, joined by newlines") {
  const std::pair<std::string, std::string> c = GENERATE(values<std::pair<std::string, std::string>>({
      {"a = b\n c", "b\nc"},
      {"a = b\n\tc\n   d  \n", "b\nc\nd"},
      {"a =\n b\n c", "\nb\nc"},
      {"a = 'b'\n 'c'", "b\n'c'"},
      {"a = b\n # c", "b\n# c"},
      {"a = b\n c = d", "b\nc = d"},
      {"a = b\n [c]", "b\n[c]"},
      {"a = b\r\n c\r\n", "b\nc"},
  }));
  const auto sections = parsed("[s]\n" + c.first);
  REQUIRE(sections.size() == 1);
  REQUIRE(sections[0].entries.size() == 1);
  CHECK(sections[0].entries[0].value == c.second);
}

TEST_CASE("Sections keep their order and spelling") {
  const auto sections =
      parsed("\xEF\xBB\xBF# first\n[DEFAULT]\na=1\n;x\n[ b ]\n[cors.x]\n\nc=2\nc=3\n[DEFAULT]\nd=4\n");
  REQUIRE(sections.size() == 4);
  CHECK(sections[0].name == "DEFAULT");
  CHECK(sections[1].name == " b ");
  CHECK(sections[1].entries.empty());
  CHECK(sections[2].name == "cors.x");
  REQUIRE(sections[2].entries.size() == 2);
  CHECK(sections[2].entries[1].value == "3");
  CHECK(sections[3].entries.at(0).key == "d");
  CHECK(parsed("").empty());
  CHECK(parsed("\n \n# x\n").empty());
}

TEST_CASE("What cannot be parsed is named by file and line, without its text") {
  struct Case {
    std::string text, message;
  };
  const Case c = GENERATE(values<Case>({
      {"a = b", "f.conf: line 1: a section must be started before the first key."},
      {"[s]\n\nhunter2\n", "f.conf: line 3: neither = nor : is found after a key."},
      {"[s]\n= hunter2", "f.conf: line 2: the key is empty."},
      {"[s]\n: hunter2", "f.conf: line 2: the key is empty."},
      {"[s\na=b", "f.conf: line 1: a section's header must end with ]."},
      {"[s] # c", "f.conf: line 1: a section's header must end with ]."},
      {"[]", "f.conf: line 1: the section has no name."},
      {"[", "f.conf: line 1: a section's header must end with ]."},
      {" a = b", "f.conf: line 1: an indented line continues the one above it, and there is none to continue."},
      {"[s]\n x", "f.conf: line 2: an indented line continues the one above it, and there is none to continue."},
      {"[s]\na=b\n\n x", "f.conf: line 4: an indented line continues the one above it, and there is none to continue."},
      {"[s]\na=b\n#c\n x",
       "f.conf: line 4: an indented line continues the one above it, and there is none to continue."},
      {std::string("[s]\na=\0b", 8), "f.conf: line 2: it holds a NUL byte."},
  }));
  CHECK(error(c.text) == c.message);
}

TEST_CASE("No bytes break the parser, and what it takes it takes again") {
  std::mt19937 random(20160301);
  constexpr std::string_view kLikely = "[]=:#;\n\n \t'\"ab$\\\r";
  std::size_t taken = 0;
  for (int round = 0; round < 20000; ++round) {
    std::string text = round % 2 == 0 ? "[s]\n" : "";
    const std::size_t length = random() % 60;
    for (std::size_t i = 0; i < length; ++i) {
      const bool likely = random() % 16 != 0;
      text += likely ? kLikely[random() % kLikely.size()] : static_cast<char>(random() % 256);
    }
    const auto result = parse_ini(text, "f");
    if (!result) {
      REQUIRE(result.error().message.rfind("f: line ", 0) == 0);
      continue;
    }
    ++taken;
    std::string again;
    for (const IniSection& section : *result) {
      again += "[" + section.name + "]\n";
      for (const IniEntry& entry : section.entries) {
        REQUIRE_FALSE(entry.key.empty());
        std::string value = entry.value;
        for (std::size_t at = 0; (at = value.find('\n', at)) != std::string::npos; at += 2) value.replace(at, 1, "\n ");
        const std::size_t end = value.find('\n');
        // A vertical tab is stripped like a blank, and keeps a key that begins with # from being a comment.
        again += "\v" + entry.key + "=\"" + value.substr(0, end) + "\"" +
                 (end == std::string::npos ? "" : value.substr(end));
        again += "\n";
      }
    }
    const auto second = parse_ini(again, "f");
    REQUIRE(second.ok());
    REQUIRE(second->size() == result->size());
    for (std::size_t s = 0; s < result->size(); ++s) {
      REQUIRE((*second)[s].entries.size() == (*result)[s].entries.size());
      for (std::size_t e = 0; e < (*result)[s].entries.size(); ++e) {
        REQUIRE((*second)[s].entries[e].key == (*result)[s].entries[e].key);
        REQUIRE((*second)[s].entries[e].value == (*result)[s].entries[e].value);
      }
    }
  }
  CHECK(taken > 1000);
}

TEST_CASE("Large input is parsed in linear time") {
  std::string text = "[s]\na = b\n";
  for (int i = 0; i < 500000; ++i) text += " continued\n";
  const auto sections = parsed(text);
  CHECK(sections[0].entries[0].value.size() == 1 + 500000 * 10);
}
