#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "filters/health_checks.hpp"
#include "filters/ip_range.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace ceilometer::filters {

/// What the health check answers, and to whom. Const after it is made; any thread may call it.
class HealthEndpoint {
 public:
  /// The options of [healthcheck], the paste section's over them.
  static Result<HealthEndpoint> read(const pipeline::FactoryOptions& options, const OptionReader& reader,
                                     const HealthProbes& probes);

  /// nullopt where the request is to be treated as if there were no health check: its client's address is in none of
  /// allowed_source_ranges, or it came through a proxy and ignore_proxied_requests is set.
  std::optional<http::Response> answer(const http::Request& request) const;

 private:
  HealthEndpoint() = default;

  HealthChecks checks_;
  bool detailed_ = false;
  bool ignore_proxied_ = false;
  std::vector<IpRange> allowed_;  // empty: everybody
};

}  // namespace ceilometer::filters
