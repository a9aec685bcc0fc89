#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::upkeep {

enum class ColumnType { kInteger, kReal, kText, kTime, kBoolean };

struct Column {
  std::string_view name;
  ColumnType type;
};

/// One of Ceilometer's tables. Its first column is a number and its key, alone or together with the second, which is a
/// text then.
struct Table {
  std::string_view name;
  std::span<const Column> columns;
  std::size_t keys;  ///< columns of the primary key: 1 or 2
  bool makes_ids;    ///< whether the engine makes the first column's values
};

/// Ceilometer's tables as its last migration left them, those that are referred to before those that refer to them;
/// without migrate_version.
std::span<const Table> tables();

/// The columns as a SELECT and as an INSERT name them, commas between them.
std::string selected(const Table& table);
std::string inserted(const Table& table, const sql::Dialect& dialect);

/// Throw DatabaseError.
std::int64_t count_rows(sql::Connection& connection, const Table& table);
bool has_rows(sql::Connection& connection, const Table& table);

}  // namespace ceilometer::storage::upkeep
