#pragma once

#include <apr_pools.h>

#include <new>
#include <utility>

namespace ceilometer::httpd {

/// Makes a T in the pool's memory and destroys it when the pool is cleared, last made first. T's destructor must not
/// throw. Not thread-safe: a pool is one thread's at a time.
template <class T, class... Args>
T& pool_new(apr_pool_t* pool, Args&&... args) {
  static_assert(alignof(T) <= 8, "APR aligns to 8");
  T* made = new (apr_palloc(pool, sizeof(T))) T(std::forward<Args>(args)...);
  apr_pool_cleanup_register(
      pool, made,
      [](void* object) -> apr_status_t {
        static_cast<T*>(object)->~T();
        return APR_SUCCESS;
      },
      apr_pool_cleanup_null);
  return *made;
}

}  // namespace ceilometer::httpd
