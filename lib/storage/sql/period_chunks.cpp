#include "storage/sql/period_chunks.hpp"

#include <algorithm>
#include <limits>

namespace ceilometer::storage::sql {

void PeriodChunks::begin(std::int64_t /*day*/) {
  points_.clear();
  wholes_.clear();
  chunks_.clear();
  forget_period();
}

void PeriodChunks::add(std::size_t key, const PointStatistics::Stored& whole) {
  chunks_.push_back({key, wholes_.size(), wholes_.size() + 1, true});
  wholes_.push_back(whole);
}

void PeriodChunks::add(std::size_t key, const Points& points, std::size_t begin, std::size_t end) {
  chunks_.push_back({key, points_.size(), points_.size() + (end - begin), false});
  points_.append(points, begin, end);
}

std::int64_t PeriodChunks::start_of(const Chunk& chunk) const {
  if (chunk.at == chunk.end) return std::numeric_limits<std::int64_t>::max();
  return chunk.is_whole ? wholes_[chunk.at].earliest : points_.at[chunk.at];
}

void PeriodChunks::take(Chunk& chunk, std::int64_t period_end) {
  if (start_of(chunk) >= period_end) return;
  if (by_key_.size() <= chunk.key) by_key_.resize(chunk.key + 1);
  PointStatistics& statistics = by_key_[chunk.key];
  if (statistics.is_empty()) touched_.push_back(chunk.key);
  if (chunk.is_whole) return statistics.add(wholes_[chunk.at++]);
  const std::size_t begin = chunk.at;
  while (chunk.at < chunk.end && points_.at[chunk.at] < period_end) ++chunk.at;
  add_to(statistics, points_, begin, chunk.at);
}

void PeriodChunks::forget_period() {
  for (const std::size_t key : touched_) by_key_[key] = {};
  touched_.clear();
  given_ = 0;
}

bool PeriodChunks::read_period() {
  forget_period();
  std::int64_t earliest = std::numeric_limits<std::int64_t>::max();
  for (const Chunk& chunk : chunks_) earliest = std::min(earliest, start_of(chunk));
  if (earliest == std::numeric_limits<std::int64_t>::max()) return false;
  period_ = period_of(earliest);
  const std::int64_t period_end = end_of(period_);
  for (Chunk& chunk : chunks_) take(chunk, period_end);
  return true;
}

bool PeriodChunks::next(Part& part) {
  if (given_ == touched_.size() && !read_period()) return false;
  const std::size_t key = touched_[given_++];
  part = {period_, key, by_key_[key].part()};
  return true;
}

}  // namespace ceilometer::storage::sql
