#include "filters/correlation_id.hpp"

#include "base/uuid.hpp"

namespace ceilometer::filters {

Result<std::unique_ptr<pipeline::Filter>> CorrelationId::create(const pipeline::FilterOptions& /*options*/,
                                                                const std::shared_ptr<const config::Config>& /*own*/) {
  return std::unique_ptr<pipeline::Filter>(std::make_unique<CorrelationId>());
}

http::Response CorrelationId::handle(http::Request& request, const pipeline::Handler& next) const {
  constexpr std::string_view kHeader = "X-Correlation-Id";
  if (request.headers.joined(kHeader).value_or(std::string()).empty()) {
    request.headers.set(std::string(kHeader), uuid4());
  }
  return next.handle(request);
}

}  // namespace ceilometer::filters
