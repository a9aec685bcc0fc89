#pragma once

#include <apr_global_mutex.h>

#include <chrono>

namespace ceilometer::httpd {

/// A mutex that all processes and threads of httpd share, waited for with patience. Thread-safe once child_init() is
/// done; given back by the thread that holds it.
///
/// A process that dies with it gives it back, except under the mechanism posixsem: there everybody's patience ends
/// instead, until httpd is restarted.
class GlobalMutex {
 public:
  /// `mutex` belongs to a pool that outlives this.
  explicit GlobalMutex(apr_global_mutex_t* mutex) : mutex_(mutex) {}

  bool lock(std::chrono::milliseconds patience) noexcept;
  void unlock() noexcept;

  /// Opens the mutex anew in a child, before the child's threads begin.
  apr_status_t child_init(apr_pool_t* pchild);

 private:
  bool poll(std::chrono::milliseconds patience) noexcept;

  apr_global_mutex_t* mutex_;
};

}  // namespace ceilometer::httpd
