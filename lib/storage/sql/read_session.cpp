#include "storage/sql/read_session.hpp"

#include <utility>

namespace ceilometer::storage::sql {

void ReadSession::fail(const DatabaseError& error) {
  if (lease_ && !error.connection_is_sound()) lease_.mark_broken();
  finish();
  faults_.raise(error);
}

ReadSession::ReadSession(ConnectionPool& pool, const FaultHandler& faults,
                         std::optional<std::chrono::milliseconds> time_limit)
    : pool_(pool), faults_(faults) {
  guarded([&] { lease_ = pool.lease(); });
  // Waiting for a connection is another limit's business.
  if (time_limit) deadline_ = std::chrono::steady_clock::now() + *time_limit;
  lease_->set_deadline(deadline_);
}

template <class F>
bool ReadSession::unless_lost(F f) {
  try {
    return f();
  } catch (const DatabaseError& error) {
    if (error.kind() != DatabaseError::Kind::kLost || has_read_) throw;
  }
  take_another();
  return statement_ == nullptr || f();
}

void ReadSession::take_another() {
  stop_statement();
  lease_.mark_broken();
  lease_.release();
  lease_ = pool_.lease();
  lease_->set_deadline(deadline_);
  has_read_ = true;  // once only
  if (in_snapshot_) lease_->begin_read();
  if (query_.text.empty()) return;
  statement_ = &lease_->cached(query_.text);
  statement_->bind_all(query_.values);
}

void ReadSession::begin_snapshot() {
  if (in_snapshot_) return;
  stop_statement();
  query_ = {};
  guarded([&] {
    in_snapshot_ = true;
    unless_lost([&] {
      lease_->begin_read();
      return true;
    });
  });
}

std::optional<std::int64_t> ReadSession::data_version() {
  return guarded([&] { return lease_->data_version(); });
}

void ReadSession::run(Query query) {
  stop_statement();
  query_ = std::move(query);
  guarded([&] {
    unless_lost([&] {
      statement_ = &lease_->cached(query_.text);
      statement_->bind_all(query_.values);
      return true;
    });
  });
}

bool ReadSession::step() {
  return guarded([&] {
    // The engine looks at the clock only while it works: a reader that takes its time is stopped here.
    if (deadline_ && std::chrono::steady_clock::now() > *deadline_) {
      throw DatabaseError(DatabaseError::Kind::kTimeout, "its rows were not all read within the time limit");
    }
    const bool has_row = unless_lost([&] { return statement_->step(); });
    has_read_ = true;
    rows_ += has_row ? 1U : 0U;
    return has_row;
  });
}

void ReadSession::stop_statement() noexcept {
  if (statement_) statement_->reset();
  statement_ = nullptr;
}

void ReadSession::finish() noexcept {
  if (!lease_) return;
  stop_statement();
  if (in_snapshot_) lease_->rollback();
  in_snapshot_ = false;
  lease_.release();
  count(pool_.metrics(), Counter::kRowsRead, rows_);
  rows_ = 0;
}

}  // namespace ceilometer::storage::sql
