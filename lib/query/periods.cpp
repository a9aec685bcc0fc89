#include "query/periods.hpp"

#include <cmath>
#include <string>

#include "base/api_error.hpp"

namespace ceilometer::query {

namespace {

using std::chrono::microseconds;

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kMostDays = 999'999'999;
constexpr TimePoint kFirst = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr TimePoint kLast =
    TimePoint(std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)) + std::chrono::days(1) - microseconds(1);
constexpr std::int64_t kMostSeconds = (kLast - kFirst) / std::chrono::seconds(1);

}  // namespace

Periods split_in_periods(TimePoint start, TimePoint end, std::int64_t seconds) {
  if (seconds / kDay > kMostDays) {
    throw ApiError(400, sentence("Invalid period {0}: {1}", std::to_string(seconds),
                                 sentence("days={0}; must have magnitude <= {1}", std::to_string(seconds / kDay),
                                          std::to_string(kMostDays))));
  }
  // The number of periods is rounded as Python's floats round it.
  const double length = static_cast<double>((end - start).count()) / 1e6;
  const double count = std::ceil(length / static_cast<double>(seconds));
  if (count < 1) return {start, seconds, 0};
  const auto out_of_range = [&] {
    return ApiError(400,
                    sentence("Invalid period {0}: {1}", std::to_string(seconds), sentence("date value out of range")));
  };
  // Checked in this order, nothing below is beyond 64 bits: the years are.
  if (start < kFirst || start > kLast || seconds > kMostSeconds) throw out_of_range();
  const Periods periods{start, seconds, static_cast<std::int64_t>(count)};
  if (end > kLast || periods.end() > kLast) throw out_of_range();
  return periods;
}

}  // namespace ceilometer::query
