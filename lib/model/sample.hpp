#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace ceilometer::model {

/// One measurement as a store reads it. Views are good until the cursor's next step. Times are UTC.
struct Sample {
  std::string_view message_id;
  std::string_view meter;                ///< the meter's name (counter_name)
  std::optional<std::string_view> type;  ///< gauge, delta or cumulative
  std::optional<std::string_view> unit;
  std::optional<double> volume;  ///< null where NaN or null was posted
  std::optional<std::string_view> user_id;
  std::optional<std::string_view> project_id;
  std::string_view resource_id;
  std::optional<std::string_view> source;
  std::optional<TimePoint> timestamp;
  std::optional<TimePoint> recorded_at;
  /// The JSON text of the resource's metadata as it was when the sample was taken; nullopt for SQL NULL.
  std::optional<std::string_view> resource_metadata;
  /// Equal keys within one cursor mean equal resource_metadata: what was made of it may be used again.
  std::int64_t resource_key = 0;
};

}  // namespace ceilometer::model
