#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "storage/sql/connection.hpp"
#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::upkeep {

struct TurnOptions {
  std::size_t rows = 1'000;             ///< of a transaction, at most
  std::chrono::milliseconds pause{20};  ///< after each
  int retries = 20;                     ///< of a transaction; below 0: any
};

/// Work on a database in many short transactions, between which others get their turn: a service writes meanwhile. One
/// thread. The driver must outlive it.
class Turns {
 public:
  using Work = std::function<void(sql::Connection&)>;

  Turns(sql::Driver& driver, const TurnOptions& options);

  /// How many rows the next transaction should be about: as many as take about a tenth of a second.
  std::size_t rows() const { return rows_; }

  /// Runs `work` in a transaction of its own, then pauses. Where others were in the way or the connection broke, it is
  /// run again from the start. Throws DatabaseError: then nothing of this transaction happened, but for kUnknown.
  void write(const Work& work);
  /// Runs statements that change nothing, again where the connection broke.
  void read(const Work& work);

 private:
  void insist(const Work& attempt);
  bool may_try_again(const sql::DatabaseError& error, int attempt) const;
  void adapt(std::chrono::steady_clock::duration taken);

  sql::Driver& driver_;
  const TurnOptions options_;
  std::unique_ptr<sql::Connection> connection_;
  bool has_worked_ = false;
  std::size_t rows_;
};

}  // namespace ceilometer::storage::upkeep
