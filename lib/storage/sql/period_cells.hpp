#pragma once

#include <vector>

#include "storage/sql/period_parts.hpp"

namespace ceilometer::storage::sql {

/// Statistics of each key in each period that the day has a part in.
class PeriodCells final : public PeriodParts {
 public:
  PeriodCells(const query::Periods& periods, bool with_squares) : PeriodParts(periods, with_squares) {}

  void begin(std::int64_t day) override;
  void add(std::size_t key, const PointStatistics::Stored& whole) override;
  bool next(Part& part) override;

 private:
  void add(std::size_t key, const Points& points, std::size_t begin, std::size_t end) override;
  /// A key's periods.
  PointStatistics* cells_of(std::size_t key);

  std::int64_t first_ = 0;              // period
  std::size_t periods_ = 0;             // from that one on
  std::size_t keys_ = 0;                // that there were
  std::vector<PointStatistics> cells_;  // by key, then by period
  std::size_t given_ = 0;               // of them, by period, then by key
};

}  // namespace ceilometer::storage::sql
