#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ceilometer {

/// Where one memcached listens.
struct MemcacheServer {
  std::string host;  ///< a name or an address, without brackets
  std::uint16_t port = 11211;
};

/// "host", "host:11211", "10.0.0.1:11211", "[::1]", "[::1]:11211", also with the "inet:" or "inet6:[...]" before it
/// that python-memcached takes. The error is the end of a sentence about the option.
Result<MemcacheServer> parse_memcache_server(std::string_view text);

}  // namespace ceilometer
