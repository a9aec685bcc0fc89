#pragma once

#include <memory>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "storage/database_url.hpp"
#include "storage/options.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::postgresql {

/// The driver of postgresql://user:password@host:port/database?keyword=value, the keywords being libpq's, as they were
/// psycopg2's. Loads libpq, and opens nothing yet. Also of postgres://.
Result<std::unique_ptr<sql::Driver>> make_driver(const DatabaseUrl& url, const StoreOptions& options, Logger& logger);

}  // namespace ceilometer::storage::postgresql
