#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "query/periods.hpp"
#include "storage/sql/summary_points.hpp"

namespace ceilometer::storage::sql {

/// Divides the chunks of one day in periods. One thread.
class PeriodParts {
 public:
  struct Part {
    std::int64_t period = 0;
    std::size_t key = 0;
    StatisticsPart part;
  };

  /// Where keys are few, or the periods of a day, each period's statistics are added up as chunks come; else chunks are
  /// kept for the day, which for many keys in short periods takes less.
  static std::unique_ptr<PeriodParts> make(const query::Periods& periods, bool with_squares, bool has_few_keys);
  virtual ~PeriodParts() = default;
  PeriodParts(const PeriodParts&) = delete;
  PeriodParts& operator=(const PeriodParts&) = delete;

  /// Takes chunks of this day; what was left of the one before is gone.
  virtual void begin(std::int64_t day) = 0;
  /// A chunk that lies in one period wholly.
  virtual void add(std::size_t key, const PointStatistics::Stored& whole) = 0;
  /// A chunk's points, in order of time. They are in some period.
  void add(std::size_t key, std::span<const Point> points);
  /// The same of a chunk as it is packed, but only those from `from` on and before `until`. Throws DatabaseError.
  void add_packed(std::size_t key, std::string_view bytes, std::int64_t from, std::int64_t until);
  /// By period; false after the last of the day.
  virtual bool next(Part& part) = 0;

 protected:
  PeriodParts(const query::Periods& periods, bool with_squares)
      : with_squares_(with_squares),
        start_(periods.start.time_since_epoch().count()),
        length_(periods.seconds * 1'000'000),
        count_(periods.count) {}

  /// Those from `begin` to before `end`, at least one.
  virtual void add(std::size_t key, const Points& points, std::size_t begin, std::size_t end) = 0;

  /// Of a time in some period.
  std::int64_t period_of(std::int64_t at) const { return (at - start_) / length_; }
  std::int64_t end_of(std::int64_t period) const { return start_ + (period + 1) * length_; }
  std::int64_t length() const { return length_; }
  std::int64_t count() const { return count_; }
  void add_to(PointStatistics& statistics, const Points& points, std::size_t begin, std::size_t end) const {
    if (!with_squares_) return statistics.add(points, begin, end);
    for (std::size_t i = begin; i < end; ++i) statistics.add_with_squares(points[i]);
  }

 private:
  const bool with_squares_;
  const std::int64_t start_, length_;  // microseconds
  const std::int64_t count_;
  Points points_;  // of the chunk that is added
};

}  // namespace ceilometer::storage::sql
