#pragma once

#include <vector>

#include "base/ports/cross_process_lock.hpp"
#include "global_mutex.hpp"

namespace ceilometer::httpd {

/// The host's locks: a few global mutexes, one of which a hash chooses.
class GlobalLocks final : public CrossProcessLock {
 public:
  /// At least one mutex; they belong to a pool that outlives this.
  explicit GlobalLocks(std::vector<GlobalMutex> mutexes) : mutexes_(std::move(mutexes)) {}

  bool lock(std::uint64_t hash, std::chrono::milliseconds patience) noexcept override {
    return mutexes_[hash % mutexes_.size()].lock(patience);
  }
  void unlock(std::uint64_t hash) noexcept override { mutexes_[hash % mutexes_.size()].unlock(); }

  /// Opens them anew in a child, before the child's threads begin; the first failure.
  apr_status_t child_init(apr_pool_t* pchild) {
    apr_status_t first = APR_SUCCESS;
    for (auto& mutex : mutexes_) {
      const apr_status_t status = mutex.child_init(pchild);
      if (first == APR_SUCCESS) first = status;
    }
    return first;
  }

 private:
  std::vector<GlobalMutex> mutexes_;
};

}  // namespace ceilometer::httpd
