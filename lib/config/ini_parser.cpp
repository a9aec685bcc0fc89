#include "config/ini_parser.hpp"

#include <optional>
#include <utility>

namespace ceilometer::config {

namespace {

// What Python's str.strip() takes off ASCII text.
constexpr std::string_view kWhiteSpace = " \t\n\r\v\f";

std::string_view strip_right(std::string_view text) {
  const std::size_t last = text.find_last_not_of(kWhiteSpace);
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

std::string_view strip_left(std::string_view text) {
  const std::size_t first = text.find_first_not_of(kWhiteSpace);
  return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

std::string_view strip(std::string_view text) { return strip_left(strip_right(text)); }

std::string_view unquote(std::string_view value) {
  if (value.empty() || value.front() != value.back()) return value;
  if (value.front() != '"' && value.front() != '\'') return value;
  return value.size() < 2 ? std::string_view() : value.substr(1, value.size() - 2);
}

class Parser {
 public:
  explicit Parser(std::string_view file) : file_(file) {}

  /// False ends the parse: error() says why.
  bool take(std::string_view line) {
    ++line_;
    if (line.find('\0') != std::string_view::npos) return fail("it holds a NUL byte");
    line = strip_right(line);
    if (line.empty()) {
      open_ = nullptr;
      return true;
    }
    if (line.front() == ' ' || line.front() == '\t') {
      if (open_ == nullptr) return fail("an indented line continues the one above it, and there is none to continue");
      open_->value += '\n';
      open_->value += strip_left(line);
      return true;
    }
    open_ = nullptr;
    if (line.front() == '#' || line.front() == ';') return true;
    return line.front() == '[' ? header(line) : assignment(line);
  }

  const std::optional<Error>& error() const { return error_; }
  std::vector<IniSection>&& sections() && { return std::move(sections_); }

 private:
  bool fail(std::string_view sentence) {
    std::string message(file_);
    message.append(": line ").append(std::to_string(line_)).append(": ").append(sentence).append(".");
    error_ = Error{std::move(message)};
    return false;
  }

  bool header(std::string_view line) {
    if (line.back() != ']') return fail("a section's header must end with ]");
    if (line.size() <= 2) return fail("the section has no name");
    sections_.push_back({std::string(line.substr(1, line.size() - 2)), {}});
    return true;
  }

  bool assignment(std::string_view line) {
    const std::size_t end = line.find_first_of("=:");
    if (end == std::string_view::npos) return fail("neither = nor : is found after a key");
    const std::string_view key = strip(line.substr(0, end));
    if (key.empty()) return fail("the key is empty");
    if (sections_.empty()) return fail("a section must be started before the first key");
    std::vector<IniEntry>& entries = sections_.back().entries;
    entries.push_back({std::string(key), std::string(unquote(strip(line.substr(end + 1)))), line_});
    open_ = &entries.back();
    return true;
  }

  std::string_view file_;
  int line_ = 0;
  std::vector<IniSection> sections_;
  IniEntry* open_ = nullptr;  // the entry that an indented line would continue; the vectors do not grow while it is set
  std::optional<Error> error_;
};

}  // namespace

Result<std::vector<IniSection>> parse_ini(std::string_view text, std::string_view file) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());

  Parser parser(file);
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (!parser.take(text.substr(0, end))) return *parser.error();
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return std::move(parser).sections();
}

}  // namespace ceilometer::config
