#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/clock.hpp"

namespace ceilometer::model {

/// What was computed over the samples of one group, and of one period where periods were asked for. Views are good
/// until the cursor's next step. Times are UTC.
struct Statistics {
  std::optional<std::string_view> unit;
  std::span<const std::optional<std::string_view>> group;  ///< a value per field of the query's group_by

  // Over the volumes that are not null; nullopt where there is none, or where they have no sum.
  std::int64_t count = 0;
  std::optional<double> min, max, avg, sum;
  std::span<const std::optional<double>> aggregates;  ///< a value per aggregate of the query

  std::optional<TimePoint> first, last;  ///< the samples' earliest and latest timestamps

  // The whole time has period 0 and reaches from `first` to `last`.
  std::int64_t period = 0;  ///< seconds
  std::optional<TimePoint> period_start, period_end;
};

}  // namespace ceilometer::model
