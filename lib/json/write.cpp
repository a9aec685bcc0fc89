#include "json/write.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace ceilometer::json {

namespace {

constexpr char kHex[] = "0123456789abcdef";

void append_u(std::string& out, unsigned unit) {
  out += "\\u";
  for (unsigned shift = 16; shift > 0; shift -= 4) out += kHex[unit >> (shift - 4) & 15U];
}

bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\';
}

/// Where the text first needs an escape, from `at` on; its size where it needs none. Eight bytes at a time, since
/// nearly all that is written is plain: every listing spends its time here.
std::size_t end_of_plain(std::string_view text, std::size_t at) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  const auto has_below = [](std::uint64_t bytes, std::uint64_t limit) {
    return (bytes - kOnes * limit) & ~bytes & kHighBits;
  };
  for (; at + sizeof(std::uint64_t) <= text.size(); at += sizeof(std::uint64_t)) {
    std::uint64_t bytes = 0;
    std::memcpy(&bytes, text.data() + at, sizeof bytes);
    const std::uint64_t special = (bytes & kHighBits) | has_below(bytes, 0x20) | has_below(bytes ^ kOnes * '"', 1) |
                                  has_below(bytes ^ kOnes * '\\', 1);
    if (special != 0) break;
  }
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

/// Python's repr of a finite float: the shortest digits that read back, with an exponent below 1e-4 and from 1e16 on.
void append_shortest(std::string& out, double value) {
  std::array<char, 32> buffer{};
  const auto end =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific).ptr;
  const std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  const auto e = text.find('e');
  int exponent = 0;
  std::from_chars(text.data() + e + (text[e + 1] == '+' ? 2 : 1), text.data() + text.size(), exponent);
  if (exponent < -4 || exponent >= 16) {
    out.append(text);
    return;
  }
  std::string_view mantissa = text.substr(0, e);
  if (mantissa.front() == '-') {
    out += '-';
    mantissa.remove_prefix(1);
  }
  // The digits without their point: d.ddd -> dddd
  std::array<char, 24> digits{};
  std::size_t count = 0;
  for (const char c : mantissa) {
    if (c != '.') digits[count++] = c;
  }
  if (exponent < 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent) - 1, '0');
    out.append(digits.data(), count);
    return;
  }
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  out.append(digits.data(), std::min(count, whole));
  if (count < whole) out.append(whole - count, '0');
  out += '.';
  if (count > whole) {
    out.append(digits.data() + whole, count - whole);
  } else {
    out += '0';
  }
}

}  // namespace

std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U; };
  const unsigned c = byte(at);
  if (c < 0x80) return ++at, c;
  if (c < 0xE0) return at += 2, (c & 0x1FU) << 6U | (byte(at - 1) & 0x3FU);
  if (c < 0xF0) return at += 3, (c & 0x0FU) << 12U | (byte(at - 2) & 0x3FU) << 6U | (byte(at - 1) & 0x3FU);
  at += 4;
  return (c & 0x07U) << 18U | (byte(at - 3) & 0x3FU) << 12U | (byte(at - 2) & 0x3FU) << 6U | (byte(at - 1) & 0x3FU);
}

void append_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const auto end = end_of_plain(text, i);
    out.append(text, i, end - i);
    if (end == text.size()) break;
    i = end;
    const std::uint32_t code = next_code_point(text, i);
    switch (code) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\b':
        out += "\\b";
        break;
      default:
        if (code < 0x10000) {
          append_u(out, code);
        } else {
          append_u(out, 0xD800 + ((code - 0x10000) >> 10U));
          append_u(out, 0xDC00 + ((code - 0x10000) & 0x3FFU));
        }
    }
  }
  out += '"';
}

void append_float(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "NaN";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-Infinity" : "Infinity";
  } else {
    append_shortest(out, value);
  }
}

void append_python_float(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "nan";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-inf" : "inf";
  } else {
    append_shortest(out, value);
  }
}

void append_int(std::string& out, std::int64_t value) {
  std::array<char, 24> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  out.append(buffer.data(), end);
}

void append_bool(std::string& out, bool value) { out += value ? "true" : "false"; }

std::vector<const Member*> members_in_order(const Object& object, bool sort) {
  std::vector<const Member*> order;
  order.reserve(object.size());
  for (const auto& member : object.members()) order.push_back(&member);
  // UTF-8 sorts by code point, as Python's str does.
  if (sort) std::sort(order.begin(), order.end(), [](const Member* a, const Member* b) { return a->name < b->name; });
  return order;
}

// Recursion is bounded: values come from parse(), whose depth is limited, or from our own code.
void append_value(std::string& out, const Value& value, bool sort_keys) {
  if (value.is_null()) {
    out += "null";
  } else if (const auto* b = value.as<bool>()) {
    append_bool(out, *b);
  } else if (const auto* i = value.as<std::int64_t>()) {
    append_int(out, *i);
  } else if (const auto* big = value.as<BigInt>()) {
    out += big->digits;
  } else if (const auto* d = value.as<double>()) {
    append_float(out, *d);
  } else if (const auto* s = value.as<std::string>()) {
    append_string(out, *s);
  } else if (const auto* array = value.as<Array>()) {
    out += '[';
    for (const auto& item : *array) {
      if (&item != array->data()) out += ", ";
      append_value(out, item, sort_keys);
    }
    out += ']';
  } else if (const auto* object = value.as<Object>()) {
    out += '{';
    bool first = true;
    for (const Member* member : members_in_order(*object, sort_keys)) {
      if (!first) out += ", ";
      first = false;
      append_string(out, member->name);
      out += ": ";
      append_value(out, member->value, sort_keys);
    }
    out += '}';
  }
}

std::string dumps(const Value& value, bool sort_keys) {
  std::string out;
  append_value(out, value, sort_keys);
  return out;
}

}  // namespace ceilometer::json
