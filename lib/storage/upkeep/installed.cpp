#include "storage/upkeep/installed.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "base/strings.hpp"
#include "storage/sql/database_error.hpp"
#include "storage/sql/schema.hpp"
#include "storage/upkeep/indexes.hpp"
#include "storage/upkeep/tables.hpp"

namespace ceilometer::storage::upkeep {

namespace {

using Names = std::vector<std::string>;

bool has(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The migration that migrate_version names; none where it says nothing of Ceilometer.
std::optional<std::int64_t> migration(sql::Connection& connection, const Names& names) {
  if (!has(names, "migrate_version")) return std::nullopt;
  const auto row = connection.prepare("SELECT version FROM migrate_version WHERE repository_id = 'ceilometer'");
  if (!row->step() || row->is_null(0)) return std::nullopt;
  const auto version = row->integer(0);
  while (row->step()) {
  }
  return version;
}

/// Whether the table has all of its columns.
bool is_whole(sql::Connection& connection, const Table& table) {
  try {
    connection.prepare("SELECT " + selected(table) + " FROM " + std::string(table.name) + " WHERE 1 = 0")->step();
    return true;
  } catch (const sql::DatabaseError& error) {
    if (error.kind() == sql::DatabaseError::Kind::kDamaged) return false;
    throw;
  }
}

Error not_ours(const Names& names, std::string_view missing) {
  std::string sentence =
      "the database has tables, but not Ceilometer's table \"" + std::string(missing) + "\": it is another service's";
  // Panko, Aodh and Gnocchi, which took over from Ceilometer, count their migrations there.
  if (has(names, "alembic_version")) sentence += " (alembic_version says so too: Ceilometer never had that table)";
  return Error{sentence};
}

Error wrong_migration(std::int64_t version) {
  const std::string sentence = "the database is at Ceilometer's migration " + std::to_string(version);
  if (version > sql::kLastMigration) {
    return Error{sentence + ", and the last that is known here is " + std::to_string(sql::kLastMigration)};
  }
  return Error{sentence + ", and the last is " + std::to_string(sql::kLastMigration) +
               ": run the original's own ceilometer-dbsync of Mitaka on it first, then this"};
}

/// `CREATE TABLE sample (...` or `CREATE INDEX ix_sample_timestamp ON sample ...`: what it makes.
std::string_view made_by(std::string_view statement, std::string_view kind) {
  if (!statement.starts_with(kind)) return {};
  statement.remove_prefix(kind.size());
  return statement.substr(0, statement.find(' '));
}

}  // namespace

Result<Installed> inspect(sql::Connection& connection, const sql::Dialect& dialect) {
  const Names names = sql::list_tables(connection, dialect);
  if (names.empty()) return Installed::kNothing;
  const auto version = migration(connection, names);
  if (version && *version != sql::kLastMigration) return wrong_migration(*version);
  std::vector<const Table*> there;
  std::string_view missing;
  for (const Table& table : tables()) {
    if (has(names, table.name)) {
      there.push_back(&table);
    } else if (missing.empty()) {
      missing = table.name;
    }
  }
  if (missing.empty()) {
    for (const Table* table : there) {
      if (is_whole(connection, *table)) continue;
      return Error{"Ceilometer's table \"" + std::string(table->name) +
                   "\" is there, but lacks a column: it is of another version of Ceilometer's"};
    }
    if (version) return Installed::kCurrent;
  }
  // The row is written last. Where it is not there, and neither is anything else, making the tables was broken off.
  const bool is_ours = names.size() == there.size() + (has(names, "migrate_version") ? 1 : 0);
  const bool is_part = !version && is_ours && std::all_of(there.begin(), there.end(), [&](const Table* table) {
    return !has_rows(connection, *table);
  });
  if (is_part) return Installed::kPart;
  if (!missing.empty()) return not_ours(names, missing);
  return Installed::kUnversioned;
}

Result<std::vector<std::string>> missing_schema(sql::Connection& connection, const sql::Dialect& dialect) {
  const auto found = inspect(connection, dialect);
  if (!found) return found.error();
  std::vector<std::string> statements;
  if (*found != Installed::kNothing && *found != Installed::kPart) return statements;
  const Names names = sql::list_tables(connection, dialect);
  const auto indexes = list_indexes(connection, dialect);
  const auto is_index = [&](std::string_view name) {
    return std::any_of(indexes.begin(), indexes.end(), [&](const Index& index) { return index.name == name; });
  };
  for (const std::string_view part : split(dialect.create_schema(), ';')) {
    const std::string_view statement = trim(part);
    if (statement.empty() || has(names, made_by(statement, "CREATE TABLE ")) ||
        is_index(made_by(statement, "CREATE INDEX "))) {
      continue;
    }
    statements.emplace_back(statement);
  }
  statements.emplace_back(sql::kMigrateVersion);
  return statements;
}

}  // namespace ceilometer::storage::upkeep
