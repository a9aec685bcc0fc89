#include "app/middleware.hpp"

#include "filters/catch_errors.hpp"
#include "filters/correlation_id.hpp"
#include "filters/cors.hpp"
#include "filters/debug.hpp"
#include "filters/healthcheck.hpp"
#include "filters/http_proxy_to_wsgi.hpp"
#include "filters/osprofiler.hpp"
#include "filters/request_id.hpp"
#include "filters/sizelimit.hpp"
#include "filters/ssl.hpp"

namespace ceilometer::app {
namespace {

using ConfigPtr = std::shared_ptr<const config::Config>;

template <class F>
void add(pipeline::Registry& registry, const ConfigPtr& config) {
  registry.add_filter(F::kFactories,
                      [config](const pipeline::FilterOptions& options) { return F::create(options, config); });
}

template <class F>
void add(pipeline::Registry& registry, const ConfigPtr& config, Logger& logger) {
  registry.add_filter(F::kFactories, [config, &logger](const pipeline::FilterOptions& options) {
    return F::create(options, config, logger);
  });
}

}  // namespace

void register_middleware(pipeline::Registry& registry, const ConfigPtr& config, Logger& logger,
                         const filters::HealthProbes& probes) {
  add<filters::Cors>(registry, config);
  add<filters::CorrelationId>(registry, config);
  add<filters::HttpProxyToWsgi>(registry, config);
  add<filters::Osprofiler>(registry, config);
  add<filters::RequestId>(registry, config);
  add<filters::SizeLimit>(registry, config);
  add<filters::Ssl>(registry, config);
  add<filters::CatchErrors>(registry, config, logger);
  add<filters::Debug>(registry, config, logger);
  registry.add_filter(filters::Healthcheck::kFactories, [config, probes](const pipeline::FilterOptions& options) {
    return filters::Healthcheck::create(options, config, probes);
  });
  registry.add_app(filters::HealthcheckApp::kFactories, [config, probes](const pipeline::AppOptions& options) {
    return filters::HealthcheckApp::create(options, config, probes);
  });
}

}  // namespace ceilometer::app
