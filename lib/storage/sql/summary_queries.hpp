#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "storage/sql/query_text.hpp"
#include "storage/sql/statistics_parts.hpp"
#include "storage/sql/summary_tables.hpp"

namespace ceilometer::storage::sql {

/// The stretch of time that summaries are asked about, in microseconds since 1970: `from` is in it, `until` is not.
struct Stretch {
  std::int64_t from = 0;
  std::int64_t until = 0;

  bool is_empty() const { return from >= until; }
  bool holds(std::int64_t at) const { return at >= from && at < until; }
  std::int64_t first_day() const { return day_of(from); }
  std::int64_t last_day() const { return day_of(until - 1); }
};

// The statements of one query: those of its meters, by ids, and of the resources that it selects. Rows of a meter or a
// resource that is gone are in none.

/// The ids of the query's meters.
Query meter_ids(const PartsQuery& parts);

/// The marks within the stretch, and those of series that are always raw: meter, resource, day.
Query marks(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch);

// Columns of the next two; the unit is followed by the attributes, and those by the statistics.
enum ChunkColumn { kChunkMeter, kChunkResource, kChunkAt, kChunkPoints, kChunkUnit };
inline int chunk_statistics(const PartsQuery& parts) {
  return kChunkUnit + 1 + static_cast<int>(parts.attributes.size());
}

/// Spans that share a day with the stretch. There are no points.
Query spans(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch);

/// Chunks of those days, by day; with their points where they are not wholly within the stretch and, where there are
/// periods, one of them. Where periods are shorter than a day all have their points, and no statistics, which take
/// longer to hand out than points do.
Query days(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch, std::int64_t first,
           std::int64_t last);

enum MarkedSampleColumn { kMarkedMeter, kMarkedResource, kMarkedTimestamp, kMarkedVolume, kMarkedUnit };

/// The samples, within the stretch, of the series that have marks there; the unit is followed by the attributes.
Query samples_of_marked_series(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch);

/// Whether there are more than `count` samples from that time on, whatever meter's: a row, or none.
Query has_more_samples(const Dialect& dialect, TimePoint from, std::int64_t count);

}  // namespace ceilometer::storage::sql
