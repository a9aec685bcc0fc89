#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// oslo.middleware's http_proxy_to_wsgi: takes scheme, host, client address and path prefix from what a proxy in front
/// says (Forwarded, else X-Forwarded-Proto, -Host and -For; X-Forwarded-Prefix in either case), so that links lead
/// through the proxy. Only where [oslo_middleware] enable_proxy_headers_parsing is true.
///
/// What is malformed is disregarded (filters/forwarded.hpp). Nobody but the proxy may be able to reach the server: a
/// client could say the same.
class HttpProxyToWsgi final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 5> kFactories = {
      "oslo_middleware:HTTPProxyToWSGI.factory", "oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory",
      "oslo_middleware:HTTPProxyToWSGIMiddleware.factory",
      "oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGIMiddleware.factory", "egg:oslo.middleware#http_proxy_to_wsgi"};

  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config);

  explicit HttpProxyToWsgi(bool enabled) : enabled_(enabled) {}

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;

 private:
  bool enabled_;
};

}  // namespace ceilometer::filters
