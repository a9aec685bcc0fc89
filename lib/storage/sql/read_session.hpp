#pragma once

#include <cstdint>
#include <optional>

#include "storage/sql/connection_pool.hpp"
#include "storage/sql/fault_handler.hpp"
#include "storage/sql/query_text.hpp"

namespace ceilometer::storage::sql {

/// One reader's use of a pooled connection: a statement at a time, under one time limit that counts from the start to
/// the end, also while the reader does something else. A connection that was lost while it was idle is replaced once,
/// as long as nothing has been read. One thread at a time; throws ApiError. Pool and faults must
/// outlive it.
class ReadSession {
 public:
  ReadSession(ConnectionPool& pool, const FaultHandler& faults, std::optional<std::chrono::milliseconds> time_limit);
  ~ReadSession() { finish(); }
  ReadSession(const ReadSession&) = delete;
  ReadSession& operator=(const ReadSession&) = delete;

  /// What is run from now on sees one state of the database; the statement before is over. Once is enough.
  void begin_snapshot();

  /// Starts a statement; the one before is over.
  void run(Query query);
  /// Goes to the statement's next row; false after the last.
  bool step();
  const Statement& row() const { return *statement_; }

  /// As Connection's: within a snapshot.
  std::optional<std::int64_t> data_version();
  Remembered& remembered() { return lease_->remembered(); }

  /// Runs what may throw DatabaseError while a row is read.
  template <class F>
  auto guarded(F f) {
    try {
      return f();
    } catch (const DatabaseError& error) {
      fail(error);
    }
  }

  /// Gives the connection back, as every failure does. Nothing else may be called after it.
  void finish() noexcept;
  bool is_finished() const { return !lease_; }

 private:
  template <class F>
  bool unless_lost(F f);
  void take_another();
  [[noreturn]] void fail(const DatabaseError& error);
  void stop_statement() noexcept;

  ConnectionPool& pool_;
  const FaultHandler& faults_;
  std::optional<Deadline> deadline_;
  ConnectionPool::Lease lease_;
  Query query_;  // what is bound points into it
  Statement* statement_ = nullptr;
  bool in_snapshot_ = false;
  bool has_read_ = false;   ///< a statement has answered
  std::uint64_t rows_ = 0;  ///< not yet counted
};

}  // namespace ceilometer::storage::sql
