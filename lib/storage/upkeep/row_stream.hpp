#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/upkeep/row.hpp"

namespace ceilometer::storage::upkeep {

/// The rows of a table, one by one, in the order of compare_keys(). Memory does not grow with the table. The connection
/// is its own until it is destroyed. Throws WrongEnd.
class RowStream {
 public:
  RowStream(std::string_view end, sql::Connection& connection, const sql::Dialect& dialect, const Table& table);

  /// Null after the last; good until the next call.
  const Row* next();

 private:
  bool fill();

  const std::string_view end_;
  const sql::Dialect& dialect_;
  const Table& table_;
  std::unique_ptr<sql::Statement> statement_;
  bool over_ = false;
  std::vector<Row> group_;  // rows whose key has the same number, sorted, and the first of the next behind them
  std::size_t at_ = 0;
  std::size_t size_ = 0;  // of those rows
  bool has_ahead_ = false;
};

}  // namespace ceilometer::storage::upkeep
