#pragma once

#include "api/context.hpp"
#include "api/routing/action.hpp"

namespace ceilometer::api::v2 {

/// POST /v2/meters/NAME[?direct=true]: checks every sample, then stores all of them in one transaction, or hands them
/// to the notifier. 201 with what was taken, message ids included.
http::Response post_samples(Context& context, const Action::Arguments& arguments);

}  // namespace ceilometer::api::v2
