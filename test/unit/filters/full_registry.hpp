#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "filters/catch_errors.hpp"
#include "filters/correlation_id.hpp"
#include "filters/cors.hpp"
#include "filters/debug.hpp"
#include "filters/healthcheck.hpp"
#include "filters/http_proxy_to_wsgi.hpp"
#include "filters/not_provided.hpp"
#include "filters/osprofiler.hpp"
#include "filters/request_id.hpp"
#include "filters/sizelimit.hpp"
#include "filters/ssl.hpp"
#include "pipeline/paste_loader.hpp"

namespace ceilometer::test {

class Hello final : public pipeline::Handler {
 public:
  http::Response handle(http::Request&) const override { return http::Response::make(200, "text/plain", "hello"); }
};

class NoLog final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return false; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view /*message*/) noexcept override {}
};

inline NoLog& no_log() {
  static NoLog log;  // filters refer to it
  return log;
}

template <class F>
void add(pipeline::Registry& registry, const std::shared_ptr<const config::Config>& config) {
  registry.add_filter(F::kFactories, [config](const pipeline::FilterOptions& o) { return F::create(o, config); });
}

template <class F>
void add_logging(pipeline::Registry& registry, const std::shared_ptr<const config::Config>& config) {
  registry.add_filter(F::kFactories,
                      [config](const pipeline::FilterOptions& o) { return F::create(o, config, no_log()); });
}

/// Every filter of this room around an application that says hello.
inline pipeline::Registry full_registry(const std::shared_ptr<const config::Config>& config) {
  pipeline::Registry registry;
  add<filters::Cors>(registry, config);
  add<filters::CorrelationId>(registry, config);
  add<filters::HttpProxyToWsgi>(registry, config);
  add<filters::Osprofiler>(registry, config);
  add<filters::RequestId>(registry, config);
  add<filters::SizeLimit>(registry, config);
  add<filters::Ssl>(registry, config);
  add_logging<filters::CatchErrors>(registry, config);
  add_logging<filters::Debug>(registry, config);
  registry.add_filter(filters::Healthcheck::kFactories, [config](const pipeline::FilterOptions& o) {
    return filters::Healthcheck::create(o, config, {});
  });
  registry.add_app(filters::HealthcheckApp::kFactories,
                   [config](const pipeline::AppOptions& o) { return filters::HealthcheckApp::create(o, config, {}); });
  filters::refuse_not_provided(registry);
  constexpr std::array<std::string_view, 1> kApp = {"ceilometer.api.app:app_factory"};
  registry.add_app(kApp, [](const pipeline::AppOptions&) -> Result<std::unique_ptr<pipeline::Handler>> {
    return std::unique_ptr<pipeline::Handler>(std::make_unique<Hello>());
  });
  return registry;
}

}  // namespace ceilometer::test
