#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/rendering/writer.hpp"
#include "base/clock.hpp"
#include "json/value.hpp"

namespace ceilometer::api::v2 {

/// A time as it was posted: it is echoed with its offset, or without one where it had none.
using PostedTime = IsoTime;

/// A text attribute: not sent, sent as null, or text.
struct PostedText {
  bool is_set = false;
  std::optional<std::string> value;

  /// Python's truth: null and "" count as not given.
  bool is_given() const { return value && !value->empty(); }
};

/// An item of the body of POST /v2/meters/NAME, of the right types (OldSample after WSME).
struct PostedSample {
  PostedText source, counter_name, counter_type, counter_unit, user_id, project_id, resource_id, message_id;
  std::optional<double> counter_volume;
  std::optional<PostedTime> timestamp;
  bool has_recorded_at = false;
  std::optional<PostedTime> recorded_at;
  TextMap resource_metadata;
  bool metadata_is_null = false;
};

/// Reads the body by WSME's rules and with its sentences; what crashed the original is a 400 that names the attribute.
/// Throws ApiError 400.
std::vector<PostedSample> read_posted_samples(const json::Value& body);

/// A time as dateutil read it from a sample: ISO 8601 in any of its forms, with today's month and day where they are
/// not written. nullopt for anything else.
std::optional<PostedTime> parse_posted_time(std::string_view text, TimePoint today);

}  // namespace ceilometer::api::v2
