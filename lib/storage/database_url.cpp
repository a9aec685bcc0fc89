#include "storage/database_url.hpp"

#include <algorithm>
#include <charconv>

#include "base/strings.hpp"

namespace ceilometer::storage {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// As Python's unquote: what is no escape stays as it is.
std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
      out += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else if (plus_is_space && text[i] == '+') {
      out += ' ';
    } else {
      out += text[i];
    }
  }
  return out;
}

bool is_scheme_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '+';
}

void parse_credentials(std::string_view text, DatabaseUrl& url) {
  const auto colon = text.find(':');
  url.user = percent_decode(text.substr(0, colon), false);
  if (colon != std::string_view::npos) url.password = percent_decode(text.substr(colon + 1), false);
}

bool parse_host(std::string_view text, DatabaseUrl& url) {
  std::string_view port;
  bool has_port = false;
  if (!text.empty() && text.front() == '[') {
    const auto close = text.find(']');
    if (close == std::string_view::npos) return false;
    url.host = text.substr(1, close - 1);
    text.remove_prefix(close + 1);
    has_port = !text.empty();
    if (has_port && text.front() != ':') return false;
    port = has_port ? text.substr(1) : text;
  } else {
    const auto colon = text.find(':');
    url.host = text.substr(0, colon);
    has_port = colon != std::string_view::npos;
    if (has_port) port = text.substr(colon + 1);
  }
  if (!has_port || port.empty()) return true;
  int number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size() || number < 1 || number > 65535) return false;
  url.port = number;
  return true;
}

void parse_parameters(std::string_view text, DatabaseUrl& url) {
  for (const std::string_view part : split(text, '&')) {
    const auto equals = part.find('=');
    // parse_qsl leaves out what has no value.
    if (equals == std::string_view::npos || equals + 1 == part.size()) continue;
    url.parameters.emplace_back(percent_decode(part.substr(0, equals), true),
                                percent_decode(part.substr(equals + 1), true));
  }
}

}  // namespace

Result<DatabaseUrl> DatabaseUrl::parse(std::string_view text) {
  if (text.empty()) return Error{"no database URL is given"};
  const auto scheme_end = text.find("://");
  if (scheme_end == std::string_view::npos || scheme_end == 0 ||
      !std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(scheme_end), is_scheme_character)) {
    return Error{"the value is not a database URL (dialect://user:password@host/database or sqlite:////path)"};
  }
  DatabaseUrl url;
  const std::string_view scheme = text.substr(0, scheme_end);
  const auto plus = scheme.find('+');
  url.dialect = to_lower(scheme.substr(0, plus));
  if (plus != std::string_view::npos) url.driver = scheme.substr(plus + 1);
  if (url.dialect.empty()) return Error{"the database URL names no dialect before \"+\""};

  std::string_view rest = text.substr(scheme_end + 3);
  const auto name_end = rest.find_first_of(":/@");
  const auto at = rest.rfind('@');
  // A user name holds no "/": a path with "@" in it is not taken for one.
  if (at != std::string_view::npos && name_end != std::string_view::npos &&
      (rest[name_end] == ':' || rest[name_end] == '@')) {
    const auto end = rest[name_end] == '@' ? name_end : at;
    parse_credentials(rest.substr(0, end), url);
    rest.remove_prefix(end + 1);
  }
  const auto slash = rest.find('/');
  if (!parse_host(rest.substr(0, slash), url)) return Error{"the database URL's host or port is malformed"};
  if (slash != std::string_view::npos) {
    std::string_view database = rest.substr(slash + 1);
    const auto question = database.find('?');
    if (question != std::string_view::npos) {
      parse_parameters(database.substr(question + 1), url);
      database = database.substr(0, question);
    }
    url.database = std::string(database);
  }
  return url;
}

const std::string* DatabaseUrl::parameter(std::string_view name) const {
  const auto it =
      std::find_if(parameters.rbegin(), parameters.rend(), [&](const auto& entry) { return entry.first == name; });
  return it == parameters.rend() ? nullptr : &it->second;
}

}  // namespace ceilometer::storage
