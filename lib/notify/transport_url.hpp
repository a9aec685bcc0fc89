#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::notify {

/// A bus' URL as oslo.messaging reads it: transport://user:password@host:port,user:password@host:port/vhost?key=value.
///
/// Each host has credentials of its own. They, the virtual host and the parameters are percent-decoded, as they are
/// from oslo.messaging 5.17 on; that is no loss to older files, where a "%" could not be meant otherwise.
struct TransportUrl {
  struct Host {
    std::string name;  ///< without the brackets of an IPv6 address
    std::optional<int> port;
    std::string user;
    std::string password;
  };

  std::string transport;  ///< "rabbit", "kombu+rabbit"
  std::vector<Host> hosts;
  /// nullopt where the URL has no path; "" for a path of "/" alone.
  std::optional<std::string> virtual_host;
  std::vector<std::pair<std::string, std::string>> parameters;

  /// The error never holds any of the text: it may be a password that stands in the wrong place.
  static Result<TransportUrl> parse(std::string_view text);

  /// The last value of that parameter, or null.
  const std::string* parameter(std::string_view name) const;
};

}  // namespace ceilometer::notify
