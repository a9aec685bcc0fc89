#include "pipeline/paste_ini.hpp"

#include <filesystem>
#include <fstream>
#include <optional>
#include <set>

#include "base/strings.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::pipeline {
namespace {

constexpr std::size_t kLargestFile = 256 << 10;
constexpr std::size_t kDeepestInterpolation = 10;  // ConfigParser's own
constexpr std::size_t kLongestValue = 16 << 10;
constexpr std::size_t kMostReferences = 1000;
constexpr std::size_t kMostKeys = 1000;
constexpr std::string_view kDefaultSection = "DEFAULT";
constexpr std::string_view kWhiteSpace = " \t\v\f\r\n";

bool is_space(char c) { return kWhiteSpace.find(c) != std::string_view::npos; }

std::string_view strip(std::string_view text) {
  const auto first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

// ConfigParser takes a line whose first word is "rem" for a comment, as in DOS files.
bool is_rem(std::string_view line) {
  return line.size() >= 3 && iequals(line.substr(0, 3), "rem") && (line.size() == 3 || is_space(line[3]));
}

}  // namespace

/// The state between two lines.
struct PasteIni::Reader {
  PasteIni& ini;
  Section* section = nullptr;
  std::string* value = nullptr;  ///< what an indented line continues
  std::string_view error = {};

  bool take(std::string_view line);
  bool take_header(std::string_view line);
  bool take_option(std::string_view line);
  bool fail(std::string_view reason) {
    error = reason;
    return false;
  }
};

bool PasteIni::Reader::take(std::string_view line) {
  const auto text = strip(line);
  if (text.empty() || text[0] == '#' || text[0] == ';' || is_rem(line)) return true;
  if (is_space(line[0])) {
    if (!value) return fail("an indented line continues an option, and there is none above it");
    if (!value->empty()) *value += '\n';
    *value += text;
    return true;
  }
  if (line[0] == '[') return take_header(line);
  if (!section) return fail("there is text before the first [section]");
  return take_option(line);
}

bool PasteIni::Reader::take_header(std::string_view line) {
  const auto end = line.find(']');
  if (end == std::string_view::npos || end == 1) return fail("a section's name must stand between \"[\" and \"]\"");
  const auto name = line.substr(1, end - 1);
  value = nullptr;
  if (name == kDefaultSection) {
    section = &ini.defaults_;
    return true;
  }
  const auto [found, is_new] = ini.sections_.try_emplace(std::string(name));
  if (is_new) ini.names_.emplace_back(name);
  section = &found->second;
  return true;
}

bool PasteIni::Reader::take_option(std::string_view line) {
  const auto separator = line.find_first_of(":=");
  if (separator == std::string_view::npos || separator == 0) {
    return fail("a line must be a [section], \"key = value\", or an indented continuation");
  }
  auto text = strip(line.substr(separator + 1));
  const auto comment = text.find(';');
  if (comment != std::string_view::npos && comment > 0 && is_space(text[comment - 1])) {
    text = strip(text.substr(0, comment));
  }
  if (text == "\"\"") text = {};
  auto& option = (*section)[std::string(strip(line.substr(0, separator)))];
  if (section->size() > kMostKeys) return fail("a section may hold no more than 1000 options");
  option = Value{std::string(text)};
  value = &option.text;
  return true;
}

Result<PasteIni> PasteIni::read(const std::string& file) {
  std::error_code ignored;
  const auto path = std::filesystem::absolute(file, ignored).lexically_normal().string();
  if (!std::filesystem::is_regular_file(path, ignored)) return Error{path + ": there is no such file"};
  std::ifstream in(path, std::ios::binary);
  if (!in) return Error{path + ": the file cannot be opened for reading"};
  std::string text(kLargestFile + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return Error{path + ": the file cannot be read"};
  text.resize(static_cast<std::size_t>(in.gcount()));
  return parse(text, path);
}

Result<PasteIni> PasteIni::parse(std::string_view text, const std::string& file) {
  if (text.size() > kLargestFile) return Error{file + ": the file is larger than 256 KiB"};
  PasteIni ini;
  ini.file_ = file;
  ini.directory_ = std::filesystem::path(file).parent_path().string();
  ini.defaults_["here"] = Value{ini.directory_, true};
  ini.defaults_["__file__"] = Value{ini.file_, true};
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  Reader reader{ini};
  for (std::size_t number = 1; !text.empty(); ++number) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.find('\0') != std::string_view::npos) reader.fail("the line holds a NUL byte");
    if (!reader.error.empty() || !reader.take(line)) {
      return error_at(file + ", line " + std::to_string(number), reader.error);
    }
  }
  return ini;
}

