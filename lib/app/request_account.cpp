#include "app/request_account.hpp"

#include <exception>
#include <memory>
#include <string>

#include "api/routing/route_id.hpp"

namespace ceilometer::app {

namespace {

constexpr std::string_view kLogName = "ceilometer.api.slow";

std::string in_milliseconds(std::chrono::nanoseconds time) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(time).count()) + " ms";
}

}  // namespace

RequestAccount::RequestAccount(const config::Config& config, Logger& logger, Metrics& metrics)
    : slow_(config.get_int("api", "slow_request_time")), logger_(logger), metrics_(metrics) {}

void RequestAccount::begin(http::Request& request) const {
  if (slow_.count() > 0) request.trace = std::make_shared<http::RequestTrace>();
}

void RequestAccount::end(const http::Request& request, int status, std::chrono::nanoseconds duration,
                         bool whole) const noexcept {
  metrics_.add_request(request.route, status, duration);
  if (!whole) metrics_.add(Counter::kAnswersBrokenOff);
  if (!request.trace || duration < slow_) return;
  try {
    log_slow(request, status, duration, whole);
  } catch (const std::exception&) {  // no memory for a line: the request is answered all the same
  }
}

void RequestAccount::log_slow(const http::Request& request, int status, std::chrono::nanoseconds duration,
                              bool whole) const {
  const auto& route = api::name_of(static_cast<api::RouteId>(request.route));
  const http::RequestTrace& trace = *request.trace;
  std::string line = "CEIL0430: slow request: ";
  line.append(request.request_id.empty() ? "-" : request.request_id).append(" ");
  // Where there is no route the path is any client's text: only what has one is named.
  line.append(route.method).append(route.method.empty() ? "" : " ").append(route.path);
  line.append(" ").append(std::to_string(status)).append(whole ? "" : ", broken off,");
  line.append(" in ").append(in_milliseconds(duration));
  line.append(", database ").append(in_milliseconds(trace.database));
  line.append(", rows ").append(std::to_string(trace.rows));
  if (!trace.query_shape.empty()) line.append(", ").append(trace.query_shape);
  logger_.log(LogLevel::kWarning, kLogName, line);
}

}  // namespace ceilometer::app
