#pragma once

#include <httpd.h>

#include "base/ports/periodic_task.hpp"

namespace ceilometer::httpd {

/// Has mod_watchdog run a task in one of the children, from post_config on and as long as this generation lives; where
/// it is not loaded the log says so. `task` may be null, and must live as long as `pconf`.
void run_in_background(PeriodicTask* task, server_rec* server, apr_pool_t* pconf);

/// The same in each of the children. It must be quick, for other modules' tasks may wait for it.
void run_in_each_child(PeriodicTask& task, server_rec* server, apr_pool_t* pconf);

}  // namespace ceilometer::httpd
