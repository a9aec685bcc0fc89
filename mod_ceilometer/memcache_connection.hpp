#pragma once

#include <apr_network_io.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/memcache_server.hpp"
#include "base/result.hpp"

namespace ceilometer::httpd {

/// A connection to one memcached, in its text protocol. One thread's at a time.
///
/// The error of an operation is a sentence why the connection is of no more use: close it. Keys must be such as
/// is_memcache_key() takes. Throws nothing but std::bad_alloc.
class MemcacheConnection {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  static Result<std::unique_ptr<MemcacheConnection>> open(const MemcacheServer& server, Deadline deadline);
  ~MemcacheConnection();
  MemcacheConnection(const MemcacheConnection&) = delete;
  MemcacheConnection& operator=(const MemcacheConnection&) = delete;

  /// nullopt where there is none.
  Result<std::optional<std::string>> get(std::string_view key, Deadline deadline);
  /// Whether it was stored; memcached refuses what is too large for it.
  Result<bool> set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live, Deadline deadline);
  Result<void> remove(std::string_view key, Deadline deadline);

 private:
  explicit MemcacheConnection(apr_pool_t* pool) : pool_(pool) {}

  Result<void> send(std::string_view data, Deadline deadline);
  Result<void> receive(Deadline deadline);
  Result<std::string> line(Deadline deadline);
  Result<std::string> block(std::size_t size, Deadline deadline);
  bool set_time_left(Deadline deadline);

  apr_pool_t* pool_;  // its own, without a parent
  apr_socket_t* socket_ = nullptr;
  std::string received_;  // and not yet used
};

/// 1 to 250 bytes without white space or control characters.
bool is_memcache_key(std::string_view key);

}  // namespace ceilometer::httpd
