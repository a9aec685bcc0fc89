#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sql/statistics_group.hpp"

namespace ceilometer::storage::sql {

/// A sample as statistics need it.
struct Point {
  std::int64_t at = 0;  ///< microseconds since 1970
  double volume = 0;    ///< not a number: NULL, which is what an engine makes of it
};

inline constexpr double kNoVolume = std::numeric_limits<double>::quiet_NaN();

/// Points in order of time, their times and their volumes apart: so they are gone through several times faster.
struct Points {
  std::vector<std::int64_t> at;
  std::vector<double> volume;

  std::size_t size() const { return at.size(); }
  Point operator[](std::size_t i) const { return {at[i], volume[i]}; }
  void push_back(const Point& point) {
    at.push_back(point.at);
    volume.push_back(point.volume);
  }
  void append(const Points& more, std::size_t begin, std::size_t end) {
    const auto first = static_cast<std::ptrdiff_t>(begin);
    const auto last = static_cast<std::ptrdiff_t>(end);
    at.insert(at.end(), more.at.begin() + first, more.at.begin() + last);
    volume.insert(volume.end(), more.volume.begin() + first, more.volume.begin() + last);
  }
  void clear() {
    at.clear();
    volume.clear();
  }
};

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

  /// The points from `begin` to before `end`, at least one. Without the squares: where nobody asks for them, this is
  /// several times faster.
  void add(const Points& points, std::size_t begin, std::size_t end);
  void add_with_squares(const Point& point);
  void add(const Stored& other);

  bool is_empty() const { return samples_ == 0; }
  Stored stored() const;
  StatisticsPart part() const { return part_of(stored()); }
  static StatisticsPart part_of(const Stored& stored);

  /// Of a chunk's points at once, in two passes, which is more exact than one.
  static Stored of(std::span<const Point> points);

 private:
  void add(const Point& point);
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

/// Appends them, in order of time. Throws DatabaseError (kDamaged) where the bytes are no such.
void unpack(std::string_view bytes, Points& points);

}  // namespace ceilometer::storage::sql
