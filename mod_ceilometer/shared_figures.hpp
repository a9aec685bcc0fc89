#pragma once

#include <httpd.h>

#include "base/metric_slots.hpp"

namespace ceilometer::httpd {

// The figures of the whole server, in memory that all of its children of all generations share. httpd's parent process
// keeps it for as long as it runs: a graceful restart goes on counting, unless the module that it loads counts other
// things, and then begins anew.

/// To be called in post_config where an API is served. What cannot be had the log says, once, and each child counts for
/// itself.
void open_figures(server_rec* main_server);

/// The same where none is served: there are no figures.
void close_figures();

/// The figures; false where there are none.
MetricSlots shared_figures();

/// For each child, before its threads begin: from now on it counts there.
void count_in_shared_figures(Metrics& metrics, server_rec* main_server);

}  // namespace ceilometer::httpd
