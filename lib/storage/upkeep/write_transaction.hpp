#pragma once

#include "storage/sql/connection.hpp"

namespace ceilometer::storage::upkeep {

/// Rolled back unless it is committed. Throws DatabaseError.
class WriteTransaction {
 public:
  explicit WriteTransaction(sql::Connection& connection) : connection_(connection) { connection_.begin_write(); }
  ~WriteTransaction() {
    if (!committed_) connection_.rollback();
  }
  WriteTransaction(const WriteTransaction&) = delete;
  WriteTransaction& operator=(const WriteTransaction&) = delete;

  void commit() {
    connection_.commit();
    committed_ = true;
  }

 private:
  sql::Connection& connection_;
  bool committed_ = false;
};

/// A snapshot for several reads, from its first one on.
class ReadTransaction {
 public:
  explicit ReadTransaction(sql::Connection& connection) : connection_(connection) { connection_.begin_read(); }
  ~ReadTransaction() { connection_.rollback(); }
  ReadTransaction(const ReadTransaction&) = delete;
  ReadTransaction& operator=(const ReadTransaction&) = delete;

 private:
  sql::Connection& connection_;
};

}  // namespace ceilometer::storage::upkeep
