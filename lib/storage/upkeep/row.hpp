#pragma once

#include <string>
#include <vector>

#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/upkeep/tables.hpp"

namespace ceilometer::storage::upkeep {

/// A table's row as every engine means it: numbers, texts as their bytes, times as microseconds since 1970, booleans as
/// 0 and 1, floats to the last bit but for the sign of zero, which SQLite does not keep.
using Row = std::vector<sql::Value>;

/// "sample, id 17": which row it is, for a person.
std::string name_of(const Table& table, const Row& row);

/// Reads the statement's row; its columns are those of selected(). Throws DatabaseError, kValue with the row named, for
/// a time that is none.
void read_row(const sql::Statement& statement, const sql::Dialect& dialect, const Table& table, Row& row);

/// Less than 0, 0, or more: by the key's number, then by the bytes of its text.
int compare_keys(const Table& table, const Row& a, const Row& b);

bool same_value(const sql::Value& a, const sql::Value& b);
bool same_row(const Row& a, const Row& b);

/// The values to be bound in an INSERT into that engine's table, appended to `bound`. Throws DatabaseError, kValue with
/// the row named, for what the engine cannot hold and would not refuse by itself.
void append_bound(const Table& table, const Row& row, const sql::Dialect& dialect, std::vector<sql::Value>& bound);

}  // namespace ceilometer::storage::upkeep
