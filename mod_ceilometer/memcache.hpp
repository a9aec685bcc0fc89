#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "base/ports/shared_cache.hpp"
#include "base/result.hpp"
#include "memcache_node.hpp"

namespace ceilometer::httpd {

/// A client of one or more memcached servers: a key belongs to one of them, and to the next one while that is dead.
///
/// Made before the fork; opens nothing until it is used, so that each child has connections of its own. An operation
/// takes connection_wait and socket_timeout at most (twice that where an idle connection turns out to be closed), plus
/// the time to resolve a name. See docs/decisions/0003-memcached-client.md for why it does not use apr_memcache.
class Memcache final : public SharedCache {
 public:
  /// `logger` must outlive the client. The error is the end of a sentence about the option that names the servers.
  static Result<std::shared_ptr<SharedCache>> make(const MemcacheOptions& options, Logger& logger);

  std::optional<std::string> get(std::string_view key) noexcept override;
  bool set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live) noexcept override;
  void remove(std::string_view key) noexcept override;
  Figures figures() const noexcept override;

 private:
  Memcache() = default;
  MemcacheNode* node_of(std::string_view key);

  std::vector<std::unique_ptr<MemcacheNode>> nodes_;
  std::atomic<std::uint64_t> hits_ = 0;
  std::atomic<std::uint64_t> misses_ = 0;
  std::atomic<std::uint64_t> stored_ = 0;
  std::atomic<std::uint64_t> refused_ = 0;
};

}  // namespace ceilometer::httpd
