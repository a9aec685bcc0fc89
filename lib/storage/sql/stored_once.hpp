#pragma once

#include <string>
#include <unordered_set>
#include <vector>

#include "storage/sql/batch.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/sql/write_statements.hpp"

namespace ceilometer::storage::sql {

/// Which samples of a batch, of those that are to be stored once, are stored already: with the same message id, time,
/// meter, resource and project. While it lives, whoever is about to write one of them waits, in any process that uses
/// the database through the same server; so it must live from the transaction's begin until after its end.
class StoredOnce {
 public:
  /// In a transaction. Throws DatabaseError. All must outlive it.
  StoredOnce(Connection& connection, const Dialect& dialect, const WriteStatements& sql,
             const std::vector<Batch::Item>& items);
  ~StoredOnce();
  StoredOnce(const StoredOnce&) = delete;
  StoredOnce& operator=(const StoredOnce&) = delete;

  /// Whether the sample is to be written; of two equal ones of a batch, the first.
  bool take(const model::NewSample& sample);

 private:
  void hold(std::int64_t name);
  void let_go() noexcept;
  void look(TimePoint time);

  Connection& connection_;
  const Dialect& dialect_;
  const WriteStatements& sql_;
  std::vector<std::int64_t> held_;
  std::unordered_set<std::string> stored_;
};

}  // namespace ceilometer::storage::sql
