#include "storage/sql/schema.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::sql {

namespace {

constexpr std::array<std::string_view, 7> kMeteringTables = {
    "meter", "resource", "sample", "metadata_text", "metadata_int", "metadata_float", "metadata_bool"};

void require_tables(const std::vector<std::string>& tables) {
  for (const std::string_view needed : kMeteringTables) {
    if (std::find(tables.begin(), tables.end(), needed) != tables.end()) continue;
    throw DatabaseError(DatabaseError::Kind::kIncomplete,
                        "the database has tables, but not Ceilometer's table \"" + std::string(needed) +
                            "\": is it another service's, or one that was not upgraded?");
  }
}

}  // namespace

std::vector<std::string> list_tables(Connection& connection, const Dialect& dialect) {
  const auto statement = connection.prepare(dialect.list_tables());
  std::vector<std::string> names;
  while (statement->step()) names.emplace_back(statement->text(0));
  return names;
}

void ensure_schema(Connection& connection, const Dialect& dialect, Logger& logger) {
  if (const auto tables = list_tables(connection, dialect); !tables.empty()) return require_tables(tables);
  connection.begin_write();
  try {
    if (!dialect.lock_schema().empty()) connection.execute(std::string(dialect.lock_schema()));
    // Another process may have been quicker.
    const auto tables = list_tables(connection, dialect);
    if (tables.empty()) {
      connection.execute(std::string(dialect.create_schema()));
      connection.execute(std::string(kMigrateVersion));
    }
    connection.commit();
    if (!dialect.unlock_schema().empty()) connection.execute(std::string(dialect.unlock_schema()));
    if (!tables.empty()) return require_tables(tables);
  } catch (...) {
    connection.rollback();
    throw;
  }
  logger.log(LogLevel::kInfo, "ceilometer.storage", "CEIL0200: made Ceilometer's tables in an empty database");
}

}  // namespace ceilometer::storage::sql
