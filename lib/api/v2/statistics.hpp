#pragma once

#include "api/routing/action.hpp"

namespace ceilometer::api::v2 {

/// GET /v2/meters/NAME/statistics. The name is captured(0).
const Action& statistics_action();

}  // namespace ceilometer::api::v2
