#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "storage/sql/statistics_group.hpp"

namespace ceilometer::storage::sql {

/// A sample as statistics need it.
struct Point {
  std::int64_t at = 0;  ///< microseconds since 1970
  double volume = 0;    ///< not a number: NULL, which is what an engine makes of it
};

inline constexpr double kNoVolume = std::numeric_limits<double>::quiet_NaN();

/// Statistics of points, and of such statistics. The sum is compensated, squares merge by Chan's formula. One thread.
class PointStatistics {
 public:
  PointStatistics() = default;
  /// As they were stored.
  struct Stored {
    std::int64_t samples = 0;
    std::int64_t volumes = 0;  ///< that are not NULL; the next four are of them
    double total = 0;          ///< not a number where infinities of both signs were added
    double least = 0, most = 0;
    double squares = 0;                     ///< of the distances from the mean
    std::int64_t earliest = 0, latest = 0;  ///< microseconds since 1970
  };

  /// Without the squares: where nobody asks for them, this is several times faster.
  void add(const Point& point);
  void add_with_squares(const Point& point);
  void add(const Stored& other);

  bool is_empty() const { return samples_ == 0; }
  Stored stored() const;
  StatisticsPart part() const { return part_of(stored()); }
  static StatisticsPart part_of(const Stored& stored);

  /// Of a chunk's points at once, in two passes, which is more exact than one.
  static Stored of(std::span<const Point> points);

 private:
  void count(std::int64_t at);
  void add_to_total(double volume);

  std::int64_t samples_ = 0;
  std::int64_t volumes_ = 0;
  double total_ = 0;
  double lost_ = 0;  // what rounding took from total_ (Neumaier)
  double least_ = std::numeric_limits<double>::infinity();
  double most_ = -std::numeric_limits<double>::infinity();
  double mean_ = 0;
  double squares_ = 0;
  std::int64_t earliest_ = std::numeric_limits<std::int64_t>::max();
  std::int64_t latest_ = std::numeric_limits<std::int64_t>::min();
};

/// Points in order of time as bytes: a varint with their number; for each the change of its distance from the one
/// before as a zigzag varint, so that regular ones take a byte; then their volumes as they are (IEEE 754, little
/// endian).
std::string pack(std::span<const Point> points);

/// Reads them one after the other. Throws DatabaseError (kDamaged) where the bytes are no such.
class PackedPoints {
 public:
  /// `bytes` must stay where they are.
  explicit PackedPoints(std::string_view bytes);
  std::size_t size() const { return count_; }
  /// False after the last.
  bool next(Point& point);

 private:
  std::string_view times_;
  std::string_view volumes_;
  std::size_t count_ = 0;
  std::size_t read_ = 0;
  std::int64_t at_ = 0;
  std::int64_t distance_ = 0;
};

}  // namespace ceilometer::storage::sql
