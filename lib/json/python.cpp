// Python's str() and repr() of values that came from JSON.
#include <array>

#include "json/printable.hpp"
#include "json/write.hpp"

namespace ceilometer::json {

namespace {

void append_hex(std::string& out, const char* prefix, std::uint32_t code, unsigned digits) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += prefix;
  for (unsigned i = digits; i-- > 0;) out += kHex[code >> 4 * i & 15U];
}

void append_repr(std::string& out, std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  out += quote;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    const std::uint32_t code = next_code_point(text, i);
    if (code == static_cast<unsigned char>(quote) || code == '\\') {
      out += '\\';
      out += static_cast<char>(code);
    } else if (code == '\n') {
      out += "\\n";
    } else if (code == '\r') {
      out += "\\r";
    } else if (code == '\t') {
      out += "\\t";
    } else if (is_printable(code)) {
      out.append(text, begin, i - begin);
    } else if (code < 0x100) {
      append_hex(out, "\\x", code, 2);
    } else if (code < 0x10000) {
      append_hex(out, "\\u", code, 4);
    } else {
      append_hex(out, "\\U", code, 8);
    }
  }
  out += quote;
}

}  // namespace

void append_python_repr(std::string& out, const Value& value) {
  if (value.is_null()) {
    out += "None";
  } else if (const auto* b = value.as<bool>()) {
    out += *b ? "True" : "False";
  } else if (const auto* i = value.as<std::int64_t>()) {
    append_int(out, *i);
  } else if (const auto* big = value.as<BigInt>()) {
    out += big->digits;
  } else if (const auto* d = value.as<double>()) {
    append_python_float(out, *d);
  } else if (const auto* s = value.as<std::string>()) {
    append_repr(out, *s);
  } else if (const auto* array = value.as<Array>()) {
    out += '[';
    for (const auto& item : *array) {
      if (&item != array->data()) out += ", ";
      append_python_repr(out, item);
    }
    out += ']';
  } else if (const auto* object = value.as<Object>()) {
    out += '{';
    for (const auto& member : object->members()) {
      if (&member != object->members().data()) out += ", ";
      append_repr(out, member.name);
      out += ": ";
      append_python_repr(out, member.value);
    }
    out += '}';
  }
}

void append_python_str(std::string& out, const Value& value) {
  if (const auto* s = value.as<std::string>()) {
    out += *s;
  } else {
    append_python_repr(out, value);
  }
}

std::string python_str(const Value& value) {
  std::string out;
  append_python_str(out, value);
  return out;
}

std::string python_repr(const Value& value) {
  std::string out;
  append_python_repr(out, value);
  return out;
}

std::string python_repr(std::string_view text) {
  std::string out;
  append_repr(out, text);
  return out;
}

}  // namespace ceilometer::json
