#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "storage/event_store.hpp"
#include "storage/metering_store.hpp"
#include "storage/options.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::app {

/// What a service keeps its data in.
struct Stores {
  std::shared_ptr<storage::MeteringStore> metering;
  std::shared_ptr<storage::EventStore> events;
};

/// The stores that a configuration names, reading from its replica where it names one. Nothing is opened yet. The error
/// names file, section and key. `logger` must outlive them.
Result<Stores> make_stores(const config::Config& config, const storage::StoreOptions& options, Logger& logger);

/// A database that a configuration names, for a tool that works on its tables.
struct NamedDatabase {
  std::string place;  ///< file, section and key
  std::string url;    ///< with its password: for make_sql_driver(), never to be printed
};

/// Where samples are kept, or events. The error names section and key.
Result<NamedDatabase> metering_database(const config::Config& config);
Result<NamedDatabase> event_database(const config::Config& config);

/// The driver of a SQLAlchemy URL, for tools; opens nothing yet. The error is a reason and holds no password. `logger`
/// must outlive it.
Result<std::unique_ptr<storage::sql::Driver>> make_sql_driver(std::string_view url,
                                                              const storage::StoreOptions& options, Logger& logger);

}  // namespace ceilometer::app