std::vector<std::string> PasteIni::keys(std::string_view section) const {
  std::set<std::string> all;
  for (const auto& [key, value] : defaults_) all.insert(key);
  if (const auto found = sections_.find(section); found != sections_.end()) {
    for (const auto& [key, value] : found->second) all.insert(key);
  }
  return {all.begin(), all.end()};
}

void PasteIni::add_default(const std::string& key, const std::string& value) {
  defaults_.try_emplace(key, Value{value, true});
}

const PasteIni::Value* PasteIni::find(const Section* section, std::string_view key) const {
  if (section) {
    if (const auto found = section->find(key); found != section->end()) return &found->second;
  }
  const auto found = defaults_.find(key);
  return found == defaults_.end() ? nullptr : &found->second;
}

Result<std::string> PasteIni::get(std::string_view section, std::string_view key) const {
  const auto found = sections_.find(section);
  const auto* value = find(found == sections_.end() ? nullptr : &found->second, key);
  if (!value) return error_at(location(file_, section, key), "the option is not set");
  return interpolate(section, key, *value);
}

Result<std::map<std::string, std::string, std::less<>>> PasteIni::defaults() const {
  std::map<std::string, std::string, std::less<>> all;
  for (const auto& [key, value] : defaults_) {
    auto text = interpolate(kDefaultSection, key, value);
    if (!text) return text.error();
    all.emplace(key, *std::move(text));
  }
  return all;
}

Result<std::string> PasteIni::interpolate(std::string_view section_name, std::string_view key,
                                          const Value& value) const {
  if (value.literal || value.text.find('%') == std::string::npos) return value.text;
  const auto fail = [&](std::string_view reason) { return error_at(location(file_, section_name, key), reason); };
  const auto found = sections_.find(section_name);
  const auto* section = found == sections_.end() ? nullptr : &found->second;
  std::string out;
  std::size_t references = 0;
  std::vector<std::string_view> unfinished{value.text};  // innermost last
  while (!unfinished.empty()) {
    auto& rest = unfinished.back();
    const auto percent = rest.find('%');
    out += rest.substr(0, percent);
    if (out.size() > kLongestValue) return fail("the value is longer than 16 KiB once its %(name)s are replaced");
    if (percent == std::string_view::npos) {
      unfinished.pop_back();
      continue;
    }
    rest.remove_prefix(percent);
    if (!rest.starts_with("%(")) {
      out += '%';
      rest.remove_prefix(rest.starts_with("%%") ? 2 : 1);
      continue;
    }
    const auto close = rest.find(')');
    if (close == std::string_view::npos || rest.substr(close, 2) != ")s") {
      return fail("a \"%(\" is not the beginning of a %(name)s; a percent sign itself is written %%");
    }
    const auto name = rest.substr(2, close - 2);
    rest.remove_prefix(close + 2);
    const auto* inner = find(section, name);
    if (!inner && name == "__name__" && section) {
      out += section_name;
      continue;
    }
    if (!inner) return fail("there is no option " + in_quotes(name) + " in this section or [DEFAULT] for %(name)s");
    if (inner->literal) {
      out += inner->text;
      continue;
    }
    if (unfinished.size() > kDeepestInterpolation || ++references > kMostReferences) {
      return fail("its %(name)s nest too deeply or name each other");
    }
    unfinished.push_back(inner->text);
  }
  return out;
}

}  // namespace ceilometer::pipeline
