#include "http/query_string.hpp"

#include "base/api_error.hpp"
#include "base/strings.hpp"

namespace ceilometer::http {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string percent_encode(std::string_view text, std::string_view safe) {
  static constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                            c == '_' || c == '.' || c == '~';
    if (unreserved || safe.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    }
  }
  return out;
}

void Arguments::append(std::string_view query_string) {
  while (!query_string.empty()) {
    const auto end = query_string.find_first_of("&;");
    const auto pair = query_string.substr(0, end);
    query_string.remove_prefix(end == std::string_view::npos ? query_string.size() : end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    Argument argument{percent_decode(pair.substr(0, equals), true), {}};
    if (equals != std::string_view::npos) argument.value = percent_decode(pair.substr(equals + 1), true);
    if (!is_valid_utf8(argument.name) || !is_valid_utf8(argument.value)) {
      throw ApiError::abort(400);
    }
    items_.push_back(std::move(argument));
  }
}

const std::string* Arguments::last(std::string_view name) const {
  for (auto it = items_.rbegin(); it != items_.rend(); ++it) {
    if (it->name == name) return &it->value;
  }
  return nullptr;
}

std::vector<std::string_view> Arguments::all(std::string_view name) const {
  std::vector<std::string_view> values;
  for (const auto& item : items_) {
    if (item.name == name) values.push_back(item.value);
  }
  return values;
}

}  // namespace ceilometer::http
