#pragma once

#include "api/context.hpp"

namespace ceilometer::api::v2 {

// What other services took over from the v2 API: by configuration, or by the cloud's catalog where that leaves it open.
// Each of these throws ApiError where it applies.

/// Gnocchi holds meters, resources and samples: 410 ([api] gnocchi_is_enabled, or a `metric` service).
void refuse_under_gnocchi(const Context& context);
/// The same for /v2/meters, where posting without `direct` still reaches the bus.
void refuse_meters_under_gnocchi(const Context& context);

/// Aodh has the alarms: a redirect to [api] aodh_url or the `alarming` service, 410 where there is neither.
[[noreturn]] void leave_to_aodh(const Context& context);

/// Panko has the events where [api] panko_url or an `event` service says so: a redirect.
void leave_to_panko(const Context& context);

}  // namespace ceilometer::api::v2
