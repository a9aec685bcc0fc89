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

void Metrics::record(std::size_t summaries, const SummaryFigures& figures) noexcept {
  if (summaries >= kMaxSummaries) return;
  using std::chrono::duration_cast;
  using std::chrono::system_clock;
  const auto since_1970 = [](system_clock::time_point time) { return time.time_since_epoch(); };
  auto& cells = cells_->summaries[summaries];
  cells.are_there.store(figures.are_there ? 1 : 0, std::memory_order_relaxed);
  const auto folded = duration_cast<std::chrono::seconds>(since_1970(figures.folded_before)).count();
  cells.folded_before.store(static_cast<std::uint64_t>(std::max<std::int64_t>(folded, 0)), std::memory_order_relaxed);
  cells.marked_chunks.store(figures.marked_chunks, std::memory_order_relaxed);
  const auto now = duration_cast<std::chrono::microseconds>(since_1970(system_clock::now())).count();
  cells.recorded.store(static_cast<std::uint64_t>(now), std::memory_order_release);
}

}  // namespace ceilometer
