#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "query/simple_query.hpp"

namespace ceilometer::query {

enum class TraitComparison { kLess, kLessOrEqual, kEqual, kNotEqual, kGreaterOrEqual, kGreater };

/// The event has a trait of that name and of the value's type, which compares so with the value. Text compares byte by
/// byte, a time is UTC.
struct TraitCondition {
  std::string name;
  TraitComparison comparison = TraitComparison::kEqual;
  std::variant<std::string, std::int64_t, double, TimePoint> value;
};

/// Which events: the original's storage.EventFilter. Unset means any. All conditions hold of the same event.
struct EventFilter {
  std::optional<std::string> event_type;
  std::optional<std::string> message_id;
  std::optional<TimePoint> start;  ///< generated >= start
  std::optional<TimePoint> end;    ///< generated <= end
  std::vector<TraitCondition> traits;
};

/// Checks the conditions and makes the filter, as _event_query_to_event_filter did: the same sentence for the same
/// mistake, in the same order. A condition whose field is none of event_type, message_id, start_timestamp and
/// end_timestamp is one on a trait. Throws ApiError 400.
EventFilter to_event_filter(std::span<const Condition> conditions);

}  // namespace ceilometer::query
