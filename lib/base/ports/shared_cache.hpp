#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ceilometer {

/// Bytes with a time to live that several processes see: the host's shared memory, or memcached. A cache and no more:
/// any entry may be gone at any time, and two processes may store the same key at once.
///
/// Implementations are safe to call from any thread of any child, bound their own waiting, and do not throw: what fails
/// is as if it were not there.
class SharedCache {
 public:
  virtual ~SharedCache() = default;

  virtual std::optional<std::string> get(std::string_view key) noexcept = 0;
  /// Replaces what is there. False where the entry does not fit or could not be stored.
  virtual bool set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live) noexcept = 0;
  virtual void remove(std::string_view key) noexcept = 0;

  struct Figures {
    std::uint64_t hits = 0;
    std::uint64_t misses = 0;
    std::uint64_t stored = 0;
    std::uint64_t refused = 0;  ///< entries that did not fit or could not be stored
  };
  /// Of this process, since it began.
  virtual Figures figures() const noexcept = 0;
};

/// Where memcached is and how patient to be: [keystone_authtoken] memcached_servers and memcache_pool_*.
struct MemcacheOptions {
  std::vector<std::string> servers;          ///< "host:port", "[::1]:11211", "host" (port 11211)
  std::chrono::seconds dead_retry{300};      ///< a server that failed is not asked for so long
  int max_connections = 10;                  ///< to each server, of one process
  std::chrono::seconds socket_timeout{3};    ///< for one operation
  std::chrono::seconds unused_timeout{60};   ///< an idle connection is closed after it
  std::chrono::seconds connection_wait{10};  ///< for a free connection
};

}  // namespace ceilometer
