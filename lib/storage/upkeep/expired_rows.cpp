#include "storage/upkeep/expired_rows.hpp"

#include <utility>

#include "storage/upkeep/id_list.hpp"

namespace ceilometer::storage::upkeep {

ExpiredRows::ExpiredRows(Turns& turns, const sql::Dialect& dialect, Table table, TimePoint before)
    : turns_(turns), dialect_(dialect), table_(std::move(table)), before_(dialect.timestamp(before)) {}

std::int64_t ExpiredRows::count() {
  const std::string sql = "SELECT count(*) FROM " + std::string(table_.name) + " WHERE " + std::string(table_.time) +
                          " < " + dialect_.placeholder(1);
  std::int64_t rows = 0;
  turns_.read([&](sql::Connection& connection) {
    const sql::Running statement(connection.cached(sql));
    statement->bind_value(1, before_);
    statement->step();
    rows = statement->integer(0);
  });
  return rows;
}

/// The oldest of them, locked, so that of two that do this only one counts a row. Each look goes on from the time where
/// the last one ended: before that the index is full of what was deleted.
std::vector<std::int64_t> ExpiredRows::take(sql::Connection& connection, std::size_t rows,
                                            std::optional<sql::Value>& from) const {
  const std::string time(table_.time);
  std::string sql =
      "SELECT id, " + time + " FROM " + std::string(table_.name) + " WHERE " + time + " < " + dialect_.placeholder(1);
  if (from) sql += " AND " + time + " >= " + dialect_.placeholder(2);
  sql += " ORDER BY " + time + " LIMIT " + std::to_string(rows) + std::string(dialect_.lock_rows_alone());
  std::vector<std::int64_t> ids;
  ids.reserve(rows);
  std::optional<sql::Value> last;
  sql::Statement& statement = connection.cached(sql);
  const sql::Running running(statement);
  statement.bind_value(1, before_);
  if (from) statement.bind_value(2, *from);
  while (statement.step()) {
    ids.push_back(statement.integer(0));
    if (ids.size() == rows) last = dialect_.copy_timestamp(statement, 1);
  }
  if (last) from = std::move(last);
  return ids;
}

std::int64_t ExpiredRows::erase(Progress& progress) {
  std::int64_t erased = 0;
  std::optional<sql::Value> from;
  for (;;) {
    std::optional<sql::Value> next;
    std::size_t rows = 0;
    std::vector<std::int64_t> ids;
    turns_.write([&](sql::Connection& connection) {
      next = from;
      rows = turns_.rows();
      ids = take(connection, rows, next);
      for (const Parts& parts : table_.parts) delete_rows(connection, dialect_, parts.table, parts.column, ids);
      delete_rows(connection, dialect_, table_.name, "id", ids);
    });
    from = std::move(next);
    erased += static_cast<std::int64_t>(ids.size());
    progress.advance(static_cast<std::int64_t>(ids.size()));
    if (ids.empty()) return erased;
  }
}

}  // namespace ceilometer::storage::upkeep
