#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace ceilometer::model {

/// A measurement to be stored (the original's metering message). Times are UTC.
struct NewSample {
  std::string message_id;
  std::string message_signature;
  std::string meter;
  std::string type;
  std::optional<std::string> unit;
  std::optional<double> volume;
  std::optional<std::string> user_id;
  std::optional<std::string> project_id;
  std::string resource_id;
  std::string source;
  TimePoint timestamp;
  /// The offset that the client wrote, if any: messages keep it, tables hold UTC.
  std::optional<std::chrono::minutes> utc_offset;
  /// JSON, as json::dumps writes it; an object. "null" is stored as SQL NULL.
  std::string resource_metadata;
  /// Not to be stored where it is already, with that message id, time, meter, resource and project.
  bool once = false;
};

/// Its time as the client wrote it: that is what is signed and echoed.
inline IsoTime posted_time(const NewSample& sample) {
  return {sample.timestamp + sample.utc_offset.value_or(std::chrono::minutes(0)), sample.utc_offset};
}

}  // namespace ceilometer::model
