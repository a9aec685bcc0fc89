#pragma once

#include <array>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "config/config.hpp"
#include "pipeline/filter.hpp"
#include "pipeline/registry.hpp"

namespace ceilometer::filters {

/// oslo.middleware's request_id: every request gets a new id, "req-" and a random UUID, which the log and the answer's
/// X-Openstack-Request-Id carry. A well-formed id that the client sends is kept as the global one and not answered.
class RequestId final : public pipeline::Filter {
 public:
  static constexpr std::array<std::string_view, 5> kFactories = {
      "oslo_middleware:RequestId.factory", "oslo_middleware.request_id:RequestId.factory",
      "oslo.middleware:RequestId.factory", "oslo.middleware.request_id:RequestId.factory",
      "egg:oslo.middleware#request_id"};

  /// Takes and needs no options; oslo_config_project and the like are accepted.
  static Result<std::unique_ptr<pipeline::Filter>> create(const pipeline::FilterOptions& options,
                                                          const std::shared_ptr<const config::Config>& config);

  http::Response handle(http::Request& request, const pipeline::Handler& next) const override;
};

}  // namespace ceilometer::filters
