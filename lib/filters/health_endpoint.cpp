#include "filters/health_endpoint.hpp"

#include <algorithm>
#include <array>

#include "filters/health_report.hpp"
#include "pipeline/text.hpp"

namespace ceilometer::filters {
namespace {

bool is_proxied(const http::Request& request) {
  constexpr std::array<std::string_view, 6> kHeaders = {"Forwarded",        "X-Forwarded",     "X-Forwarded-Proto",
                                                        "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Prefix"};
  return std::any_of(kHeaders.begin(), kHeaders.end(), [&](std::string_view name) {
    return !request.headers.joined(name).value_or(std::string()).empty();
  });
}

}  // namespace

Result<HealthEndpoint> HealthEndpoint::read(const pipeline::FactoryOptions& options, const OptionReader& reader,
                                            const HealthProbes& probes) {
  constexpr std::string_view kRanges = "allowed_source_ranges";
  HealthEndpoint out;
  auto checks = make_health_checks(options, reader, probes);
  if (!checks) return checks.error();
  out.checks_ = *std::move(checks);
  const auto detailed = reader.flag("detailed");
  if (!detailed) return detailed.error();
  out.detailed_ = *detailed;
  const auto ignore_proxied = reader.flag("ignore_proxied_requests");
  if (!ignore_proxied) return ignore_proxied.error();
  out.ignore_proxied_ = *ignore_proxied;
  for (const auto& text : reader.list(kRanges)) {
    const auto range = IpRange::parse(text);
    if (!range) return reader.error(kRanges, pipeline::in_quotes(text) + " " + range.error().message);
    out.allowed_.push_back(*range);
  }
  return out;
}

std::optional<http::Response> HealthEndpoint::answer(const http::Request& request) const {
  if (!allowed_.empty()) {
    const auto client = parse_ip(request.remote_addr);
    const auto holds = [&](const IpRange& range) { return client && range.contains(*client); };
    if (std::none_of(allowed_.begin(), allowed_.end(), holds)) return std::nullopt;
  }
  if (ignore_proxied_ && is_proxied(request)) return std::nullopt;
  std::vector<HealthResult> results;
  for (const auto& check : checks_) results.push_back(check->check(request));
  return health_report(request, results, detailed_);
}

}  // namespace ceilometer::filters
