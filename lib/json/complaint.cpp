#include "json/complaint.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace ceilometer::json {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Walks a text until the first thing that Python's scanner would not take.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  Complaint run() {
    Complaint complaint;
    if (!document()) complaint.message = describe();
    complaint.depth = deepest_;
    return complaint;
  }

 private:
  // Each step returns false once it has a complaint.
  bool fail(Sentence what, std::size_t at) {
    what_ = std::move(what);
    at_ = std::min(at, text_.size());
    return false;
  }

  Sentence describe() const {
    const std::string_view before = text_.substr(0, at_);
    const auto lines = std::count(before.begin(), before.end(), '\n');
    const auto line_start = before.rfind('\n');
    const auto column = code_points(line_start == std::string_view::npos ? before : before.substr(line_start + 1)) + 1;
    return sentence("{0}: line {1} column {2} (char {3})", what_, std::to_string(lines + 1), std::to_string(column),
                    std::to_string(code_points(before)));
  }

  char peek() const { return i_ < text_.size() ? text_[i_] : '\0'; }
  bool has(std::size_t more) const { return i_ + more < text_.size(); }
  void skip_space() { i_ = std::min(text_.find_first_not_of(" \t\n\r", i_), text_.size()); }

  bool document() {
    if (text_.starts_with("\xEF\xBB\xBF")) return fail(sentence("Unexpected UTF-8 BOM (decode using utf-8-sig)"), 0);
    skip_space();
    if (!value()) return false;
    while (!open_.empty()) {
      if (!after_value()) return false;
    }
    skip_space();
    return i_ == text_.size() || fail(sentence("Extra data"), i_);
  }

  /// A scalar, or the beginning of an array or object up to its first value's end.
  bool value() {
    for (;;) {
      const char c = peek();
      if (c == '{' || c == '[') {
        ++i_;
        open_.push_back(c == '{');
        deepest_ = std::max(deepest_, open_.size());
        skip_space();
        if (peek() == (c == '{' ? '}' : ']') && has(0)) return close();
        if (c == '{' && !name()) return false;
        continue;
      }
      return scalar();
    }
  }

  bool close() {
    ++i_;
    open_.pop_back();
    return true;
  }

  /// What follows a value inside the innermost array or object.
  bool after_value() {
    skip_space();
    const bool in_object = open_.back();
    if (peek() == (in_object ? '}' : ']')) return close();
    if (peek() != ',') return fail(sentence("Expecting ',' delimiter"), i_);
    ++i_;
    skip_space();
    return (!in_object || name()) && value();
  }

  bool name() {
    if (peek() != '"') return fail(sentence("Expecting property name enclosed in double quotes"), i_);
    if (!string()) return false;
    skip_space();
    if (peek() != ':') return fail(sentence("Expecting ':' delimiter"), i_);
    ++i_;
    skip_space();
    return true;
  }

  bool scalar() {
    if (peek() == '"') return string();
    for (const std::string_view word : {"null", "true", "false", "NaN", "Infinity", "-Infinity"}) {
      if (text_.substr(i_).starts_with(word)) {
        i_ += word.size();
        return true;
      }
    }
    return number();
  }

  void digits() {
    while (is_digit(peek())) ++i_;
  }

  bool number() {
    const std::size_t start = i_;
    if (peek() == '-') ++i_;
    if (!is_digit(peek())) return fail(sentence("Expecting value"), start);
    if (peek() == '0') {
      ++i_;
    } else {
      digits();
    }
    if (peek() == '.' && has(1) && is_digit(text_[i_ + 1])) {
      ++i_;
      digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      const std::size_t exponent = i_++;
      if (peek() == '+' || peek() == '-') ++i_;
      if (!is_digit(peek())) {
        i_ = exponent;
      } else {
        digits();
      }
    }
    return true;
  }

  bool string() {
    const std::size_t begin = i_++;
    for (;;) {
      while (has(0) && text_[i_] != '"' && text_[i_] != '\\' && static_cast<unsigned char>(text_[i_]) > 0x1F) ++i_;
      if (!has(0)) return fail(sentence("Unterminated string starting at"), begin);
      const char c = text_[i_];
      if (c == '"') {
        ++i_;
        return true;
      }
      if (c != '\\') return fail(sentence("Invalid control character at"), i_);
      if (!has(1)) return fail(sentence("Unterminated string starting at"), begin);
      if (!escape()) return false;
    }
  }

  /// At a backslash that something follows.
  bool escape() {
    static constexpr std::string_view kSimple = "\"\\/bfnrt";
    if (text_[i_ + 1] != 'u') {
      if (kSimple.find(text_[i_ + 1]) == std::string_view::npos) return fail(sentence("Invalid \\escape"), i_);
      i_ += 2;
      return true;
    }
    const std::string_view hex = text_.substr(i_ + 2, 4);
    // Four digits with nothing behind them do not count: the quote is missing anyway.
    if (!has(6) || !std::all_of(hex.begin(), hex.end(), is_hex))
      return fail(sentence("Invalid \\uXXXX escape"), i_ + 1);
    i_ += 6;
    return true;
  }

  std::string_view text_;
  std::size_t i_ = 0;
  std::vector<bool> open_;  // true: an object
  std::size_t deepest_ = 0;
  Sentence what_;
  std::size_t at_ = 0;
};

}  // namespace

Complaint complaint_of(std::string_view text) { return Scanner(text).run(); }

}  // namespace ceilometer::json
