#include "json/python_literal.hpp"

#include <string>

namespace ceilometer::json {

namespace {

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '+' || c == '-';
}

bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Spells the same literal in JSON, token by token; what is wrong with its structure is parse()'s to find.
class Translator {
 public:
  explicit Translator(std::string_view text) : rest_(text) {}

  bool run() {
    while (!rest_.empty()) {
      const char c = rest_.front();
      const bool prefixed = (c == 'u' || c == 'U') && rest_.size() > 1 && (rest_[1] == '\'' || rest_[1] == '"');
      if (prefixed) rest_.remove_prefix(1);
      if (prefixed || c == '\'' || c == '"') {
        if (!text()) return false;
      } else if (is_word(c)) {
        word();
      } else {
        sign(c);
      }
    }
    return true;
  }

  const std::string& json() const { return json_; }

 private:
  void sign(char c) {
    rest_.remove_prefix(1);
    if (c == '(') c = '[';
    if (c == ')') c = ']';
    if (c == ']' || c == '}') drop_comma();
    json_ += c;
  }

  void drop_comma() {
    const std::size_t last = json_.find_last_not_of(" \t\r\n");
    if (last != std::string::npos && json_[last] == ',') json_.erase(last);
  }

  void word() {
    std::size_t length = 0;
    while (length < rest_.size() && is_word(rest_[length])) ++length;
    const std::string_view word = rest_.substr(0, length);
    rest_.remove_prefix(length);
    json_ += word == "True" ? "true" : word == "False" ? "false" : word == "None" ? "null" : word;
  }

  bool text() {
    const char quote = rest_.front();
    rest_.remove_prefix(1);
    json_ += '"';
    while (!rest_.empty() && rest_.front() != quote) {
      if (rest_.front() == '\\') {
        if (!escape()) return false;
        continue;
      }
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') json_ += '\\';
      json_ += c;
    }
    if (rest_.empty()) return false;
    rest_.remove_prefix(1);
    json_ += '"';
    return true;
  }

  bool escape() {
    if (rest_.size() < 2) return false;
    const char c = rest_[1];
    rest_.remove_prefix(2);
    switch (c) {
      case '\'':
        json_ += '\'';
        return true;
      case 'x':
        return hex(2);
      case 'u':
        return hex(4);
      case '"':
      case '\\':
      case '/':
      case 'b':
      case 'f':
      case 'n':
      case 'r':
      case 't':
        json_ += '\\';
        json_ += c;
        return true;
      default:
        return false;
    }
  }

  bool hex(std::size_t digits) {
    if (rest_.size() < digits) return false;
    const std::string_view code = rest_.substr(0, digits);
    for (const char c : code) {
      if (!is_hex(c)) return false;
    }
    json_.append("\\u").append(4 - digits, '0').append(code);
    rest_.remove_prefix(digits);
    return true;
  }

  std::string_view rest_;
  std::string json_;
};

}  // namespace

std::optional<Value> parse_python_literal(std::string_view text) {
  Translator translator(text);
  if (!translator.run()) return std::nullopt;
  return parse(translator.json());
}

}  // namespace ceilometer::json
