#pragma once

#include <vector>

#include "storage/sql/period_parts.hpp"

namespace ceilometer::storage::sql {

/// Keeps a day's chunks, and goes through them period by period, so that one period's statistics are in memory at a
/// time.
class PeriodChunks final : public PeriodParts {
 public:
  PeriodChunks(const query::Periods& periods, bool with_squares) : PeriodParts(periods, with_squares) {}

  void begin(std::int64_t day) override;
  void add(std::size_t key, const PointStatistics::Stored& whole) override;
  bool next(Part& part) override;

 private:
  struct Chunk {
    std::size_t key;
    std::size_t at, end;  // of points_, or one of wholes_
    bool is_whole;
  };

  void add(std::size_t key, const Points& points, std::size_t begin, std::size_t end) override;
  std::int64_t start_of(const Chunk& chunk) const;
  void take(Chunk& chunk, std::int64_t period_end);
  bool read_period();
  void forget_period();

  Points points_;
  std::vector<PointStatistics::Stored> wholes_;
  std::vector<Chunk> chunks_;

  std::int64_t period_ = 0;
  std::vector<PointStatistics> by_key_;  // of that period
  std::vector<std::size_t> touched_;     // the keys that have some
  std::size_t given_ = 0;
};

}  // namespace ceilometer::storage::sql
