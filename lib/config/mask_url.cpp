#include <algorithm>

#include "base/strings.hpp"
#include "config/config.hpp"

namespace ceilometer::config {

namespace {

constexpr std::string_view kMask = "***";

bool is_secret_parameter(std::string_view name) {
  const std::string lower = to_lower(name);
  return lower.find("passw") != std::string::npos || lower.find("secret") != std::string::npos || lower == "pwd";
}

// "user:password" -> "user:***"; without a ":" there is no password.
void append_credentials(std::string& out, std::string_view credentials) {
  const std::size_t colon = credentials.find(':');
  if (colon == std::string_view::npos) {
    out.append(credentials);
  } else {
    out.append(credentials.substr(0, colon + 1)).append(kMask);
  }
}

// Everything before the last "@" belongs to credentials, as SQLAlchemy reads it, so that a password with an unquoted
// "@", "/" or "?" is masked whole. Where an "@" comes earlier and a comma follows, that was a host of a transport URL
// and the next credentials begin. Rather too much is masked than too little.
void append_authority(std::string& out, std::string_view text, bool several_hosts) {
  std::size_t at = several_hosts ? text.find('@') : std::string_view::npos;
  if (!several_hosts) return append_credentials(out, text);
  append_credentials(out, text.substr(0, at));
  while (at != std::string_view::npos) {
    text.remove_prefix(at + 1);
    at = text.find('@');
    const std::string_view part = text.substr(0, at);
    const std::size_t comma = part.find(',');
    if (comma == std::string_view::npos) continue;  // still the password
    out.append("@").append(part.substr(0, comma + 1));
    append_credentials(out, part.substr(comma + 1));
  }
}

void append_query(std::string& out, std::string_view text) {
  const std::size_t question = text.find('?');
  out.append(text.substr(0, question));
  if (question == std::string_view::npos) return;
  text.remove_prefix(question);
  while (!text.empty()) {
    out += text.front();  // "?", "&" or ";"
    text.remove_prefix(1);
    const std::size_t end = std::min(text.find_first_of("&;#"), text.size());
    const std::string_view parameter = text.substr(0, end);
    const std::size_t equals = parameter.find('=');
    if (equals != std::string_view::npos && is_secret_parameter(parameter.substr(0, equals))) {
      out.append(parameter.substr(0, equals + 1)).append(kMask);
    } else {
      out.append(parameter);
    }
    text.remove_prefix(end);
  }
}

// Drivers that take one pair of credentials, then hosts.
bool is_database(std::string_view scheme) {
  const std::string_view dialect = scheme.substr(0, scheme.find('+'));
  for (std::string_view known : {"mysql", "mariadb", "postgresql", "postgres", "sqlite", "mongodb", "db2"}) {
    if (iequals(dialect, known)) return true;
  }
  return false;
}

}  // namespace

std::string mask_url(std::string_view url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string_view::npos) return std::string(url);
  std::string result(url.substr(0, scheme + 3));
  std::string_view rest = url.substr(scheme + 3);

  const bool web = iequals(url.substr(0, scheme), "http") || iequals(url.substr(0, scheme), "https");
  const std::string_view authority = web ? rest.substr(0, rest.find_first_of("/?#")) : rest;
  const std::size_t at = authority.rfind('@');
  // A path before the first ":" means that there is no user: the "@" is a part of a file's name or of the query.
  const std::size_t colon = std::min(authority.find(':'), authority.size());
  if (at != std::string_view::npos && authority.find('/') > colon && colon < at) {
    append_authority(result, rest.substr(0, at), !is_database(url.substr(0, scheme)));
    rest.remove_prefix(at);
  }
  append_query(result, rest);
  return result;
}

}  // namespace ceilometer::config
