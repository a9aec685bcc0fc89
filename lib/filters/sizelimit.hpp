#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// oslo.middleware's sizelimit: no request's body is longer than [oslo_middleware] max_request_body_size.
///
/// A Content-Length beyond it is answered 413 without asking the application. A body without one is counted while the
/// application reads it, which then meets ApiError 413.
class SizeLimit final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 5> kFactories = {
      "oslo_middleware:RequestBodySizeLimiter.factory", "oslo_middleware.sizelimit:RequestBodySizeLimiter.factory",
      "oslo.middleware:RequestBodySizeLimiter.factory", "oslo.middleware.sizelimit:RequestBodySizeLimiter.factory",
      "egg:oslo.middleware#sizelimit"};

  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config);

  explicit SizeLimit(std::uint64_t limit) : limit_(limit) {}

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;

 private:
  std::uint64_t limit_;  // bytes
};

}  // namespace ceilometer::filters
