#pragma once

#include "base/ports/logger.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::sql {

/// Makes sure that a connection's database holds Ceilometer's metering tables: makes all of Ceilometer's tables and
/// the migrate_version row (ceilometer, 45) where it holds no table at all, or those that another process has got to,
/// leaves it as it is where they are there. Safe when several processes do it at once. Throws DatabaseError,
/// kIncomplete where a table is missing.
void ensure_schema(Connection& connection, const Dialect& dialect, Logger& logger);

}  // namespace ceilometer::storage::sql
