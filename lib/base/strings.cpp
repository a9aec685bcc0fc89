#include "base/strings.hpp"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>

namespace ceilometer {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Removes single underscores between digits, as PEP 515 allows them; nullopt where one stands elsewhere.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      out += text[i];
      continue;
    }
    if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) return std::nullopt;
  }
  return out;
}

}  // namespace

bool iequals(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

std::string to_lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = lower(c);
  return out;
}

std::string to_upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

bool is_valid_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const unsigned char*>(text.data());
  const auto* const end = p + text.size();
  while (p < end) {
    // Nearly all of most texts is ASCII: eight bytes at a time.
    std::uint64_t bytes = 0;
    if (static_cast<std::size_t>(end - p) >= sizeof bytes) {
      std::memcpy(&bytes, p, sizeof bytes);
      if ((bytes & 0x8080808080808080) == 0) {
        p += sizeof bytes;
        continue;
      }
    }
    const unsigned char c = *p++;
    if (c < 0x80) continue;
    std::size_t more = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xBF;
    if (c >= 0xC2 && c <= 0xDF) {
      more = 1;
    } else if (c >= 0xE0 && c <= 0xEF) {
      more = 2;
      if (c == 0xE0) low = 0xA0;   // overlong
      if (c == 0xED) high = 0x9F;  // surrogates
    } else if (c >= 0xF0 && c <= 0xF4) {
      more = 3;
      if (c == 0xF0) low = 0x90;
      if (c == 0xF4) high = 0x8F;  // beyond U+10FFFF
    } else {
      return false;
    }
    for (; more > 0; --more, ++p) {
      if (p == end || *p < low || *p > high) return false;
      low = 0x80;
      high = 0xBF;
    }
  }
  return true;
}

std::size_t utf8_prefix(std::string_view text, std::size_t size) {
  if (size >= text.size()) return text.size();
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) --size;
  return size;
}

std::string base64_encode(std::string_view data) {
  static constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((data.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < data.size(); i += 3) {
    const std::size_t n = data.size() - i < 3 ? data.size() - i : 3;
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8U | (k < n ? static_cast<unsigned char>(data[i + k]) : 0U);
    out += kAlphabet[group >> 18U & 63U];
    out += kAlphabet[group >> 12U & 63U];
    out += n > 1 ? kAlphabet[group >> 6U & 63U] : '=';
    out += n > 2 ? kAlphabet[group & 63U] : '=';
  }
  return out;
}

std::optional<bool> bool_from_string(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kTrue = {"1", "t", "true", "on", "y", "yes"};
  static constexpr std::array<std::string_view, 6> kFalse = {"0", "f", "false", "off", "n", "no"};
  text = trim(text);
  for (const auto word : kTrue) {
    if (iequals(text, word)) return true;
  }
  for (const auto word : kFalse) {
    if (iequals(text, word)) return false;
  }
  return std::nullopt;
}

std::optional<long long> parse_python_int(std::string_view text) {
  text = trim(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  const auto plain = without_underscores(text);
  if (!plain) return std::nullopt;
  for (const char c : *plain) {
    if (!is_digit(c)) return std::nullopt;
  }
  const std::string number = negative ? "-" + *plain : *plain;
  long long value = 0;
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error == std::errc::result_out_of_range) {
    return negative ? std::numeric_limits<long long>::min() : std::numeric_limits<long long>::max();
  }
  return value;
}

std::optional<double> parse_python_float(std::string_view text) {
  text = trim(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  double value = 0;
  if (iequals(text, "inf") || iequals(text, "infinity")) {
    value = std::numeric_limits<double>::infinity();
  } else if (iequals(text, "nan")) {
    value = std::numeric_limits<double>::quiet_NaN();
  } else {
    const auto plain = without_underscores(text);
    if (!plain || plain->empty() || !(is_digit(plain->front()) || plain->front() == '.')) return std::nullopt;
    const char* const last = plain->data() + plain->size();
    const auto [end, error] = std::from_chars(plain->data(), last, value);
    if (end != last || error == std::errc::invalid_argument) return std::nullopt;
    if (error == std::errc::result_out_of_range) {
      // from_chars leaves the value alone: decide between 0 and infinity by the exponent's sign, or without one by
      // size.
      const auto e = plain->find_first_of("eE");
      const bool tiny =
          e != std::string::npos ? (*plain)[e + 1] == '-' : plain->front() == '.' || plain->front() == '0';
      value = tiny ? 0.0 : std::numeric_limits<double>::infinity();
    }
  }
  return negative ? -value : value;
}

}  // namespace ceilometer
