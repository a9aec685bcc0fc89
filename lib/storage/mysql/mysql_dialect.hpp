#pragma once

#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::mysql {

/// Times are seconds since 1970 as DECIMAL(20, 6); texts are in collations that ignore case, accents and trailing
/// spaces, so that an index finds candidates and their bytes decide.
class MysqlDialect final : public sql::Dialect {
 public:
  /// See MysqlStatement: the engine's own placeholders have no numbers.
  std::string placeholder(int index) const override { return "$" + std::to_string(index); }
  /// Marks a text with characters of four bytes: beside a column of three it is an error, not just unequal.
  std::string typed_placeholder(int index, const sql::Value& value) const override;
  std::string_view ordered_join() const override { return "STRAIGHT_JOIN"; }
  std::string without_time_index(std::string_view column) const override { return "(" + std::string(column) + " + 0)"; }

  /// Of four-byte characters, whatever the column has.
  std::string in_bytes(std::string_view text) const override;
  std::string equal(std::string_view text, std::string_view other) const override;
  std::string same(std::string_view text, std::string_view other) const override;
  std::string one_of(std::string_view text, std::string_view list) const override;
  std::string same_time(std::string_view time, std::string_view other) const override;

  sql::Value timestamp(TimePoint t) const override;
  std::optional<TimePoint> read_timestamp(const sql::Statement& row, int column) const override;
  sql::Value copy_timestamp(const sql::Statement& row, int column) const override;
  std::string microseconds(std::string_view column) const override;
  std::string_view integer_division() const override { return "DIV"; }

  std::size_t rows_per_insert() const override { return 64; }
  std::string_view lock_rows() const override { return " LOCK IN SHARE MODE"; }
  std::string_view lock_rows_alone() const override { return " FOR UPDATE"; }
  std::string by_key(std::string_view table) const override { return std::string(table) + " FORCE INDEX (PRIMARY)"; }
  std::string delete_by_key(std::string_view table) const override;
  std::string lock_name() const override;
  std::string unlock_name() const override;
  Limits limits() const override;

  std::string_view connection_limit() const override { return "SELECT @@max_connections"; }

  std::string_view lock_schema() const override { return "SELECT GET_LOCK('ceilometer.schema', 60)"; }
  std::string_view unlock_schema() const override { return "SELECT RELEASE_LOCK('ceilometer.schema')"; }
  bool makes_tables_one_by_one() const override { return true; }
  std::string_view list_tables() const override;
  std::string_view create_schema() const override;

  std::string quoted(std::string_view name) const override { return "`" + std::string(name) + "`"; }
  std::string_view list_indexes() const override;
  std::vector<std::string> create_index(std::string_view name, std::string_view table,
                                        std::string_view columns) const override;
  std::vector<std::string> drop_index(std::string_view name, std::string_view table) const override;
  std::string_view claim_upkeep() const override {
    return "SELECT GET_LOCK(CONCAT('ceilometer.', MD5(DATABASE())), 0)";
  }
  /// The server takes a client that does not read for a minute for one that is gone.
  std::string_view begin_long_work() const override { return "SET SESSION net_write_timeout = 86400"; }
};

}  // namespace ceilometer::storage::mysql
