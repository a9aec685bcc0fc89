#pragma once

#include <string>

#include "base/result.hpp"

namespace ceilometer::launcher {

/// Where the server listens: [api] host and port, resolved.
struct ListenAddress {
  std::string host;     ///< as it was given: "0.0.0.0", "::", "controller"
  std::string address;  ///< its numeric form, an IPv6 address without brackets
  int port = 0;

  /// As httpd's Listen takes it: "10.0.0.1:8777", "[::1]:8777".
  std::string directive() const;
  /// The line that the original's command printed: `serving on http://HOST:PORT`, or `serving on 0.0.0.0:PORT, view at
  /// http://127.0.0.1:PORT` for every address.
  std::string serving_on(bool tls) const;
};

/// Resolves as Python's server did: a host with a ":" in it is IPv6, any other IPv4. The error is the end of a sentence
/// about the option.
Result<ListenAddress> resolve(const std::string& host, int port);

/// Whether this process may listen there now. Somebody else may be faster: httpd has the last word. The error says what
/// is in the way and what to do.
Result<void> check_free(const ListenAddress& address);

}  // namespace ceilometer::launcher
