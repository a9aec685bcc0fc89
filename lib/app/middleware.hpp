#pragma once

#include <memory>

#include "base/ports/logger.hpp"
#include "config/config.hpp"
#include "filters/health_probe.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::app {

/// Adds the filters that stand around the API in a pipeline and decide nothing about who a caller is: oslo.middleware's
/// and osprofiler's, and the health check as an application. `logger` must outlive what the registry makes.
void register_middleware(pipeline::Registry& registry, const std::shared_ptr<const config::Config>& config,
                         Logger& logger, const filters::HealthProbes& probes);

}  // namespace ceilometer::app
