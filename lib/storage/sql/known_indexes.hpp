#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string_view>

#include "storage/sql/dialect.hpp"
#include "storage/sql/read_session.hpp"

namespace ceilometer::storage::sql {

/// On sample(resource_id, timestamp).
inline constexpr std::string_view kResourceTimeIndex = "mod_ceilometer_sample_resource_time";
/// On sample(meter_id, timestamp).
inline constexpr std::string_view kMeterTimeIndex = "mod_ceilometer_sample_meter_time";

/// Which indexes of ours that statements are written for a database has. A statement for one that has gone is slow and
/// still right.
struct SampleIndexes {
  bool resource_time = false;
  bool meter_time = false;
};

/// Looks from time to time, so that an index is used soon after it was made. Thread-safe.
class KnownIndexes {
 public:
  /// May ask the session, whose statement before is over then. Throws ApiError.
  SampleIndexes look(ReadSession& session, const Dialect& dialect);

 private:
  std::mutex mutex_;
  std::optional<std::chrono::steady_clock::time_point> looked_;
  SampleIndexes found_;
};

}  // namespace ceilometer::storage::sql
