#pragma once

#include <apr_pools.h>

namespace ceilometer::httpd {

/// Registers the content handler: a claimed request goes through the application, its answer to the client.
void register_handler_hooks(apr_pool_t* pool);

}  // namespace ceilometer::httpd
