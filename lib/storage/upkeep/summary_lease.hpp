#pragma once

#include <chrono>
#include <exception>
#include <string>

#include "base/clock.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::upkeep {

/// Thrown where somebody else took over: what the transaction did must be rolled back.
class LeaseLost : public std::exception {
 public:
  const char* what() const noexcept override { return "the lease on the summaries was lost"; }
};

/// The right to change the summaries: a row's word in the database, which holds for all hosts. It runs out by the
/// clock, so that one who was killed is no hindrance for long; but whether it is still held is asked within each
/// transaction that changes something, so that clocks may be wrong. One thread. Members throw DatabaseError.
class SummaryLease {
 public:
  /// What it is given must outlive it.
  SummaryLease(sql::Connection& connection, const sql::Dialect& dialect, std::chrono::milliseconds length);
  ~SummaryLease() { release(); }
  SummaryLease(const SummaryLease&) = delete;
  SummaryLease& operator=(const SummaryLease&) = delete;

  /// False where somebody else has it.
  bool take();
  /// Within a write transaction: throws LeaseLost, or extends it.
  void extend();
  void release() noexcept;

 private:
  bool is_held() const;
  void set(bool held);
  /// Of the state's row, which nobody else changes until the transaction ends.
  sql::Statement& cached(const std::string& columns) const;

  sql::Connection& connection_;
  const sql::Dialect& dialect_;
  const std::chrono::milliseconds length_;
  const std::string owner_;
  bool held_ = false;
};

}  // namespace ceilometer::storage::upkeep
