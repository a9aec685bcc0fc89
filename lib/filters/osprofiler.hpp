#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// osprofiler's WSGI filter, as it is where nothing is traced: every request passes. Tracing is not provided.
class Osprofiler final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 2> kFactories = {"osprofiler.web:WsgiMiddleware.factory",
                                                                 "egg:osprofiler#osprofiler"};

  /// Takes every option of the original and uses none; notes it where [profiler] enabled asks for traces.
  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config);

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override {
    return next.handle(request);
  }
};

}  // namespace ceilometer::filters
