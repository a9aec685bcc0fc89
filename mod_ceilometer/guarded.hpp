#pragma once

#include <httpd.h>

namespace ceilometer::httpd {

/// Where a callback was called, for the log: a request's, a server's, or neither's.
struct Place {
  const request_rec* request = nullptr;
  const server_rec* server = nullptr;
};

/// Logs the exception that is being handled (CEIL0001). Call it in a catch (...) only.
void log_current_exception(Place place) noexcept;

/// Runs a callback's body. An exception that left a C callback would abort the process with all its connections: here
/// it is logged and the callback returns `on_failure`.
template <class R, class F>
R guarded(Place place, R on_failure, F&& body) noexcept {
  try {
    return body();
  } catch (...) {
    log_current_exception(place);
  }
  return on_failure;
}

}  // namespace ceilometer::httpd
