#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "query/periods.hpp"
#include "storage/sql/summary_points.hpp"

namespace ceilometer::storage::sql {

/// Divides the chunks of one day in periods: all chunks are gone through period by period, so that one period's
/// statistics are in memory at a time. One thread.
class PeriodParts {
 public:
  PeriodParts(const query::Periods& periods, bool with_squares);

  /// Takes chunks of the next day; what was left of the one before is gone.
  void clear();
  /// A chunk that lies in one period wholly.
  void add(std::size_t key, const PointStatistics::Stored& whole);
  /// A chunk's points, in order of time. They are in some period.
  void add(std::size_t key, std::span<const Point> points);
  /// The same of a chunk as it is packed, but only those from `from` on and before `until`. Throws DatabaseError.
  void add_packed(std::size_t key, std::string_view bytes, std::int64_t from, std::int64_t until);

  struct Part {
    std::int64_t period = 0;
    std::size_t key = 0;
    StatisticsPart part;
  };
  /// By period; false after the last of the day.
  bool next(Part& part);

 private:
  struct Chunk {
    std::size_t key;
    std::size_t at, end;  // of points_, or one of wholes_
    bool is_whole;
  };

  std::int64_t start_of(const Chunk& chunk) const;
  void take(Chunk& chunk, std::int64_t period_end);
  bool read_period();

  const query::Periods periods_;
  const bool with_squares_;
  Points points_;
  std::vector<PointStatistics::Stored> wholes_;
  std::vector<Chunk> chunks_;

  std::int64_t period_ = 0;
  std::vector<PointStatistics> by_key_;  // of that period
  std::vector<std::size_t> touched_;     // the keys that have some
  std::size_t given_ = 0;
};

}  // namespace ceilometer::storage::sql
