#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ceilometer::filters {

// What proxies say of the client, believed only where it is well-formed: it ends in links, so nothing but the
// characters of a URL's part may be in it. Each function gives nullopt for what it does not believe.

/// The first element of an RFC 7239 Forwarded header; quotes are taken off. A parameter that stands twice is its last.
struct Forwarded {
  std::optional<std::string> proto;
  std::optional<std::string> host;
  std::optional<std::string> client;  ///< "for"
};

/// All empty where the first element is malformed.
Forwarded parse_forwarded(std::string_view header);

/// "http" or "https", in any case. Of a list, as a chain of proxies makes it, the first.
std::optional<std::string> forwarded_scheme(std::string_view text);

/// A name or an address with an optional port, as a Host header has it. Of a list the first.
std::optional<std::string> forwarded_host(std::string_view text);

/// An IP address, or a list of them, without ports and brackets: "192.0.2.60", "2001:db8::1, 10.0.0.1".
std::optional<std::string> forwarded_for(std::string_view text);

/// A path to put before the application's own, decoded: "/telemetry" of "/telemetry/". "" for "/".
std::optional<std::string> forwarded_prefix(std::string_view text);

}  // namespace ceilometer::filters
