#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/rendering/writer.hpp"
#include "base/clock.hpp"
#include "json/value.hpp"

namespace ceilometer::api::v2 {

/// A time as it was posted: it is echoed with its offset, or without one where it had none.
using PostedTime = IsoTime;

/// A text attribute: not sent, sent as null, or text of the body.
struct PostedText {
  std::string* value = nullptr;

  /// Python's truth: null and "" count as not given.
  bool is_given() const { return value != nullptr && !value->empty(); }
  /// The text itself, which nobody needs any more; nullopt where there is none.
  std::optional<std::string> take() { return value ? std::optional(std::move(*value)) : std::nullopt; }
};

/// An item of the body of POST /v2/meters/NAME, of the right types (OldSample after WSME). Its texts are the body's.
struct PostedSample {
  PostedText source, counter_name, counter_type, counter_unit, user_id, project_id, resource_id, message_id;
  std::optional<double> counter_volume;
  std::optional<PostedTime> timestamp;
  bool has_recorded_at = false;
  std::optional<PostedTime> recorded_at;
  json::Object* resource_metadata = nullptr;  ///< of texts and nulls
  bool metadata_is_null = false;

  /// The metadata itself, which nobody needs any more; none where there is none.
  TextMap take_metadata();
};

/// Reads the body by WSME's rules and with its sentences; what crashed the original is a 400 that names the attribute.
/// The body must outlive what it returns, and is as it was until something is taken from that. Throws ApiError 400.
std::vector<PostedSample> read_posted_samples(json::Value& body);

/// A time as dateutil read it from a sample: ISO 8601 in any of its forms, with today's month and day where they are
/// not written. nullopt for anything else.
std::optional<PostedTime> parse_posted_time(std::string_view text, TimePoint today);

}  // namespace ceilometer::api::v2
