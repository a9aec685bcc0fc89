#include <algorithm>

#include "base/ports/metrics.hpp"

namespace ceilometer {

void Metrics::add_request(std::size_t route, int status, std::chrono::nanoseconds duration) noexcept {
  auto& cells = cells_->routes[route];
  // Behind the end is the place of all others.
  const auto at_status = std::find(kCountedStatuses.begin(), kCountedStatuses.end(), status) - kCountedStatuses.begin();
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto at_duration =
      std::lower_bound(kDurationBounds.begin(), kDurationBounds.end(), seconds) - kDurationBounds.begin();
  cells.by_status[static_cast<std::size_t>(at_status)].fetch_add(1, std::memory_order_relaxed);
  cells.by_duration[static_cast<std::size_t>(at_duration)].fetch_add(1, std::memory_order_relaxed);
  cells.nanoseconds.fetch_add(static_cast<std::uint64_t>(duration.count()), std::memory_order_relaxed);
}

}  // namespace ceilometer
