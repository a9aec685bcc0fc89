#pragma once

#include <memory>
#include <utility>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "storage/database_url.hpp"
#include "storage/options.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/sql_event_store.hpp"
#include "storage/sql/sql_store.hpp"

namespace ceilometer::storage::sql {

/// Makes the driver of a URL, without opening anything yet. `logger` must outlive it. The error is as DriverRegistry's
/// factories have it.
using MakeDriver = Result<std::unique_ptr<Driver>> (*)(const DatabaseUrl& url, const StoreOptions& options,
                                                       Logger& logger);

/// A driver's store of samples: a storage::MakeMeteringStore.
template <MakeDriver make>
Result<std::unique_ptr<MeteringStore>> metering_store(const DatabaseUrl& url, const StoreOptions& options,
                                                      Logger& logger) {
  auto driver = make(url, options, logger);
  if (!driver) return driver.error();
  return std::unique_ptr<MeteringStore>(std::make_unique<SqlStore>(*std::move(driver), options, logger));
}

/// A driver's store of events: a storage::MakeEventStore.
template <MakeDriver make>
Result<std::unique_ptr<EventStore>> event_store(const DatabaseUrl& url, const StoreOptions& options, Logger& logger) {
  auto driver = make(url, options, logger);
  if (!driver) return driver.error();
  return std::unique_ptr<EventStore>(std::make_unique<SqlEventStore>(*std::move(driver), options, logger));
}

}  // namespace ceilometer::storage::sql
