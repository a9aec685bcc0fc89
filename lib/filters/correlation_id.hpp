#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// oslo.middleware's correlation_id: further in, every request has an X-Correlation-Id (X_CORRELATION_ID in a WSGI
/// environ): the client's, or a new random UUID.
class CorrelationId final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 5> kFactories = {
      "oslo_middleware:CorrelationId.factory", "oslo_middleware.correlation_id:CorrelationId.factory",
      "oslo.middleware:CorrelationId.factory", "oslo.middleware.correlation_id:CorrelationId.factory",
      "egg:oslo.middleware#correlation_id"};

  /// Takes no options.
  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config);

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;
};

}  // namespace ceilometer::filters
