#include "storage/sql/sql_event_store.hpp"

#include <utility>

#include "storage/sql/event_cursor.hpp"
#include "storage/sql/schema.hpp"
#include "storage/sql/trait_cursors.hpp"

namespace ceilometer::storage::sql {

namespace {

class NoEvents final : public EventCursor {
 public:
  bool next(model::Event& /*event*/) override { return false; }
};

}  // namespace

SqlEventStore::SqlEventStore(std::unique_ptr<Driver> driver, const StoreOptions& options, Logger& logger)
    : options_(options),
      driver_(std::move(driver)),
      faults_(options.retry_after, logger),
      pool_(
          [this, &logger] {
            auto connection = driver_->open();
            ensure_schema(*connection, driver_->dialect(), logger);
            return connection;
          },
          options, logger) {}

std::unique_ptr<ReadSession> SqlEventStore::start_reading() {
  return std::make_unique<ReadSession>(pool_, faults_, options_.query_timeout);
}

std::unique_ptr<EventCursor> SqlEventStore::events(const query::EventFilter& filter, const EventScope& scope,
                                                   std::optional<std::int64_t> limit) {
  if (limit && *limit <= 0) return std::make_unique<NoEvents>();
  return std::make_unique<SqlEventCursor>(start_reading(), driver_->dialect(), filter, scope, limit);
}

std::unique_ptr<EventTypeCursor> SqlEventStore::event_types() {
  return open_event_types(start_reading(), driver_->dialect());
}

std::unique_ptr<TraitDescriptionCursor> SqlEventStore::trait_types(const std::string& event_type) {
  return open_trait_types(start_reading(), driver_->dialect(), event_type);
}

std::unique_ptr<TraitCursor> SqlEventStore::traits(const std::string& event_type,
                                                   const std::optional<std::string>& name) {
  return open_traits(start_reading(), driver_->dialect(), event_type, name);
}

/// As the original's driver described itself: AVAILABLE_CAPABILITIES of event impl_sqlalchemy.
EventCapabilities SqlEventStore::capabilities() const { return {.simple_query = true, .production_ready = true}; }

bool SqlEventStore::rest() noexcept { return pool_.rest(); }

void SqlEventStore::close() noexcept { pool_.close_idle(); }

}  // namespace ceilometer::storage::sql
