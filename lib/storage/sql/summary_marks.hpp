#pragma once

#include <map>
#include <span>
#include <vector>

#include "storage/sql/part_keys.hpp"
#include "storage/sql/summary_queries.hpp"

namespace ceilometer::storage::sql {

/// A query's chunks that are marked, read from `sample` instead. One thread.
class SummaryMarks {
 public:
  struct Chunk {
    std::size_t key;
    std::vector<Point> points;  ///< in order of time
  };

  /// False where the query must be answered from the samples alone: a series has no chunks, a row's timestamp is no
  /// time, or there is too much to be read. Throws ApiError.
  bool read(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch, PartKeys& keys);

  bool has(const ChunkKey& day) const;
  bool has_in_span(const ChunkKey& span) const;
  /// By day.
  const std::map<std::int64_t, std::vector<Chunk>>& chunks() const { return chunks_; }

 private:
  bool read_samples(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch,
                    PartKeys& keys);

  std::vector<ChunkKey> days_;  // sorted
  std::map<std::int64_t, std::vector<Chunk>> chunks_;
};

}  // namespace ceilometer::storage::sql
