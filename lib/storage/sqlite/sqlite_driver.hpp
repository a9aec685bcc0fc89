#pragma once

#include <memory>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "storage/database_url.hpp"
#include "storage/options.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::sqlite {

/// The driver of sqlite:////absolute/path (or sqlite:///relative, from the process's working directory). Opens nothing
/// yet. A database in memory is refused: each process of the server would have one of its own. The parameter `timeout`
/// (seconds) takes busy_timeout's place, as it did for Python's driver; others meant nothing to the database.
Result<std::unique_ptr<sql::Driver>> make_driver(const DatabaseUrl& url, const StoreOptions& options, Logger& logger);

}  // namespace ceilometer::storage::sqlite
