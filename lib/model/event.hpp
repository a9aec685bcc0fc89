#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "base/clock.hpp"

namespace ceilometer::model {

/// The data types of traits; each has a table of its own.
enum class TraitType { kString, kInteger, kFloat, kDatetime };

/// What clients call it: string, integer, float, datetime (Trait.type_names).
constexpr std::string_view name_of(TraitType type) {
  switch (type) {
    case TraitType::kInteger:
      return "integer";
    case TraitType::kFloat:
      return "float";
    case TraitType::kDatetime:
      return "datetime";
    case TraitType::kString:
      break;
  }
  return "string";
}

/// A named value of an event. Views are good until the cursor's next step. Times are UTC.
struct Trait {
  std::string_view name;
  TraitType type = TraitType::kString;
  /// monostate for SQL NULL.
  std::variant<std::monostate, std::string_view, std::int64_t, double, TimePoint> value;
};

/// The name and type of a trait that events of some type have.
struct TraitDescription {
  std::string_view name;
  TraitType type = TraitType::kString;
};

/// The type that events have, for example compute.instance.create.end.
struct EventType {
  std::optional<std::string_view> name;
};

/// Something that happened, as a store reads it. Views are good until the cursor's next step. Times are UTC.
struct Event {
  std::optional<std::string_view> message_id;
  std::optional<std::string_view> event_type;
  std::optional<TimePoint> generated;
  /// By name, byte by byte; of equal names datetime, integer, float, string.
  std::span<const Trait> traits;
  /// The JSON text of the notification it was made of; nullopt for SQL NULL.
  std::optional<std::string_view> raw;
};

}  // namespace ceilometer::model
