#include "storage/upkeep/row.hpp"

#include <bit>
#include <cmath>

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::upkeep {

namespace {

using sql::DatabaseError;
using sql::Value;

[[noreturn]] void refuse(const Table& table, const Row& row, std::size_t column, std::string_view why) {
  throw DatabaseError(DatabaseError::Kind::kValue,
                      name_of(table, row) + ": " + std::string(table.columns[column].name) + " " + std::string(why));
}

/// Keeps the room that the text had.
void set_text(Value& value, std::string_view text) {
  if (auto* old = std::get_if<std::string>(&value)) {
    old->assign(text);
  } else {
    value = std::string(text);
  }
}

double canonical(double value) {
  if (value == 0) return 0;
  return std::isnan(value) ? std::nan("") : value;
}

Value bound_real(const Table& table, const Row& row, std::size_t column, const sql::Dialect::Limits& limits) {
  const double value = std::get<double>(row[column]);
  if (std::isnan(value)) {
    if (!limits.nan) refuse(table, row, column, "is no number (NaN), which the target cannot hold");
    return std::string("NaN");
  }
  if (std::isinf(value) && !limits.infinity) refuse(table, row, column, "is infinite, which the target cannot hold");
  return value;
}

}  // namespace

std::string name_of(const Table& table, const Row& row) {
  std::string name = std::string(table.name) + ", " + std::string(table.columns[0].name) + " " +
                     std::to_string(std::get<std::int64_t>(row[0]));
  if (table.keys > 1) {
    const auto* text = std::get_if<std::string>(&row[1]);
    name += ", " + std::string(table.columns[1].name) + " \"" + (text != nullptr ? *text : "") + "\"";
  }
  return name;
}

void read_row(const sql::Statement& statement, const sql::Dialect& dialect, const Table& table, Row& row) {
  row.resize(table.columns.size());
  for (std::size_t i = 0; i < row.size(); ++i) {
    const int column = static_cast<int>(i);
    if (statement.is_null(column)) {
      row[i] = nullptr;
      continue;
    }
    switch (table.columns[i].type) {
      case ColumnType::kInteger:
        row[i] = statement.integer(column);
        break;
      case ColumnType::kBoolean:
        row[i] = std::int64_t{statement.integer(column) != 0 ? 1 : 0};
        break;
      case ColumnType::kReal:
        row[i] = canonical(statement.real(column));
        break;
      case ColumnType::kText:
        set_text(row[i], statement.text(column));
        break;
      case ColumnType::kTime: {
        const auto time = dialect.read_timestamp(statement, column);
        if (!time) refuse(table, row, i, "is no time");
        row[i] = static_cast<std::int64_t>(time->time_since_epoch().count());
        break;
      }
    }
  }
}

int compare_keys(const Table& table, const Row& a, const Row& b) {
  const auto x = std::get<std::int64_t>(a[0]);
  const auto y = std::get<std::int64_t>(b[0]);
  if (x != y) return x < y ? -1 : 1;
  if (table.keys == 1) return 0;
  // char_traits<char> compares as unsigned bytes.
  return std::get<std::string>(a[1]).compare(std::get<std::string>(b[1]));
}

bool same_value(const sql::Value& a, const sql::Value& b) {
  const auto* x = std::get_if<double>(&a);
  const auto* y = std::get_if<double>(&b);
  if (x != nullptr && y != nullptr) return std::bit_cast<std::uint64_t>(*x) == std::bit_cast<std::uint64_t>(*y);
  return a == b;
}

bool same_row(const Row& a, const Row& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same_value(a[i], b[i])) return false;
  }
  return true;
}

void append_bound(const Table& table, const Row& row, const sql::Dialect& dialect, std::vector<Value>& bound) {
  const auto limits = dialect.limits();
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (std::holds_alternative<std::nullptr_t>(row[i])) {
      bound.emplace_back(nullptr);
      continue;
    }
    switch (table.columns[i].type) {
      case ColumnType::kInteger:
        bound.push_back(row[i]);
        break;
      case ColumnType::kBoolean:
        bound.push_back(dialect.boolean(std::get<std::int64_t>(row[i]) != 0));
        break;
      case ColumnType::kReal:
        bound.push_back(bound_real(table, row, i, limits));
        break;
      case ColumnType::kText:
        if (!limits.nul && std::get<std::string>(row[i]).find('\0') != std::string::npos) {
          refuse(table, row, i, "holds the character U+0000, which the target cannot hold");
        }
        bound.push_back(row[i]);
        break;
      case ColumnType::kTime:
        bound.push_back(dialect.timestamp(TimePoint(std::chrono::microseconds(std::get<std::int64_t>(row[i])))));
        break;
    }
  }
}

}  // namespace ceilometer::storage::upkeep
