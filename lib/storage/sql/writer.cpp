#include "storage/sql/writer.hpp"

#include <algorithm>
#include <random>
#include <thread>

namespace ceilometer::storage::sql {

namespace {

using Kind = DatabaseError::Kind;

/// A name that collides collides each time; another writer's is there at the next look, but others may follow.
constexpr int kDuplicateAttempts = 10;
/// A server that went away takes all its connections with it: more attempts would wait for it, which the client can.
constexpr int kLostAttempts = 2;
constexpr auto kFirstPause = std::chrono::milliseconds(10);
constexpr int kDoublings = 12;
/// Samples of several requests: some milliseconds, for which the engine's other writers wait.
constexpr std::size_t kLargestTransaction = 2'000;

/// Longer and longer, and by chance: so that those who were in each other's way do not meet again.
std::chrono::milliseconds pause_after(int attempt, std::chrono::milliseconds longest) {
  const auto most = std::min(kFirstPause * (1 << std::min(attempt, kDoublings)), std::max(longest, kFirstPause));
  std::random_device random;
  return std::chrono::milliseconds(std::uniform_int_distribution<std::int64_t>(1, most.count())(random));
}

}  // namespace

bool Writer::may_try_again(const DatabaseError& error, int attempt, Deadline give_up) const {
  if (error.kind() == Kind::kLost) return attempt < kLostAttempts;
  if (error.kind() == Kind::kDuplicate) return attempt < kDuplicateAttempts;
  if (error.kind() != Kind::kConflict) return false;
  const bool has_retries = options_.write_retries < 0 || attempt <= options_.write_retries;
  return has_retries && std::chrono::steady_clock::now() < give_up;
}

Writer::Writer(ConnectionPool& pool, const Dialect& dialect, const FaultHandler& faults, const StoreOptions& options,
               Logger& logger)
    : pool_(pool), faults_(faults), options_(options), recorder_(dialect, logger), logger_(logger) {
  if (!dialect.has_one_writer()) return;
  queue_.emplace([this](Batches& batches) { write_together(batches); }, kLargestTransaction);
}

void Writer::write(const Batch& batch) {
  try {
    if (queue_) return queue_->write(batch, std::chrono::steady_clock::now() + options_.busy_timeout);
    OneBatch one(batch);
    write_together(one);
  } catch (const DatabaseError& error) {
    faults_.raise(error);
  }
}

void Writer::write_together(Batches& batches) {
  const Deadline give_up = std::chrono::steady_clock::now() + options_.busy_timeout;
  for (int attempt = 1;; ++attempt) {
    const TimePoint recorded_at = utc_now();
    ConnectionPool::Lease lease;
    auto pause = kFirstPause;
    try {
      lease = pool_.lease();
      return recorder_.write(*lease, batches, recorded_at);
    } catch (const DatabaseError& error) {
      if (lease && !error.connection_is_sound()) lease.mark_broken();
      lease.release();
      if (error.kind() == Kind::kUnknown) return settle(*batches.at(0), recorded_at, error);
      if (!may_try_again(error, attempt, give_up)) throw;
      if (error.kind() != Kind::kDuplicate) pause = pause_after(attempt, options_.write_interval);
    }
    std::this_thread::sleep_for(pause);
  }
}

/// One transaction is there or not: any of its batches tells. That it is not there does not say that it will not be:
/// the lost session may still be about to commit. So this decides for what happened only. The connection may lead to
/// another node of a cluster than the lost one did, and is not to go on reading as slowly as it does here.
void Writer::settle(const Batch& batch, TimePoint recorded_at, const DatabaseError& error) {
  bool happened = false;
  ConnectionPool::Lease lease;
  try {
    lease = pool_.lease();
    lease->see_whole_cluster();
    lease.mark_broken();
    happened = recorder_.has_written(*lease, batch, recorded_at);
  } catch (const DatabaseError& other) {
    if (lease && !other.connection_is_sound()) lease.mark_broken();
  }
  if (!happened) throw DatabaseError(error);
  logger_.log(LogLevel::kWarning, "ceilometer.storage",
              "CEIL0342: the connection was lost during a commit, but the commit was found to have happened");
}

}  // namespace ceilometer::storage::sql
