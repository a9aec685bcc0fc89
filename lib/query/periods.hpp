#pragma once

#include <cstdint>

#include "base/clock.hpp"

namespace ceilometer::query {

/// Half-open stretches of time of equal length, one after the other. The last one may reach beyond the end that was
/// asked for, and a moment that is the end itself may be in none (storage.base.iter_period).
struct Periods {
  TimePoint start;
  std::int64_t seconds = 0;  ///< length of each
  std::int64_t count = 0;    ///< 0: the end is not after the start

  TimePoint start_of(std::int64_t i) const { return start + std::chrono::seconds(seconds) * i; }
  TimePoint end() const { return start_of(count); }
};

/// `seconds` > 0. Throws ApiError 400 where Python's datetime cannot hold a period: one of more than 999999999 days, or
/// one that begins before year 1 or ends after year 9999.
Periods split_in_periods(TimePoint start, TimePoint end, std::int64_t seconds);

}  // namespace ceilometer::query
