#include "global_mutex.hpp"

#include <apr_time.h>

#include <algorithm>

namespace ceilometer::httpd {
namespace {

constexpr apr_interval_time_t kFirstPause = 500;  // microseconds
constexpr apr_interval_time_t kLongestPause = 10'000;

}  // namespace

bool GlobalMutex::lock(std::chrono::milliseconds patience) noexcept {
  const apr_status_t status = apr_global_mutex_timedlock(mutex_, std::chrono::microseconds(patience).count());
  if (APR_STATUS_IS_ENOTIMPL(status)) return poll(patience);
  return status == APR_SUCCESS;
}

/// For mechanisms whose waiting cannot be bounded.
bool GlobalMutex::poll(std::chrono::milliseconds patience) noexcept {
  const apr_time_t give_up = apr_time_now() + std::chrono::microseconds(patience).count();
  for (apr_interval_time_t pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    const apr_status_t status = apr_global_mutex_trylock(mutex_);
    if (status == APR_SUCCESS) return true;
    if (!APR_STATUS_IS_EBUSY(status) || apr_time_now() >= give_up) return false;
    apr_sleep(pause);
  }
}

void GlobalMutex::unlock() noexcept { apr_global_mutex_unlock(mutex_); }

apr_status_t GlobalMutex::child_init(apr_pool_t* pchild) {
  return apr_global_mutex_child_init(&mutex_, apr_global_mutex_lockfile(mutex_), pchild);
}

}  // namespace ceilometer::httpd
