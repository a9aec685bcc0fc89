#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// oslo.middleware's debug: writes each request's headers, and its answer's, to the log, at level debug. Credentials
/// are masked; queries and bodies, which the original printed, are left out.
class Debug final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 5> kFactories = {
      "oslo_middleware:Debug.factory", "oslo_middleware.debug:Debug.factory", "oslo.middleware:Debug.factory",
      "oslo.middleware.debug:Debug.factory", "egg:oslo.middleware#debug"};

  /// Takes no options. `logger` must outlive the filter.
  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config,
                                                          Logger& logger);

  explicit Debug(Logger& logger) : logger_(logger) {}

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;

 private:
  Logger& logger_;
};

}  // namespace ceilometer::filters
