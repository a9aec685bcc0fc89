#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "query/statistics_query.hpp"

namespace ceilometer::storage::sql {

/// Statistics of some of a group's samples, as the engine computed them.
struct StatisticsPart {
  std::int64_t count = 0;  ///< volumes that are not null; the next four are of them
  std::optional<double> min, max, sum, variance;
  std::optional<TimePoint> first, last;
};

/// A group's statistics, put together of its parts. One thread.
class StatisticsGroup {
 public:
  void add(const StatisticsPart& part);
  /// Counts an id among the different ones of that attribute, if there is one.
  void add_id(std::size_t attribute, std::optional<std::string_view> id);

  std::int64_t count() const { return count_; }
  std::optional<double> min() const { return min_; }
  std::optional<double> max() const { return max_; }
  std::optional<double> sum() const;
  std::optional<double> avg() const;
  /// Of the population; nullopt too where it is beyond what a float holds.
  std::optional<double> stddev() const;
  double different_ids(std::size_t attribute) const;
  std::optional<TimePoint> first() const { return first_; }
  std::optional<TimePoint> last() const { return last_; }

 private:
  std::int64_t count_ = 0;
  std::optional<double> min_, max_;
  double sum_ = 0;
  double lost_ = 0;     // what rounding took from sum_ (Neumaier)
  double mean_ = 0;     // these two only mean something where the parts have variances
  double squares_ = 0;  // of the distances from the mean
  std::optional<TimePoint> first_, last_;
  std::vector<std::set<std::string, std::less<>>> ids_;  // by attribute
};

}  // namespace ceilometer::storage::sql
