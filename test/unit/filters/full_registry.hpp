#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "filters/cors.hpp"
#include "filters/not_provided.hpp"
#include "filters/request_id.hpp"
#include "pipeline/paste_loader.hpp"

namespace ceilometer::test {

class Hello final : public pipeline::Handler {
 public:
  http::Response handle(http::Request&) const override { return http::Response::make(200, "text/plain", "hello"); }
};

/// Every filter of this room around an application that says hello.
inline pipeline::Registry full_registry(const std::shared_ptr<const config::Config>& config) {
  pipeline::Registry registry;
  registry.add_filter(filters::Cors::kFactories,
                      [config](const pipeline::FilterOptions& o) { return filters::Cors::create(o, config); });
  registry.add_filter(filters::RequestId::kFactories,
                      [config](const pipeline::FilterOptions& o) { return filters::RequestId::create(o, config); });
  filters::refuse_not_provided(registry);
  constexpr std::array<std::string_view, 1> kApp = {"ceilometer.api.app:app_factory"};
  registry.add_app(kApp, [](const pipeline::AppOptions&) -> Result<std::unique_ptr<pipeline::Handler>> {
    return std::unique_ptr<pipeline::Handler>(std::make_unique<Hello>());
  });
  return registry;
}

}  // namespace ceilometer::test
