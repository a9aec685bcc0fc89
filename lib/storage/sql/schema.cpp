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

/// And those that are made with them, but for migrate_version.
constexpr std::array<std::string_view, 13> kEarlyTables = {
    "meter",      "resource", "sample",     "metadata_text", "metadata_int", "metadata_float", "metadata_bool",
    "event_type", "event",    "trait_text", "trait_int",     "trait_float",  "trait_datetime"};

bool holds(const std::vector<std::string>& tables, std::string_view table) {
  return std::find(tables.begin(), tables.end(), table) != tables.end();
}

bool are_complete(const std::vector<std::string>& tables) {
  return std::all_of(kMeteringTables.begin(), kMeteringTables.end(),
                     [&](std::string_view table) { return holds(tables, table); });
}

/// Whether they are what create_schema() has made so far: it makes migrate_version last, the original's tool first.
bool are_in_the_making(const std::vector<std::string>& tables, const Dialect& dialect) {
  if (tables.empty()) return true;
  return dialect.makes_tables_one_by_one() && std::all_of(tables.begin(), tables.end(), [](const std::string& table) {
           return std::find(kEarlyTables.begin(), kEarlyTables.end(), table) != kEarlyTables.end();
         });
}

[[noreturn]] void throw_incomplete(const std::vector<std::string>& tables) {
  const auto* missing = std::find_if(kMeteringTables.begin(), kMeteringTables.end(),
                                     [&](std::string_view table) { return !holds(tables, table); });
  throw DatabaseError(DatabaseError::Kind::kIncomplete,
                      "the database has tables, but not Ceilometer's table \"" + std::string(*missing) +
                          "\": is it another service's, or one that was not upgraded?");
}

/// Nodes of a cluster do not wait for each other's locks: another one may have been as quick.
void add_migrate_version(Connection& connection) {
  try {
    connection.execute(std::string(kMigrateVersion));
  } catch (const DatabaseError& error) {
    if (error.kind() != DatabaseError::Kind::kDuplicate) throw;
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
  if (const auto tables = list_tables(connection, dialect); are_complete(tables)) {
    return;
  } else if (!are_in_the_making(tables, dialect)) {
    throw_incomplete(tables);
  }
  connection.begin_write();
  try {
    if (!dialect.lock_schema().empty()) connection.execute(std::string(dialect.lock_schema()));
    // Another process may have been quicker.
    const auto tables = list_tables(connection, dialect);
    const bool is_ours_to_make = !are_complete(tables) && are_in_the_making(tables, dialect);
    if (is_ours_to_make) {
      connection.execute(std::string(dialect.create_schema()));
      add_migrate_version(connection);
    }
    connection.commit();
    if (!dialect.unlock_schema().empty()) connection.execute(std::string(dialect.unlock_schema()));
    if (are_complete(tables)) return;
    if (!is_ours_to_make) throw_incomplete(tables);
  } catch (...) {
    connection.rollback();
    throw;
  }
  logger.log(LogLevel::kInfo, "ceilometer.storage", "CEIL0200: made Ceilometer's tables in an empty database");
}

}  // namespace ceilometer::storage::sql
