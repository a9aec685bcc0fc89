#pragma once

#include <chrono>

#include "base/ports/logger.hpp"
#include "base/ports/metrics.hpp"
#include "config/config.hpp"
#include "http/request.hpp"

namespace ceilometer::app {

/// What is kept of requests when they are over: figures of all, a line in the log of slow ones ([api]
/// slow_request_time). Const and shared by all threads.
class RequestAccount {
 public:
  /// `logger` and `metrics` must outlive it.
  RequestAccount(const config::Config& config, Logger& logger, Metrics& metrics);

  void begin(http::Request& request) const;
  /// `whole`: the client has all of the answer.
  void end(const http::Request& request, int status, std::chrono::nanoseconds duration, bool whole) const noexcept;

 private:
  void log_slow(const http::Request& request, int status, std::chrono::nanoseconds duration, bool whole) const;

  std::chrono::milliseconds slow_;  ///< 0: none is
  Logger& logger_;
  Metrics& metrics_;
};

}  // namespace ceilometer::app
