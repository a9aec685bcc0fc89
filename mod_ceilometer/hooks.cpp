#include "claim.hpp"
#include "handler.hpp"
#include "module.h"
#include "startup.hpp"
#include "status_handler.hpp"

void ceilometer_register_hooks(apr_pool_t* pool) {
  using namespace ceilometer::httpd;
  register_startup_hooks(pool);
  register_claim_hooks(pool);
  register_handler_hooks(pool);
  register_status_hooks(pool);
}
