#pragma once

#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::postgresql {

/// Times are timestamps without a zone in UTC, texts in whatever collation the database has.
class PostgresqlDialect final : public sql::Dialect {
 public:
  std::string placeholder(int index) const override { return "$" + std::to_string(index); }
  std::string typed_placeholder(int index, const sql::Value& value) const override;
  /// The planner knows the tables' sizes better.
  std::string_view ordered_join() const override { return "JOIN"; }
  std::string without_time_index(std::string_view column) const override;

  std::string in_bytes(std::string_view text) const override { return std::string(text) + " COLLATE \"C\""; }
  std::string same(std::string_view text, std::string_view other) const override;
  /// No index serves IS NOT DISTINCT FROM.
  std::string same_time(std::string_view time, std::string_view other) const override;
  std::string ascending(std::string_view key) const override { return std::string(key) + " ASC NULLS FIRST"; }
  std::string descending(std::string_view key) const override { return std::string(key) + " DESC NULLS LAST"; }
  bool index_has_nulls_first() const override { return false; }

  sql::Value timestamp(TimePoint t) const override;
  std::optional<TimePoint> read_timestamp(const sql::Statement& row, int column) const override;
  sql::Value copy_timestamp(const sql::Statement& row, int column) const override;
  sql::Value boolean(bool b) const override { return std::string(b ? "true" : "false"); }
  std::string microseconds(std::string_view column) const override;
  std::string_view integer_division() const override { return "/"; }

  std::size_t rows_per_insert() const override { return 64; }
  std::string returning(std::string_view column) const override { return " RETURNING " + std::string(column); }
  std::string_view lock_rows() const override { return " FOR SHARE"; }
  std::string_view lock_rows_alone() const override { return " FOR UPDATE"; }
  std::string_view lock_free_rows() const override { return " FOR UPDATE SKIP LOCKED"; }
  std::string_view prefer_indexes() const override;
  std::string lock_name() const override;
  Limits limits() const override;

  std::string_view connection_limit() const override {
    return "SELECT current_setting('max_connections')::bigint - "
           "current_setting('superuser_reserved_connections')::bigint";
  }

  std::string create_summaries() const override;
  std::string drop_summaries() const override;
  std::string_view have_samples_alone() const override;
  std::string_view find_summaries() const override;
  std::string_view is_of_this_sample() const override;
  std::string_view hold_summaries() const override;
  std::string cannot_be_packed() const override;
  SummarySteps summary_steps() const override;

  std::string_view lock_schema() const override;
  std::string_view list_tables() const override;
  std::string_view create_schema() const override;

  std::string_view list_indexes() const override;
  /// Each waits until the transactions that are open have ended, and keeps nobody waiting.
  std::vector<std::string> create_index(std::string_view name, std::string_view table,
                                        std::string_view columns) const override;
  std::vector<std::string> drop_index(std::string_view name, std::string_view table) const override;
  std::string_view claim_upkeep() const override;
  std::string continue_ids(std::string_view table, std::string_view column) const override;
};

}  // namespace ceilometer::storage::postgresql
