#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// oslo.middleware's ssl (until Pike): the header that [oslo_middleware] secure_proxy_ssl_header names tells the scheme
/// that the client used. Anything but http and https in it is disregarded.
class Ssl final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 5> kFactories = {
      "oslo_middleware:SSLMiddleware.factory", "oslo_middleware.ssl:SSLMiddleware.factory",
      "oslo.middleware:SSLMiddleware.factory", "oslo.middleware.ssl:SSLMiddleware.factory", "egg:oslo.middleware#ssl"};

  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config);

  explicit Ssl(std::string header) : header_(std::move(header)) {}

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;

 private:
  std::string header_;
};

}  // namespace ceilometer::filters
