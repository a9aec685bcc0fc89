#include "app/database_probe.hpp"

#include <algorithm>

#include "base/api_error.hpp"

namespace ceilometer::app {

Result<std::string> DatabaseProbe::check(Deadline deadline) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
  try {
    store_->ping(std::max(left, milliseconds(1)));
    return std::string("it answers");
  } catch (const ApiError& error) {
    return Error{error.message()};  // worded for clients; the log has the rest
  }
}

}  // namespace ceilometer::app
