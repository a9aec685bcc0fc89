#include "storage/sql/period_parts.hpp"

#include <algorithm>

#include "storage/sql/period_cells.hpp"
#include "storage/sql/period_chunks.hpp"
#include "storage/sql/summary_tables.hpp"

namespace ceilometer::storage::sql {

namespace {

/// A day's as many take about what its points do: one in ten minutes.
constexpr std::int64_t kFewPeriods = 48;

}  // namespace

std::unique_ptr<PeriodParts> PeriodParts::make(const query::Periods& periods, bool with_squares, bool has_few_keys) {
  if (has_few_keys || periods.seconds * 1'000'000 >= kDay / kFewPeriods) {
    return std::make_unique<PeriodCells>(periods, with_squares);
  }
  return std::make_unique<PeriodChunks>(periods, with_squares);
}

void PeriodParts::add(std::size_t key, std::span<const Point> points) {
  if (points.empty()) return;
  points_.clear();
  for (const Point& point : points) points_.push_back(point);
  add(key, points_, 0, points_.size());
}

void PeriodParts::add_packed(std::size_t key, std::string_view bytes, std::int64_t from, std::int64_t until) {
  points_.clear();
  unpack(bytes, points_);
  const auto all = points_.at.begin();
  const auto begin = std::lower_bound(all, points_.at.end(), from) - all;
  const auto end = std::lower_bound(all + begin, points_.at.end(), until) - all;
  if (begin < end) add(key, points_, static_cast<std::size_t>(begin), static_cast<std::size_t>(end));
}

}  // namespace ceilometer::storage::sql
