#include "storage/upkeep/id_list.hpp"

#include <algorithm>

namespace ceilometer::storage::upkeep {

std::string IdList::where(const sql::Dialect& dialect, std::string_view column) {
  std::string sql = " WHERE " + std::string(column) + " IN (";
  for (std::size_t i = 1; i <= kWidth; ++i) {
    if (i > 1) sql += ", ";
    sql += dialect.placeholder(static_cast<int>(i));
  }
  return sql + ")";
}

void IdList::bind(sql::Statement& statement, std::span<const std::int64_t> ids) {
  for (std::size_t i = 0; i < kWidth; ++i) {
    statement.bind(static_cast<int>(i + 1), ids[std::min(i, ids.size() - 1)]);
  }
}

void in_lists(std::span<const std::int64_t> ids, const std::function<void(std::span<const std::int64_t>)>& call) {
  while (!ids.empty()) {
    const std::size_t count = std::min(ids.size(), IdList::kWidth);
    call(ids.first(count));
    ids = ids.subspan(count);
  }
}

void delete_rows(sql::Connection& connection, const sql::Dialect& dialect, std::string_view table,
                 std::string_view column, std::span<const std::int64_t> ids) {
  const std::string sql = dialect.delete_by_key(table) + IdList::where(dialect, column);
  in_lists(ids, [&](std::span<const std::int64_t> some) {
    sql::Statement& statement = connection.cached(sql);
    const sql::Running running(statement);
    IdList::bind(statement, some);
    statement.step();
  });
}

}  // namespace ceilometer::storage::upkeep
