#pragma once

#include <memory>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "storage/database_url.hpp"
#include "storage/event_store.hpp"
#include "storage/metering_store.hpp"
#include "storage/options.hpp"

namespace ceilometer::storage::postgresql {

/// The store of postgresql://user:password@host:port/database?keyword=value, the keywords being libpq's, as they were
/// psycopg2's. Loads libpq, and opens nothing yet. Also of postgres://.
Result<std::unique_ptr<MeteringStore>> make_metering_store(const DatabaseUrl& url, const StoreOptions& options,
                                                           Logger& logger);

/// The same of the events in such a database.
Result<std::unique_ptr<EventStore>> make_event_store(const DatabaseUrl& url, const StoreOptions& options,
                                                     Logger& logger);

}  // namespace ceilometer::storage::postgresql
