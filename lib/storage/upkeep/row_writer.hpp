#pragma once

#include <string>
#include <vector>

#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/upkeep/row.hpp"

namespace ceilometer::storage::upkeep {

/// Inserts rows into a table, many at once, with their ids: committed by the thousands, so that what was committed
/// stays where it is broken off. Throws DatabaseError; where a row cannot be stored, kValue with the row named, and
/// those before it are stored.
class RowWriter {
 public:
  RowWriter(sql::Connection& connection, const sql::Dialect& dialect, const Table& table);

  void add(const Row& row);
  /// Commits what is still to be.
  void finish();
  std::int64_t written() const { return written_; }

 private:
  void commit();
  void commit_one_by_one();
  void insert(std::size_t begin, std::size_t count);

  sql::Connection& connection_;
  const sql::Dialect& dialect_;
  const Table& table_;
  std::vector<std::string> statements_;  // of 1, 2, 4, ... rows
  std::vector<Row> pending_;
  std::size_t count_ = 0;
  std::size_t bytes_ = 0;
  std::vector<sql::Value> bound_;
  std::int64_t written_ = 0;
};

}  // namespace ceilometer::storage::upkeep
