#pragma once

#include <memory>

#include "app/databases.hpp"
#include "base/ports/periodic_task.hpp"

namespace ceilometer::app {

/// What a process does while it has little to do: gives back the memory that its stores have not needed for some
/// seconds. For each process that serves requests.
std::unique_ptr<PeriodicTask> make_quiet_task(Stores stores);

}  // namespace ceilometer::app
