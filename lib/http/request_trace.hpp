#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace ceilometer::http {

/// What is noted of a request on its way where somebody wants to know: for the log of slow ones. One thread's at a
/// time, as the request.
struct RequestTrace {
  std::string query_shape;               ///< which fields were compared how, without the values
  std::uint64_t rows = 0;                ///< that the stores gave, or took
  std::chrono::nanoseconds database{0};  ///< spent in calls of the stores
};

}  // namespace ceilometer::http
