#pragma once

#include <apr_pools.h>

namespace ceilometer::httpd {

/// Registers what shows the server's figures: the page of `SetHandler ceilometer-status`, and our lines in mod_status'
/// page where that is loaded.
void register_status_hooks(apr_pool_t* pool);

}  // namespace ceilometer::httpd
