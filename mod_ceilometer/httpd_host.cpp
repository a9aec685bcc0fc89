#include "httpd_host.hpp"

#include <algorithm>

#include "memcache.hpp"

#include <ap_mpm.h>

namespace ceilometer::httpd {

Workers HttpdHost::workers() const noexcept {
  Workers workers;
  if (ap_mpm_query(AP_MPMQ_MAX_DAEMONS, &workers.processes) != APR_SUCCESS) return {};
  if (ap_mpm_query(AP_MPMQ_MAX_THREADS, &workers.threads) != APR_SUCCESS) return {};
  workers.threads = std::max(workers.threads, 1);  // zero where there are none
  return workers;
}

Result<std::shared_ptr<SharedCache>> HttpdHost::memcache(const MemcacheOptions& options) {
  return Memcache::make(options, logger_);
}

}  // namespace ceilometer::httpd
