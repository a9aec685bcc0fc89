#include "storage/upkeep/unused_rows.hpp"

#include <limits>

#include "storage/upkeep/id_list.hpp"

namespace ceilometer::storage::upkeep {

namespace {

/// Rows that one look is about: few enough that no reader stands in a writer's way, where an engine lets it.
constexpr int kRowsPerLook = 1'000;

}  // namespace

std::int64_t UnusedRows::all() {
  const std::string sql = "SELECT count(*) FROM " + std::string(table_.name);
  std::int64_t rows = 0;
  turns_.read([&](sql::Connection& connection) {
    const sql::Running statement(connection.cached(sql));
    statement->step();
    rows = statement->integer(0);
  });
  return rows;
}

/// Whether a row is used is asked of the index on the users' column, row by row: a query of one value cannot be turned
/// into a join, for which an engine might read all users.
void UnusedRows::look(const std::optional<TimePoint>& before, Progress& progress,
                      const std::function<void(const Ids&)>& found) {
  const std::string key(table_.key);
  int index = 0;
  std::string sql = "SELECT r." + key + ", (SELECT 1 FROM " + std::string(users_.table) + " u WHERE u." +
                    std::string(users_.column) + " = r." + key;
  if (before) {
    sql += " AND (" + dialect_.without_time_index("u." + std::string(users_.time)) + " < " +
           dialect_.placeholder(++index) + ") IS NOT TRUE";
  }
  sql += " LIMIT 1) FROM (SELECT " + key + " FROM " + std::string(table_.name) + " WHERE " + key + " > " +
         dialect_.placeholder(++index) + " ORDER BY " + key + " LIMIT " + std::to_string(kRowsPerLook) +
         ") r ORDER BY r." + key;
  std::int64_t last = std::numeric_limits<std::int32_t>::min();
  for (int rows = kRowsPerLook; rows == kRowsPerLook;) {
    Ids unused;
    std::int64_t next = last;
    turns_.read([&](sql::Connection& connection) {
      unused.clear();
      rows = 0;
      const sql::Running statement(connection.cached(sql));
      int place = 0;
      const sql::Value limit = before ? dialect_.timestamp(*before) : sql::Value();
      if (before) statement->bind_value(++place, limit);
      statement->bind(++place, last);
      for (; statement->step(); ++rows) {
        next = statement->integer(0);
        if (statement->is_null(1)) unused.push_back(next);
      }
    });
    last = next;
    found(unused);
    progress.advance(rows);
  }
}

std::int64_t UnusedRows::count(TimePoint before, Progress& progress) {
  std::int64_t rows = 0;
  look(before, progress, [&](const Ids& unused) { rows += static_cast<std::int64_t>(unused.size()); });
  return rows;
}

UnusedRows::Ids UnusedRows::still_unused(sql::Connection& connection, std::span<const std::int64_t> ids) const {
  const std::string table(table_.name);
  const std::string key = table + "." + std::string(table_.key);
  const std::string from = "SELECT " + key + " FROM " + dialect_.by_key(table) + IdList::where(dialect_, key);
  const auto select = [&](const std::string& sql, std::span<const std::int64_t> of) {
    Ids found;
    if (of.empty()) return found;
    sql::Statement& statement = connection.cached(sql);
    const sql::Running running(statement);
    IdList::bind(statement, of);
    while (statement.step()) found.push_back(statement.integer(0));
    return found;
  };
  const std::string unused = from + " AND (SELECT 1 FROM " + std::string(users_.table) + " u WHERE u." +
                             std::string(users_.column) + " = " + key + " LIMIT 1) IS NULL";
  const std::string_view lock = dialect_.lock_free_rows();
  if (lock.empty()) return select(unused, ids);
  // Waits for who uses them or leaves those out, and makes who is about to use the others wait. What was done before
  // that only another statement sees.
  return select(unused, select(from + " ORDER BY " + key + std::string(lock), ids));
}

std::int64_t UnusedRows::erase(Progress& progress) {
  const std::string guard = dialect_.guard_reference(users_.table, users_.column, table_.name, table_.key);
  if (!guard.empty()) turns_.write([&](sql::Connection& connection) { connection.execute(guard); });
  std::int64_t rows = 0;
  look(std::nullopt, progress, [&](const Ids& found) {
    in_lists(found, [&](std::span<const std::int64_t> some) {
      Ids unused;
      turns_.write([&](sql::Connection& connection) {
        unused = still_unused(connection, some);
        for (const Parts& parts : table_.parts) delete_rows(connection, dialect_, parts.table, parts.column, unused);
        delete_rows(connection, dialect_, table_.name, table_.key, unused);
      });
      rows += static_cast<std::int64_t>(unused.size());
    });
  });
  return rows;
}

}  // namespace ceilometer::storage::upkeep
