#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "model/event.hpp"
#include "query/event_filter.hpp"
#include "storage/event_scope.hpp"
#include "storage/metering_store.hpp"

namespace ceilometer::storage {

using EventCursor = Cursor<model::Event>;
using EventTypeCursor = Cursor<model::EventType>;
using TraitCursor = Cursor<model::Trait>;
using TraitDescriptionCursor = Cursor<model::TraitDescription>;

/// What an event store can do: its part of /v2/capabilities.
struct EventCapabilities {
  bool simple_query = false;
  bool production_ready = false;
};

/// Where events are kept: the original's event storage.Connection. Thread-safety and errors are MeteringStore's.
class EventStore {
 public:
  virtual ~EventStore() = default;

  /// Oldest first (impl_sqlalchemy.get_events). `limit` nullopt is no limit. What `scope` does not allow is as if it
  /// were not there.
  virtual std::unique_ptr<EventCursor> events(const query::EventFilter& filter, const EventScope& scope,
                                              std::optional<std::int64_t> limit) = 0;

  /// Every type that there was an event of, by name.
  virtual std::unique_ptr<EventTypeCursor> event_types() = 0;

  /// The traits that events of that type have: first texts, then integers, floats and times, each by name.
  virtual std::unique_ptr<TraitDescriptionCursor> trait_types(const std::string& event_type) = 0;

  /// The traits of that name, or all, of every event of that type; in the order of trait_types, then the order in
  /// which the events were stored. The callers of these three are admins.
  virtual std::unique_ptr<TraitCursor> traits(const std::string& event_type,
                                              const std::optional<std::string>& name) = 0;

  virtual EventCapabilities capabilities() const = 0;

  /// As MeteringStore's.
  virtual bool rest() noexcept { return false; }

  /// Closes idle connections, at a child's end. Calls after it open new ones.
  virtual void close() noexcept = 0;
};

}  // namespace ceilometer::storage
