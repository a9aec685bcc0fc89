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

std::string_view SqliteDialect::list_tables() const {
  return "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
}

std::string_view SqliteDialect::list_indexes() const {
  return "SELECT name, tbl_name, 1 FROM sqlite_master WHERE type = 'index'";
}

}  // namespace ceilometer::storage::sqlite
