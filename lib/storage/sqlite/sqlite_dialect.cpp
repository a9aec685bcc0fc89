#include "storage/sqlite/sqlite_dialect.hpp"

#include <string>

namespace ceilometer::storage::sqlite {

sql::Value SqliteDialect::timestamp(TimePoint t) const {
  std::string text;
  append_sqlite_time(text, t);
  return text;
}

std::optional<TimePoint> SqliteDialect::read_timestamp(const sql::Statement& row, int column) const {
  if (row.is_null(column)) return std::nullopt;
  return parse_sqlite_time(row.text(column));
}

sql::Value SqliteDialect::copy_timestamp(const sql::Statement& row, int column) const {
  if (row.is_null(column)) return nullptr;
  return std::string(row.text(column));
}

std::string SqliteDialect::guard_reference(std::string_view table, std::string_view column, std::string_view referred,
                                           std::string_view key) const {
  const std::string value = "NEW." + std::string(column);
  return "CREATE TRIGGER IF NOT EXISTS guard_" + std::string(table) + "_" + std::string(column) + " BEFORE INSERT ON " +
         std::string(table) + " WHEN " + value + " IS NOT NULL AND NOT EXISTS (SELECT 1 FROM " + std::string(referred) +
         " WHERE " + std::string(key) + " = " + value +
         ") BEGIN SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed'); END";
}

std::string_view SqliteDialect::list_tables() const {
  return "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
}

std::string_view SqliteDialect::list_indexes() const {
  return "SELECT name, tbl_name, 1 FROM sqlite_master WHERE type = 'index'";
}

}  // namespace ceilometer::storage::sqlite
