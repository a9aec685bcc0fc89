#include "filters/debug.hpp"

#include <string>

#include "filters/logged.hpp"

namespace ceilometer::filters {
namespace {

constexpr std::string_view kLogName = "ceilometer.filters.debug";

std::string shown(const http::Headers& headers) {
  std::string out;
  for (const auto& field : headers) {
    if (!out.empty()) out += "; ";
    out += logged_header(field.name, field.value);
  }
  return out;
}

}  // namespace

Result<std::unique_ptr<pipeline::Filter>> Debug::create(const pipeline::FilterOptions& /*options*/,
                                                        const std::shared_ptr<const config::Config>& /*config*/,
                                                        Logger& logger) {
  return std::unique_ptr<pipeline::Filter>(std::make_unique<Debug>(logger));
}

http::Response Debug::handle(http::Request& request, const pipeline::Handler& next) const {
  if (!logger_.enabled(LogLevel::kDebug, kLogName)) return next.handle(request);
  logger_.log(LogLevel::kDebug, kLogName,
              "CEIL0261: " + logged(request) + " from " + printable(request.remote_addr) + " for " + request.scheme +
                  "://" + printable(request.host) + "; " + shown(request.headers));
  auto response = next.handle(request);
  logger_.log(LogLevel::kDebug, kLogName,
              "CEIL0262: " + logged(request) + " was answered " + std::to_string(response.status) + "; " +
                  shown(response.headers));
  return response;
}

}  // namespace ceilometer::filters
