#pragma once

#include <apr_pools.h>

namespace ceilometer::httpd {

/// Registers what happens around requests: checking and building at start, and each child's beginning and end.
void register_startup_hooks(apr_pool_t* pool);

}  // namespace ceilometer::httpd
