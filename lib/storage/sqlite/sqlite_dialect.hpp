#pragma once

#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::sqlite {

/// Times are text that sorts, booleans 0 and 1 (SQLAlchemy's types on SQLite).
class SqliteDialect : public sql::Dialect {
 public:
  std::string placeholder(int /*index*/) const override { return "?"; }
  /// SQLite keeps the order of a CROSS JOIN's sides.
  std::string_view ordered_join() const override { return "CROSS JOIN"; }
  std::string without_index(std::string_view column) const override { return "+" + std::string(column); }
  bool seeks_latest() const override { return true; }
  /// It is a coroutine, and the outer loop of a CROSS JOIN.
  bool walks_lazily() const override { return true; }
  bool follows_meter_time() const override { return true; }
  std::string same(std::string_view text, std::string_view other) const override {
    return std::string(text) + " IS " + std::string(other);
  }
  std::string same_time(std::string_view time, std::string_view other) const override { return same(time, other); }

  sql::Value timestamp(TimePoint t) const override;
  std::optional<TimePoint> read_timestamp(const sql::Statement& row, int column) const override;
  sql::Value copy_timestamp(const sql::Statement& row, int column) const override;
  bool has_affinity() const override { return true; }
  bool has_one_writer() const override { return true; }

  /// By a function of our own (sqlite_functions.hpp).
  std::string microseconds(std::string_view column) const override {
    return "epoch_microseconds(" + std::string(column) + ")";
  }
  std::string_view integer_division() const override { return "/"; }

  bool has_regexp() const override { return true; }

  /// It holds foreign keys only for connections that ask for it, which Python's did not.
  std::string guard_reference(std::string_view table, std::string_view column, std::string_view referred,
                              std::string_view key) const override;

  std::string create_summaries() const override;
  std::string drop_summaries() const override;
  std::string_view find_summaries() const override;
  std::string by_index(const std::string& index) const override { return " INDEXED BY " + index; }
  std::string cannot_be_packed() const override;
  SummarySteps summary_steps() const override;

  std::string_view list_tables() const override;
  std::string_view create_schema() const override;
  std::string_view list_indexes() const override;
  /// 64 MB of pages: with the usual two, rows that are inserted in bulk wait for their indexes' pages.
  std::string_view begin_long_work() const override { return "PRAGMA cache_size = -65536"; }
};

}  // namespace ceilometer::storage::sqlite
