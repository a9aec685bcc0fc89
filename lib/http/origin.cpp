#include "http/origin.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace ceilometer::http {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_host_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '-' || c == '_';
}

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
}

// "host", "host:port", "[::1]:port". Checked strictly: with a "/" in it, a password would be taken for a port.
bool is_authority(std::string_view text) {
  std::string_view rest;
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    if (end == std::string_view::npos || end == 1) return false;
    const std::string_view address = text.substr(1, end - 1);
    const auto is_part = [](char c) { return is_host_character(c) || c == ':' || c == '%'; };
    if (!std::all_of(address.begin(), address.end(), is_part)) return false;
    rest = text.substr(end + 1);
  } else {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const std::string_view host = text.substr(0, colon);
    if (host.empty() || !std::all_of(host.begin(), host.end(), is_host_character)) return false;
    rest = text.substr(colon);
  }
  return rest.empty() || (rest.starts_with(':') && is_port(rest.substr(1)));
}

}  // namespace

Result<std::string> origin(std::string_view url) {
  const std::size_t end_of_scheme = url.find("://");
  const std::string scheme = end_of_scheme == std::string_view::npos ? "" : to_lower(url.substr(0, end_of_scheme));
  if (scheme != "http" && scheme != "https") return Error{"it does not begin with http:// or https://"};
  const auto is_foreign = [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 0x7f; };
  if (std::any_of(url.begin(), url.end(), is_foreign)) return Error{"it has a space or a control character in it"};
  std::string_view authority = url.substr(end_of_scheme + 3);
  authority = authority.substr(0, authority.find_first_of("/?#"));
  const std::size_t at = authority.rfind('@');
  if (at != std::string_view::npos) authority.remove_prefix(at + 1);
  if (!is_authority(authority)) return Error{"what follows " + scheme + ":// is no host and port"};
  return scheme + "://" + std::string(authority);
}

}  // namespace ceilometer::http
