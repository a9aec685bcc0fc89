#pragma once

#include "storage/sql/dialect.hpp"
#include "storage/sqlite/regexp.hpp"

namespace ceilometer::storage::sqlite {

/// Times are text that sorts, booleans 0 and 1 (SQLAlchemy's types on SQLite).
class SqliteDialect : public sql::Dialect {
 public:
  std::string placeholder(int /*index*/) const override { return "?"; }
  std::string_view null_safe_equal() const override { return "IS"; }
  /// SQLite keeps the order of a CROSS JOIN's sides.
  std::string_view ordered_join() const override { return "CROSS JOIN"; }
  std::string without_index(std::string_view column) const override { return "+" + std::string(column); }

  sql::Value timestamp(TimePoint t) const override;
  std::optional<TimePoint> read_timestamp(const sql::Statement& row, int column) const override;
  sql::Value copy_timestamp(const sql::Statement& row, int column) const override;
  sql::Value boolean(bool b) const override { return std::int64_t{b ? 1 : 0}; }

  /// By a function of our own (sqlite_functions.hpp).
  std::string microseconds(std::string_view column) const override {
    return "epoch_microseconds(" + std::string(column) + ")";
  }
  std::string_view integer_division() const override { return "/"; }

  Pattern check_pattern(std::string_view pattern) const override { return sqlite::check_pattern(pattern); }

  std::string_view list_tables() const override;
  std::string_view create_schema() const override;
};

}  // namespace ceilometer::storage::sqlite
