#include "notify/transport_url.hpp"

#include <algorithm>
#include <charconv>

#include "base/strings.hpp"

namespace ceilometer::notify {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// As Python's unquote: what is no escape stays as it is.
std::string percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_scheme_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+' ||
         c == '-' || c == '.';
}

bool parse_port(std::string_view text, TransportUrl::Host& host) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 1 || number > 65535) return false;
  host.port = number;
  return true;
}

bool parse_host(std::string_view text, TransportUrl::Host& host) {
  // The last "@": an unquoted one in a password, which oslo.messaging refuses, is taken as it is meant.
  const auto at = text.rfind('@');
  if (at != std::string_view::npos) {
    const std::string_view credentials = text.substr(0, at);
    const auto colon = credentials.find(':');
    host.user = percent_decode(credentials.substr(0, colon));
    if (colon != std::string_view::npos) host.password = percent_decode(credentials.substr(colon + 1));
    text.remove_prefix(at + 1);
  }
  std::string_view rest;
  if (!text.empty() && text.front() == '[') {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return false;
    host.name = text.substr(1, close - 1);
    rest = text.substr(close + 1);
  } else {
    const auto colon = std::min(text.find(':'), text.size());
    host.name = text.substr(0, colon);
    rest = text.substr(colon);
  }
  if (host.name.find_first_of("/ \t\0") != std::string::npos) return false;
  if (rest.empty()) return true;
  return rest.front() == ':' && parse_port(rest.substr(1), host);
}

}  // namespace

Result<TransportUrl> TransportUrl::parse(std::string_view text) {
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || scheme_end == 0 ||
      !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(scheme_end), is_scheme_character)) {
    return Error{"the value is not a URL of a message bus (rabbit://user:password@host:5672/virtual_host)"};
  }
  TransportUrl url;
  url.transport = to_lower(text.substr(0, scheme_end));
  std::string_view rest = text.substr(scheme_end + 3);
  const auto question = std::min(rest.find('?'), rest.size());
  if (question < rest.size()) {
    for (const auto part : split(rest.substr(question + 1), '&')) {
      const auto equals = part.find('=');
      // parse_qs leaves out what has no value.
      if (equals == std::string_view::npos || equals + 1 == part.size()) continue;
      url.parameters.emplace_back(percent_decode(part.substr(0, equals)), percent_decode(part.substr(equals + 1)));
    }
  }
  rest = rest.substr(0, question);
  const auto slash = std::min(rest.find('/'), rest.size());
  if (slash < rest.size()) url.virtual_host = percent_decode(rest.substr(slash + 1));
  for (const auto part : split(rest.substr(0, slash), ',')) {
    if (part.empty()) continue;
    Host host;
    if (!parse_host(part, host)) {
      return Error{
          "a host or port in the URL is malformed; \"/\", \"?\", \",\" and \"%\" in a password are written "
          "%2F, %3F, %2C and %25"};
    }
    url.hosts.push_back(std::move(host));
  }
  return url;
}

const std::string* TransportUrl::parameter(std::string_view name) const {
  const auto it =
      std::find_if(parameters.rbegin(), parameters.rend(), [&](const auto& entry) { return entry.first == name; });
  return it == parameters.rend() ? nullptr : &it->second;
}

}  // namespace ceilometer::notify
