#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace ceilometer::config {

/// Where a console command looks for its configuration when the command line names none, as oslo.config does: of
/// ~/.ceilometer, ~, /etc/ceilometer and /etc the first that has ceilometer.conf, then the first that has PROGRAM.conf;
/// directories ceilometer.conf.d and PROGRAM.conf.d likewise. Before all of them a distribution's
/// /usr/share/ceilometer/ceilometer-dist.conf. `environment` tells HOME, and is taken over whole.
Sources default_sources(std::string_view program, const std::map<std::string, std::string>& environment);

/// The home directory: HOME, else what the system's user data say; "" where neither does.
std::string home_directory(const std::map<std::string, std::string>& environment);

}  // namespace ceilometer::config
