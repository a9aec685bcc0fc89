#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "filters/health_endpoint.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// oslo.middleware's healthcheck in a pipeline (until 2025): answers requests for one path, whatever their method, and
/// lets all others pass.
class Healthcheck final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 5> kFactories = {
      "oslo_middleware:Healthcheck.factory", "oslo_middleware.healthcheck:Healthcheck.factory",
      "oslo.middleware:Healthcheck.factory", "oslo.middleware.healthcheck:Healthcheck.factory",
      "egg:oslo.middleware#healthcheck"};

  /// `probes` are what `backends` may name besides the file backends.
  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config,
                                                          const HealthProbes& probes);

  /// `path` is the whole of it, with what the server is mounted at.
  Healthcheck(std::string path, HealthEndpoint endpoint) : path_(std::move(path)), endpoint_(std::move(endpoint)) {}

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;

 private:
  std::string path_;
  HealthEndpoint endpoint_;
};

/// The same as an application, for a urlmap's "/healthcheck = healthcheck": answers at every path. A request that is to
/// be ignored is 404.
class HealthcheckApp final : public pipeline::Handler {
 public:
  static constexpr std::array<std::string_view, 3> kFactories = {"oslo_middleware:Healthcheck.app_factory",
                                                                 "oslo_middleware.healthcheck:Healthcheck.app_factory",
                                                                 "egg:oslo.middleware#healthcheck"};

  static Result<std::unique_ptr<pipeline::Handler>> create(const pipeline::AppOptions& options,
                                                           const std::shared_ptr<const config::Config>& config,
                                                           const HealthProbes& probes);

  explicit HealthcheckApp(HealthEndpoint endpoint) : endpoint_(std::move(endpoint)) {}

  http::Response handle(http::Request& request) const override;

 private:
  HealthEndpoint endpoint_;
};

}  // namespace ceilometer::filters
