#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/ports/logger.hpp"
#include "base/ports/shared_cache.hpp"
#include "memcache_connection.hpp"

namespace ceilometer::httpd {

/// One memcached and this process's connections to it: opened when there is demand, never more than max_connections.
///
/// Thread-safe. A process that was forked has connections of its own; those of its parent it forgets without closing
/// them. A server that failed is dead for dead_retry: nobody waits for it meanwhile.
class MemcacheNode {
 public:
  /// `logger` must outlive the node.
  MemcacheNode(MemcacheServer server, const MemcacheOptions& options, Logger& logger);
  ~MemcacheNode();
  MemcacheNode(const MemcacheNode&) = delete;
  MemcacheNode& operator=(const MemcacheNode&) = delete;

  bool is_dead();

  /// Runs `operation(connection, deadline)`, which returns a Result, on a connection. A connection that was idle may
  /// have been closed by the other side: then once more on a new one. The error says why there is no result; the server
  /// is dead then, unless only the connections were all in use.
  template <class T, class F>
  Result<T> with_connection(F&& operation) {
    for (;;) {
      auto lease = acquire();
      if (!lease) return lease.error();
      Result<T> result = run<T>(*lease, operation);
      if (result) {
        give_back(*std::move(lease));
        return result;
      }
      give_up(*lease);
      if (!lease->reused) {
        bury(result.error());
        return result;
      }
    }
  }

 private:
  struct Idle {
    std::unique_ptr<MemcacheConnection> connection;
    std::chrono::steady_clock::time_point since;
  };
  struct Lease {
    std::unique_ptr<MemcacheConnection> connection;
    MemcacheConnection::Deadline deadline;
    bool reused;
  };

  template <class T, class F>
  Result<T> run(Lease& lease, F& operation) {
    try {
      return operation(*lease.connection, lease.deadline);
    } catch (...) {
      give_up(lease);  // in the middle of an answer: of no more use
      throw;
    }
  }

  Result<Lease> acquire();
  void give_back(Lease&& lease);
  void give_up(Lease& lease) noexcept;
  void free_slot() noexcept;
  void bury(const Error& error);
  void forget_parents_connections();

  const MemcacheServer server_;
  const std::string name_;
  const MemcacheOptions options_;
  Logger& logger_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Idle> idle_;
  int in_use_ = 0;
  bool buried_ = false;
  std::chrono::steady_clock::time_point dead_until_;
  pid_t pid_ = 0;  // of the process that the members above are about
};

}  // namespace ceilometer::httpd
