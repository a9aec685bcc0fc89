#include "httpd_host.hpp"

#include "memcache.hpp"

namespace ceilometer::httpd {

Result<std::shared_ptr<SharedCache>> HttpdHost::memcache(const MemcacheOptions& options) {
  return Memcache::make(options, logger_);
}

}  // namespace ceilometer::httpd
