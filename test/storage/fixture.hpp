#pragma once

#include <memory>
#include <string>

#include "storage/event_store.hpp"
#include "storage/metering_store.hpp"
#include "storage/sql/connection.hpp"
#include "storage/test_database.hpp"
#include "support/storage_helpers.hpp"

namespace ceilometer::test {

/// A store by its URL, with whatever driver that names. Throws where there is none.
std::unique_ptr<storage::MeteringStore> make_store(const std::string& url, Logger& logger,
                                                   const storage::StoreOptions& options = quick_options());
std::unique_ptr<storage::EventStore> make_event_store(const std::string& url, Logger& logger);

/// The driver of a URL, for what works on tables.
std::unique_ptr<storage::sql::Driver> make_driver(const std::string& url, Logger& logger,
                                                  const storage::StoreOptions& options = quick_options());

/// Whether a test's database has the indexes of ours.
enum class WithExtras { kNo, kYes };

/// A store on a database of its own; its tables are made by the first that uses it.
struct StoreFixture {
  explicit StoreFixture(const storage::StoreOptions& options = quick_options())
      : database(make_test_database()), store(make_store(database->url(), logger, options)) {}
  explicit StoreFixture(WithExtras extras);

  std::unique_ptr<TestDatabase> database;
  RecordingLogger logger;
  std::unique_ptr<storage::MeteringStore> store;
};

/// Makes the indexes of ours, and a store that knows it.
void make_extras(StoreFixture& f);

}  // namespace ceilometer::test
