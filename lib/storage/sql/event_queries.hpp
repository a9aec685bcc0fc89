#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "model/event.hpp"
#include "query/event_filter.hpp"
#include "storage/event_scope.hpp"
#include "storage/sql/query_text.hpp"

namespace ceilometer::storage::sql {

// Columns of the statements below, in order.
enum EventKeyColumn { kKeyId, kKeyGenerated };
enum EventColumn { kEventId, kEventMessageId, kEventTypeName, kEventGenerated, kEventRaw };
enum EventTraitColumn { kTraitEventId, kTraitKey, kTraitValue };
enum TraitColumn { kTypeTraitKey, kTypeTraitValue };

/// The tables in the order in which they were always listed for an event type.
constexpr std::array<model::TraitType, 4> kTraitTypes = {model::TraitType::kString, model::TraitType::kInteger,
                                                         model::TraitType::kFloat, model::TraitType::kDatetime};

/// Where a listing goes on: behind this event in its order.
struct EventPosition {
  std::int64_t id;
  Value generated;  ///< as the column holds it; null for NULL
};

/// Ids and times of the events that match, the oldest first and of equal times the earlier stored first. Every
/// condition is looked up by the event's id, so that the cost grows with the events, whatever the number of conditions.
Query event_keys(const Dialect& dialect, const query::EventFilter& filter, const EventScope& scope,
                 const std::optional<EventPosition>& after, std::int64_t limit);

/// The events of those ids, in no order. The statement has `places` places, at least one and as many as ids: so that
/// pages of any size share one.
Query events_by_id(const Dialect& dialect, std::span<const std::int64_t> ids, std::size_t places);

/// The traits of that type of the events of those ids, in no order.
Query traits_by_event(const Dialect& dialect, model::TraitType type, std::span<const std::int64_t> ids,
                      std::size_t places);

/// Names of event types, sorted.
Query event_type_names(const Dialect& dialect);

/// Names of the traits of that type that events of `event_type` have, sorted.
Query trait_names(const Dialect& dialect, model::TraitType type, const std::string& event_type);

/// Names and values of the traits of that type of all events of `event_type`; nullopt: of every name, sorted.
Query traits_of_type(const Dialect& dialect, model::TraitType type, const std::string& event_type,
                     const std::optional<std::string>& name);

}  // namespace ceilometer::storage::sql
