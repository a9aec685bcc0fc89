#include "storage/sql/period_cells.hpp"

#include <algorithm>

#include "storage/sql/summary_tables.hpp"

namespace ceilometer::storage::sql {

void PeriodCells::begin(std::int64_t day) {
  first_ = std::clamp<std::int64_t>(period_of(day * kDay), 0, count() - 1);
  const auto last = std::clamp<std::int64_t>(period_of((day + 1) * kDay - 1), first_, count() - 1);
  periods_ = static_cast<std::size_t>(last - first_) + 1;
  keys_ = 0;
  cells_.clear();
  given_ = 0;
}

PointStatistics* PeriodCells::cells_of(std::size_t key) {
  if (keys_ <= key) {
    keys_ = key + 1;
    cells_.resize(keys_ * periods_);
  }
  return cells_.data() + key * periods_;
}

void PeriodCells::add(std::size_t key, const PointStatistics::Stored& whole) {
  cells_of(key)[period_of(whole.earliest) - first_].add(whole);
}

void PeriodCells::add(std::size_t key, const Points& points, std::size_t begin, std::size_t end) {
  PointStatistics* const cells = cells_of(key);
  std::int64_t period = period_of(points.at[begin]);
  for (std::int64_t period_end = end_of(period);; ++period, period_end += length()) {
    // Mostly the next period has some too, and there is nothing to divide.
    if (points.at[begin] >= period_end) {
      period = period_of(points.at[begin]);
      period_end = end_of(period);
    }
    std::size_t next = begin + 1;
    while (next < end && points.at[next] < period_end) ++next;
    add_to(cells[period - first_], points, begin, next);
    if (next == end) return;
    begin = next;
  }
}

bool PeriodCells::next(Part& part) {
  for (; given_ < cells_.size(); ++given_) {
    const std::size_t key = given_ % keys_;
    const std::size_t period = given_ / keys_;
    const PointStatistics& statistics = cells_[key * periods_ + period];
    if (statistics.is_empty()) continue;
    part = {first_ + static_cast<std::int64_t>(period), key, statistics.part()};
    ++given_;
    return true;
  }
  return false;
}

}  // namespace ceilometer::storage::sql
