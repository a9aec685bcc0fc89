#pragma once

#include <memory>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "storage/database_url.hpp"
#include "storage/event_store.hpp"
#include "storage/metering_store.hpp"
#include "storage/options.hpp"

namespace ceilometer::storage::sqlite {

/// The store of sqlite:////absolute/path (or sqlite:///relative, from the process's working directory). Opens nothing
/// yet. A database in memory is refused: each process of the server would have one of its own. The parameter `timeout`
/// (seconds) takes busy_timeout's place, as it did for Python's driver; others meant nothing to the database.
Result<std::unique_ptr<MeteringStore>> make_metering_store(const DatabaseUrl& url, const StoreOptions& options,
                                                           Logger& logger);

/// The same of the events in such a file.
Result<std::unique_ptr<EventStore>> make_event_store(const DatabaseUrl& url, const StoreOptions& options,
                                                     Logger& logger);

}  // namespace ceilometer::storage::sqlite
