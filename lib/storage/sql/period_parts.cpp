#include "storage/sql/period_parts.hpp"

#include <algorithm>
#include <limits>

#include "storage/sql/summary_tables.hpp"

namespace ceilometer::storage::sql {

PeriodParts::PeriodParts(const query::Periods& periods, bool with_squares)
    : periods_(periods), with_squares_(with_squares) {}

void PeriodParts::clear() {
  points_.clear();
  wholes_.clear();
  chunks_.clear();
  for (const std::size_t key : touched_) by_key_[key] = {};
  touched_.clear();
  given_ = 0;
}

void PeriodParts::add(std::size_t key, const PointStatistics::Stored& whole) {
  chunks_.push_back({key, wholes_.size(), wholes_.size() + 1, true});
  wholes_.push_back(whole);
}

void PeriodParts::add(std::size_t key, std::span<const Point> points) {
  if (points.empty()) return;
  chunks_.push_back({key, points_.size(), points_.size() + points.size(), false});
  for (const Point& point : points) points_.push_back(point);
}

void PeriodParts::add_packed(std::size_t key, std::string_view bytes, std::int64_t from, std::int64_t until) {
  const auto before = static_cast<std::ptrdiff_t>(points_.size());
  unpack(bytes, points_);
  const auto all = points_.at.begin();
  const auto begin = std::lower_bound(all + before, points_.at.end(), from) - all;
  const auto end = std::lower_bound(all + begin, points_.at.end(), until) - all;
  if (begin < end) chunks_.push_back({key, static_cast<std::size_t>(begin), static_cast<std::size_t>(end), false});
}

std::int64_t PeriodParts::start_of(const Chunk& chunk) const {
  if (chunk.at == chunk.end) return std::numeric_limits<std::int64_t>::max();
  return chunk.is_whole ? wholes_[chunk.at].earliest : points_.at[chunk.at];
}

void PeriodParts::take(Chunk& chunk, std::int64_t period_end) {
  if (start_of(chunk) >= period_end) return;
  if (by_key_.size() <= chunk.key) by_key_.resize(chunk.key + 1);
  PointStatistics& statistics = by_key_[chunk.key];
  if (statistics.is_empty()) touched_.push_back(chunk.key);
  if (chunk.is_whole) return statistics.add(wholes_[chunk.at++]);
  const std::size_t begin = chunk.at;
  while (chunk.at < chunk.end && points_.at[chunk.at] < period_end) ++chunk.at;
  if (!with_squares_) return statistics.add(points_, begin, chunk.at);
  for (std::size_t i = begin; i < chunk.at; ++i) statistics.add_with_squares(points_[i]);
}

bool PeriodParts::read_period() {
  for (const std::size_t key : touched_) by_key_[key] = {};
  touched_.clear();
  given_ = 0;
  std::int64_t earliest = std::numeric_limits<std::int64_t>::max();
  for (const Chunk& chunk : chunks_) earliest = std::min(earliest, start_of(chunk));
  if (earliest == std::numeric_limits<std::int64_t>::max()) return false;
  period_ = (earliest - microseconds_of(periods_.start)) / (periods_.seconds * 1'000'000);
  const std::int64_t period_end = microseconds_of(periods_.start_of(period_ + 1));
  for (Chunk& chunk : chunks_) take(chunk, period_end);
  return true;
}

bool PeriodParts::next(Part& part) {
  if (given_ == touched_.size() && !read_period()) return false;
  const std::size_t key = touched_[given_++];
  part = {period_, key, by_key_[key].part()};
  return true;
}

}  // namespace ceilometer::storage::sql
