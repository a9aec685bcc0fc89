#pragma once

#include <memory>

#include "base/ports/logger.hpp"
#include "storage/event_store.hpp"
#include "storage/options.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/connection_pool.hpp"
#include "storage/sql/fault_handler.hpp"
#include "storage/sql/read_session.hpp"

namespace ceilometer::storage::sql {

/// The event store on Ceilometer's SQL schema, whatever engine holds it (event impl_sqlalchemy.Connection).
///
/// As EventStore says; its cursors must not outlive it. It has connections of its own, as the original's had, even
/// where samples are in the same database.
class SqlEventStore final : public EventStore {
 public:
  SqlEventStore(std::unique_ptr<Driver> driver, const StoreOptions& options, Logger& logger);

  std::unique_ptr<EventCursor> events(const query::EventFilter& filter, const EventScope& scope,
                                      std::optional<std::int64_t> limit) override;
  std::unique_ptr<EventTypeCursor> event_types() override;
  std::unique_ptr<TraitDescriptionCursor> trait_types(const std::string& event_type) override;
  std::unique_ptr<TraitCursor> traits(const std::string& event_type, const std::optional<std::string>& name) override;
  EventCapabilities capabilities() const override;
  bool rest() noexcept override;
  void close() noexcept override;

 private:
  std::unique_ptr<ReadSession> start_reading();

  const StoreOptions options_;
  const std::unique_ptr<Driver> driver_;
  const FaultHandler faults_;
  ConnectionPool pool_;
};

}  // namespace ceilometer::storage::sql
