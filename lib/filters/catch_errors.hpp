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

/// oslo.middleware's catch_errors: an exception from further in becomes a bare 500, and a line in the log that says
/// which request it was, without its query and its headers. What a body's producer throws later is the host's to catch.
class CatchErrors final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 5> kFactories = {
      "oslo_middleware:CatchErrors.factory", "oslo_middleware.catch_errors:CatchErrors.factory",
      "oslo.middleware:CatchErrors.factory", "oslo.middleware.catch_errors:CatchErrors.factory",
      "egg:oslo.middleware#catch_errors"};

  /// Takes no options. `logger` must outlive the filter.
  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config,
                                                          Logger& logger);

  explicit CatchErrors(Logger& logger) : logger_(logger) {}

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;

 private:
  http::Response failed(const http::Request& request, std::string_view what) const;

  Logger& logger_;
};

}  // namespace ceilometer::filters
