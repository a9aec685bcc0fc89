#pragma once

#include <vector>

#include "filters/health_checks.hpp"
#include "http/response.hpp"

namespace ceilometer::filters {

/// The answer to a health check: 200 or 503, worded by Accept as text (which is also for an Accept that likes nothing
/// of it), HTML or JSON; to HEAD 204 or 503 without a body. `detailed` adds each backend's sentence and the time.
http::Response health_report(const http::Request& request, const std::vector<HealthResult>& results, bool detailed);

}  // namespace ceilometer::filters
