#include "notify/signature.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "json/write.hpp"

namespace ceilometer::notify {

namespace {

/// Python 2's str() of a float: 12 digits, where repr() has as many as it takes.
void append_python2_float(std::string& out, double value) {
  if (!std::isfinite(value)) return json::append_python_float(out, value);
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 12).ptr;
  const std::string_view digits(text.data(), static_cast<std::size_t>(end - text.data()));
  out += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) out += ".0";
}

/// Python 2's repr() of a str in UTF-8, which is what decode_unicode made of text in lists.
void append_python2_text(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  out += quote;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte >= 0x7F) {
      out += "\\x";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += c;
    }
  }
  out += quote;
}

void append_python2_repr(std::string& out, const json::Value& value) {
  if (const auto* text = value.as<std::string>()) {
    append_python2_text(out, *text);
  } else if (const auto* big = value.as<json::BigInt>()) {
    out += big->digits + "L";
  } else if (const auto* array = value.as<json::Array>()) {
    out += '[';
    for (const auto& item : *array) {
      if (&item != array->data()) out += ", ";
      append_python2_repr(out, item);
    }
    out += ']';
  } else if (const auto* object = value.as<json::Object>()) {
    out += '{';
    for (const auto& member : object->members()) {
      if (&member != object->members().data()) out += ", ";
      append_python2_text(out, member.name);
      out += ": ";
      append_python2_repr(out, member.value);
    }
    out += '}';
  } else {
    json::append_python_repr(out, value);
  }
}

void append_spelled(std::string& out, const json::Value& value, SigningPython python) {
  if (value.as<json::Array>() != nullptr) {
    // A dict inside a list is spelled with its keys sorted.
    const json::Value ordered = json::sorted(value);
    python == SigningPython::k2 ? append_python2_repr(out, ordered) : json::append_python_str(out, ordered);
  } else if (const auto* number = value.as<double>(); number != nullptr && python == SigningPython::k2) {
    append_python2_float(out, *number);
  } else {
    json::append_python_str(out, value);
  }
}

}  // namespace

SigningKey read_signing_key(const config::Config& config) {
  return {config.get_string("publisher", "telemetry_secret"),
          config.get_int("publisher", "signature_python") == 2 ? SigningPython::k2 : SigningPython::k3};
}

void PairsToSign::add_text(std::string_view name, std::string_view text) {
  text_ += name;
  text_ += text;
}

void PairsToSign::add(std::string_view name, const json::Value& value) {
  if (const auto* object = value.as<json::Object>()) return add_nested(*object, std::string(name) + ":");
  text_ += name;
  append_spelled(text_, value, python_);
}

void PairsToSign::add_nested(const json::Object& object, const std::string& prefix) {
  for (const json::Member* member : json::members_in_order(object, true)) add(prefix + member->name, member->value);
}

std::string PairsToSign::sign(const std::string& secret) const {
  return secret.empty() ? std::string() : sign(HmacSha256(secret));
}

std::string PairsToSign::sign(HmacSha256 keyed) const {
  keyed.update(text_);
  return keyed.hex();
}

}  // namespace ceilometer::notify
