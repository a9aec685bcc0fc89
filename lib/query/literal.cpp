#include "query/literal.hpp"

#include <cctype>
#include <vector>

#include "base/strings.hpp"
#include "json/write.hpp"

namespace ceilometer::query {

namespace {

constexpr std::size_t kMaxNesting = 50;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }

void append_utf8(std::string& out, std::uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0U | c >> 6U);
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0U | c >> 12U);
    out += static_cast<char>(0x80U | (c >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | c >> 18U);
    out += static_cast<char>(0x80U | (c >> 12U & 0x3FU));
    out += static_cast<char>(0x80U | (c >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (c & 0x3FU));
  }
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::optional<Literal> parse() {
    // literal_eval strips leading spaces and tabs; other leading white space is an indentation error.
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t')) ++at_;
    auto result = expression(0);
    skip_space();
    if (!result || at_ != text_.size()) return std::nullopt;
    return result;
  }

 private:
  void skip_space() {
    while (at_ < text_.size() &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
      ++at_;
    }
  }
  bool skip(char c) {
    skip_space();
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  /// One value, or several with commas between and no brackets around: a tuple.
  std::optional<Literal> expression(std::size_t depth) {
    auto first = value(depth);
    if (!first || !skip(',')) return first;
    for (;;) {
      skip_space();
      if (at_ == text_.size() || peek() == ')') return other("tuple");
      if (!value(depth)) return std::nullopt;
      if (!skip(',')) return other("tuple");
    }
  }

  static Literal other(std::string_view name) { return {{}, name}; }

  std::optional<Literal> value(std::size_t depth) {
    skip_space();
    if (depth > kMaxNesting || at_ == text_.size()) return std::nullopt;
    const char c = peek();
    if (c == '(') return parenthesised(depth + 1);
    if (c == '[') return list(depth + 1);
    if (c == '{') return dict_or_set(depth + 1);
    if (is_digit(c) || c == '-' || c == '+' || (c == '.' && is_digit(peek(1)))) return number();
    return word_or_string();
  }

  std::optional<Literal> parenthesised(std::size_t depth) {
    ++at_;
    if (skip(')')) return other("tuple");
    auto inner = expression(depth);
    if (!inner || !skip(')')) return std::nullopt;
    return inner;
  }

  std::optional<Literal> list(std::size_t depth) {
    ++at_;
    while (!skip(']')) {
      if (!value(depth)) return std::nullopt;
      if (!skip(',') && peek_after_space() != ']') return std::nullopt;
    }
    return other("list");
  }

  std::optional<Literal> dict_or_set(std::size_t depth) {
    ++at_;
    if (skip('}')) return other("dict");
    std::string_view kind;
    do {
      if (!value(depth)) return std::nullopt;
      const bool has_value = skip(':');
      const std::string_view this_kind = has_value ? "dict" : "set";
      if (!kind.empty() && kind != this_kind) return std::nullopt;
      kind = this_kind;
      if (has_value && !value(depth)) return std::nullopt;
      if (!skip(',') && peek_after_space() != '}') return std::nullopt;
    } while (!skip('}'));
    return other(kind);
  }

  char peek_after_space() {
    skip_space();
    return peek();
  }

  std::optional<Literal> number() {
    bool negative = false;
    while (peek() == '-' || peek() == '+') {
      negative ^= peek() == '-';
      ++at_;
      skip_space();
    }
    const std::size_t begin = at_;
    while (is_name(peek()) || peek() == '.' || ((peek() == '+' || peek() == '-') && is_exponent_sign(begin))) {
      ++at_;
    }
    const std::string_view digits = text_.substr(begin, at_ - begin);
    if (digits.empty()) return std::nullopt;
    if (skip_space_then_sign()) return std::nullopt;  // 1 + 2j: complex, which no metadata is
    return to_number(digits, negative);
  }

  bool is_exponent_sign(std::size_t begin) const {
    const char before = text_[at_ - 1];
    const bool hex = at_ - begin >= 2 && text_[begin] == '0' && (text_[begin + 1] | 0x20) == 'x';
    return at_ > begin && !hex && (before == 'e' || before == 'E');
  }

  bool skip_space_then_sign() {
    skip_space();
    return peek() == '+' || peek() == '-';
  }

  static std::optional<Literal> to_number(std::string_view digits, bool negative) {
    if (digits.back() == 'j' || digits.back() == 'J') {
      if (!parse_python_float(digits.substr(0, digits.size() - 1))) return std::nullopt;
      return other("complex");
    }
    if (digits.size() > 2 && digits[0] == '0' && !is_digit(digits[1]) && digits[1] != '.' && digits[1] != '_' &&
        digits[1] != 'e' && digits[1] != 'E') {
      return based_integer(digits, negative);
    }
    if (digits.find_first_of(".eE") != std::string_view::npos) {
      const auto d = parse_python_float(digits);
      if (!d) return std::nullopt;
      return Literal{negative ? -*d : *d, {}};
    }
    return decimal_integer(digits, negative);
  }

  static std::optional<Literal> decimal_integer(std::string_view digits, bool negative) {
    if (!parse_python_int(digits)) return std::nullopt;
    std::string plain = negative ? "-" : "";
    bool leading_zero = digits[0] == '0';
    for (const char c : digits) {
      if (c == '_') continue;
      if (c != '0' && leading_zero) return std::nullopt;  // 012 is no literal, 000 is
      plain += c;
    }
    if (leading_zero) return Literal{std::int64_t{0}, {}};
    const auto value = json::parse(plain);
    if (!value) return std::nullopt;
    return Literal{*value, {}};
  }

  static std::optional<Literal> based_integer(std::string_view digits, bool negative) {
    const char marker = static_cast<char>(digits[1] | 0x20);
    const int base = marker == 'x' ? 16 : marker == 'o' ? 8 : marker == 'b' ? 2 : 0;
    if (base == 0) return std::nullopt;
    std::uint64_t value = 0;
    bool underscore = false;
    for (const char c : digits.substr(2)) {
      if (c == '_') {
        if (underscore) return std::nullopt;
        underscore = true;
        continue;
      }
      underscore = false;
      const int d = is_digit(c) ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : 99;
      if (d >= base || value >> 59U != 0) return std::nullopt;
      value = value * static_cast<unsigned>(base) + static_cast<unsigned>(d);
    }
    if (underscore) return std::nullopt;
    const auto i = static_cast<std::int64_t>(value);
    return Literal{negative ? -i : i, {}};
  }

  std::optional<Literal> word_or_string() {
    const std::size_t begin = at_;
    while (is_name(peek())) ++at_;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (peek() == '\'' || peek() == '"') return string(word);
    if (word == "None") return Literal{nullptr, {}};
    if (word == "True") return Literal{true, {}};
    if (word == "False") return Literal{false, {}};
    return std::nullopt;
  }

  /// Adjacent strings are one string.
  std::optional<Literal> string(std::string_view prefix) {
    std::string out;
    const std::string kind = to_lower(prefix);
    const bool bytes = kind == "b" || kind == "rb" || kind == "br";
    const bool raw = kind == "r" || kind == "rb" || kind == "br";
    if (!kind.empty() && kind != "u" && !bytes && !raw) return std::nullopt;
    if (!quoted(out, raw)) return std::nullopt;
    if (peek_after_space() == '\'' || peek() == '"') {
      auto rest = string({});
      const auto* text = rest && rest->other_class.empty() ? rest->value.as<std::string>() : nullptr;
      if (text == nullptr || bytes) return std::nullopt;
      out += *text;
    }
    if (bytes) return other("bytes");
    return Literal{std::move(out), {}};
  }

  bool quoted(std::string& out, bool raw) {
    const char quote = text_[at_];
    const bool triple = text_.substr(at_, 3) == std::string(3, quote);
    const std::string end(triple ? 3 : 1, quote);
    at_ += end.size();
    while (at_ < text_.size()) {
      if (text_.compare(at_, end.size(), end) == 0) {
        at_ += end.size();
        return true;
      }
      if (text_[at_] == '\n' && !triple) return false;
      if (text_[at_] == '\\') {
        if (!escape(out, raw)) return false;
      } else {
        out += text_[at_++];
      }
    }
    return false;
  }

  bool escape(std::string& out, bool raw) {
    if (at_ + 1 >= text_.size()) return false;
    const char c = text_[at_ + 1];
    at_ += 2;
    if (raw) {
      out += '\\';
      out += c;
      return true;
    }
    static constexpr std::string_view kFrom = "\\'\"abfnrtv";
    static constexpr std::string_view kTo = "\\'\"\a\b\f\n\r\t\v";
    if (const auto i = kFrom.find(c); i != std::string_view::npos) {
      out += kTo[i];
      return true;
    }
    if (c == '\n') return true;
    if (c == 'x') return hex_escape(out, 2);
    if (c == 'u') return hex_escape(out, 4);
    if (c == 'U') return hex_escape(out, 8);
    if (c == 'N') return false;  // \N{name}: taken as text
    if (c >= '0' && c <= '7') {
      std::uint32_t code = static_cast<std::uint32_t>(c - '0');
      for (int i = 0; i < 2 && peek() >= '0' && peek() <= '7'; ++i)
        code = code * 8 + static_cast<unsigned>(text_[at_++] - '0');
      append_utf8(out, code);
      return true;
    }
    out += '\\';
    out += c;
    return true;
  }

  bool hex_escape(std::string& out, int count) {
    std::uint32_t code = 0;
    for (int i = 0; i < count; ++i) {
      const char c = peek();
      if (std::isxdigit(static_cast<unsigned char>(c)) == 0) return false;
      code = code << 4U | static_cast<std::uint32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
      ++at_;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return false;
    append_utf8(out, code);
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Literal> parse_literal(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  return Parser(text).parse();
}

}  // namespace ceilometer::query
