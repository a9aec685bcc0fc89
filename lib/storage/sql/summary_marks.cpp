#include "storage/sql/summary_marks.hpp"

#include <algorithm>
#include <utility>

namespace ceilometer::storage::sql {

namespace {

/// 32 MiB of points. Beyond, one pass by the engine is not slower and needs less.
constexpr std::size_t kMostSamples = 2 * 1024 * 1024;
constexpr std::size_t kMostMarks = 1024 * 1024;

}  // namespace

bool SummaryMarks::read(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch,
                        PartKeys& keys) {
  ReadSession& session = parts.session;
  session.run(marks(parts, meters, stretch));
  while (session.step()) {
    const Statement& row = session.row();
    days_.push_back({row.integer(0), row.integer(1), row.integer(2)});
    if (days_.back().at == kAlwaysRaw || days_.size() > kMostMarks) return false;
  }
  std::sort(days_.begin(), days_.end());
  return days_.empty() || read_samples(parts, meters, stretch, keys);
}

bool SummaryMarks::read_samples(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch,
                                PartKeys& keys) {
  ReadSession& session = parts.session;
  std::map<ChunkKey, Chunk> by_chunk;
  std::size_t count = 0;
  session.run(samples_of_marked_series(parts, meters, stretch));
  while (session.step()) {
    const Statement& row = session.row();
    const auto time = parts.dialect.read_timestamp(row, kMarkedTimestamp);
    if (!time) return false;
    const std::int64_t at = microseconds_of(*time);
    const ChunkKey day{row.integer(kMarkedMeter), row.integer(kMarkedResource), day_of(at)};
    if (!has(day)) continue;
    if (++count > kMostSamples) return false;
    Chunk& chunk = by_chunk[day];
    if (chunk.points.empty()) chunk.key = keys.number_of(row, kMarkedUnit, parts.attributes.size());
    chunk.points.push_back({at, row.is_null(kMarkedVolume) ? kNoVolume : row.real(kMarkedVolume)});
  }
  for (auto& [day, chunk] : by_chunk) {
    std::stable_sort(chunk.points.begin(), chunk.points.end(),
                     [](const Point& a, const Point& b) { return a.at < b.at; });
    chunks_[day.at].push_back(std::move(chunk));
  }
  return true;
}

bool SummaryMarks::has(const ChunkKey& day) const { return std::binary_search(days_.begin(), days_.end(), day); }

bool SummaryMarks::has_in_span(const ChunkKey& span) const {
  const auto first =
      std::lower_bound(days_.begin(), days_.end(), ChunkKey{span.meter, span.resource, span.at * kDaysPerSpan});
  return first != days_.end() && *first < ChunkKey{span.meter, span.resource, (span.at + 1) * kDaysPerSpan};
}

}  // namespace ceilometer::storage::sql
