#include "filters/request_id.hpp"

#include "base/uuid.hpp"

namespace ceilometer::filters {
namespace {

constexpr std::string_view kHeader = "X-Openstack-Request-Id";

bool is_request_id(std::string_view text) {
  constexpr std::string_view kShape = "req-hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
  if (text.size() != kShape.size() || !text.starts_with("req-")) return false;
  for (std::size_t i = 4; i < text.size(); ++i) {
    const char c = text[i];
    const bool fits = kShape[i] == '-' ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    if (!fits) return false;
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<pipeline::Filter>> RequestId::create(const pipeline::FilterOptions&,
                                                            const std::shared_ptr<const config::Config>&) {
  return std::unique_ptr<pipeline::Filter>(std::make_unique<RequestId>());
}

http::Response RequestId::handle(http::Request& request, const pipeline::Handler& next) const {
  if (const auto sent = request.headers.get(kHeader); sent && is_request_id(*sent)) request.global_request_id = *sent;
  request.request_id = "req-" + uuid4();
  auto response = next.handle(request);
  if (!response.headers.has(kHeader)) response.headers.add(std::string(kHeader), request.request_id);
  return response;
}

}  // namespace ceilometer::filters
