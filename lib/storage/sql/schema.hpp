#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ports/logger.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::sql {

/// The row of migrate_version that Ceilometer's own migrations end with.
inline constexpr int kLastMigration = 45;
inline constexpr std::string_view kMigrateVersion =
    "INSERT INTO migrate_version (repository_id, repository_path, version) "
    "VALUES ('ceilometer', 'ceilometer/storage/sqlalchemy/migrate_repo', 45)";

/// Names of the tables that are there, whoever's they are.
std::vector<std::string> list_tables(Connection& connection, const Dialect& dialect);

/// Makes sure that a connection's database holds Ceilometer's metering tables: makes all of Ceilometer's tables and
/// the migrate_version row (ceilometer, 45) where it holds no table at all, or those that another process has got to,
/// leaves it as it is where they are there. Safe when several processes do it at once. Throws DatabaseError,
/// kIncomplete where a table is missing.
void ensure_schema(Connection& connection, const Dialect& dialect, Logger& logger);

}  // namespace ceilometer::storage::sql
