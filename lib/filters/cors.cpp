#include "filters/cors.hpp"

#include <algorithm>

#include "base/strings.hpp"

namespace ceilometer::filters {
namespace {

constexpr std::string_view kAllowOrigin = "Access-Control-Allow-Origin";

// What a browser may send without asking, and what oslo.middleware adds to that.
constexpr std::array<std::string_view, 8> kSimpleHeaders = {
    "Accept",           "Accept-Language", "Content-Type",  "Cache-Control",
    "Content-Language", "Expires",         "Last-Modified", "Pragma"};

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) {
    if (!out.empty()) out += ',';
    out += part;
  }
  return out;
}

bool allows(const std::vector<std::string>& allowed, std::string_view header) {
  return std::any_of(allowed.begin(), allowed.end(), [&](const std::string& a) { return iequals(a, header); });
}

void add_origin(http::Response& response, const std::string& origin, bool allow_credentials) {
  response.headers.set("Vary", "Origin");
  response.headers.set(std::string(kAllowOrigin), origin);
  if (allow_credentials) response.headers.set("Access-Control-Allow-Credentials", "true");
}

}  // namespace

Cors::Cors(const Origins& origins) {
  for (const auto& [origin, rules] : origins) {
    Policy policy{rules.allow_credentials, rules.max_age ? std::to_string(rules.max_age) : std::string(),
                  join(rules.expose_headers), rules.allow_methods, rules.allow_headers};
    policy.allow_headers.insert(policy.allow_headers.end(), kSimpleHeaders.begin(), kSimpleHeaders.end());
    policies_.emplace(origin, std::move(policy));
  }
}

http::Response Cors::handle(http::Request& request, const pipeline::Handler& next) const {
  // A filter further in may change the request's headers, so nothing of them is read before.
  auto response = next.handle(request);
  if (response.headers.has(kAllowOrigin)) return response;
  if (request.method == "OPTIONS") return preflight(request, std::move(response));
  const auto origin = request.headers.joined("Origin");
  if (!origin) return response;
  const auto* found = find(*origin);
  if (!found) return response;
  const auto& policy = found->second;
  add_origin(response, found->first, policy.allow_credentials);
  if (!policy.expose_headers.empty()) response.headers.set("Access-Control-Expose-Headers", policy.expose_headers);
  return response;
}

const Cors::Policies::value_type* Cors::find(std::string_view origin) const {
  auto found = policies_.find(origin);
  if (found == policies_.end()) found = policies_.find("*");
  return found == policies_.end() ? nullptr : &*found;
}

http::Response Cors::preflight(const http::Request& request, http::Response response) const {
  if (response.status < 200 || response.status >= 300) {
    response = http::Response::make(200, "text/html; charset=UTF-8", "");
  }
  const auto origin = request.headers.joined("Origin");
  const auto* found = origin ? find(*origin) : nullptr;
  const auto method = request.headers.joined("Access-Control-Request-Method");
  if (!found || !method) return response;
  const auto& policy = found->second;
  if (std::find(policy.allow_methods.begin(), policy.allow_methods.end(), *method) == policy.allow_methods.end()) {
    return response;
  }
  // Every header that is echoed equals, but for case, one that was configured: nothing else of the request gets out.
  const auto asked = request.headers.joined("Access-Control-Request-Headers").value_or(std::string());
  std::string echoed;
  for (const auto part : split(asked, ',')) {
    const auto header = trim(part);
    if (header.empty()) continue;
    if (!allows(policy.allow_headers, header)) return response;
    if (!echoed.empty()) echoed += ',';
    echoed += header;
  }
  add_origin(response, found->first, policy.allow_credentials);
  if (!policy.max_age.empty()) response.headers.set("Access-Control-Max-Age", policy.max_age);
  response.headers.set("Access-Control-Allow-Methods", *method);
  if (!echoed.empty()) response.headers.set("Access-Control-Allow-Headers", std::move(echoed));
  return response;
}

}  // namespace ceilometer::filters
