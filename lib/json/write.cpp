#include "json/write.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace ceilometer::json {

namespace {

constexpr char kHex[] = "0123456789abcdef";

void append_u(std::string& out, unsigned unit) {
  out += "\\u";
  for (unsigned shift = 16; shift > 0; shift -= 4) out += kHex[unit >> (shift - 4) & 15U];
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
  std::size_t plain = 0;  // where the run that needs no escape began
  for (std::size_t i = 0; i < text.size();) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
      ++i;
      continue;
    }
    out.append(text, plain, i - plain);
    const std::uint32_t code = next_code_point(text, i);
    plain = i;
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
  if (plain < text.size()) out.append(text, plain);
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
