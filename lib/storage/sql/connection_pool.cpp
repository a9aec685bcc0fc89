#include "storage/sql/connection_pool.hpp"

#include <unistd.h>

#include <string>

#include "base/api_error.hpp"

namespace ceilometer::storage::sql {

namespace {

constexpr std::size_t kIdleWithoutLimit = 64;

}  // namespace

ConnectionPool::Lease::Lease(Lease&& other) noexcept
    : pool_(other.pool_),
      connection_(std::move(other.connection_)),
      opened_(other.opened_),
      pid_(other.pid_),
      broken_(other.broken_) {}

ConnectionPool::Lease& ConnectionPool::Lease::operator=(Lease&& other) noexcept {
  if (this == &other) return *this;
  release();
  pool_ = other.pool_;
  connection_ = std::move(other.connection_);
  opened_ = other.opened_;
  pid_ = other.pid_;
  broken_ = other.broken_;
  return *this;
}

void ConnectionPool::Lease::release() noexcept {
  if (connection_) pool_->give_back(*this);
}

ConnectionPool::ConnectionPool(Open open, const StoreOptions& options, Logger& logger)
    : open_(std::move(open)),
      options_(options),
      max_idle_(options.max_pool_size > 0 ? static_cast<std::size_t>(options.max_pool_size) : kIdleWithoutLimit),
      logger_(logger) {
  idle_.reserve(max_idle_);  // nothing is allocated where a connection is given back
}

ConnectionPool::~ConnectionPool() { close_idle(); }

/// Called under the lock.
void ConnectionPool::forget_parents_connections() {
  const pid_t pid = getpid();
  if (pid == pid_) return;
  if (pid_ != 0 && !idle_.empty()) {
    logger_.log(LogLevel::kWarning, "ceilometer.storage",
                "CEIL0201: database connections were open when this process was forked; it opens its own");
  }
  // To close them here would end the parent's sessions, so they are lost on purpose.
  for (Idle& idle : idle_) static_cast<void>(idle.connection.release());
  idle_.clear();  // counted by the parent, not here
  in_use_ = 0;
  pid_ = pid;
}

bool ConnectionPool::is_worn(const Idle& idle) const {
  if (options_.recycle.count() > 0 && std::chrono::steady_clock::now() - idle.opened > options_.recycle) return true;
  return !idle.connection->is_usable();
}

ConnectionPool::Lease ConnectionPool::lease(std::chrono::milliseconds patience) {
  const auto limit = options_.max_connections();
  const auto give_up = std::chrono::steady_clock::now() + patience;
  std::vector<Idle> worn;  // closed after the lock is released
  std::unique_lock lock(mutex_);
  forget_parents_connections();
  if (limit && in_use_ >= *limit) count(options_.metrics, Counter::kPoolWaits);
  if (limit && !freed_.wait_until(lock, give_up, [&] { return in_use_ < *limit; })) {
    lock.unlock();
    count(options_.metrics, Counter::kPoolTimeouts);
    logger_.log(LogLevel::kWarning, "ceilometer.storage",
                "CEIL0202: all " + std::to_string(*limit) + " database connections of this process were in use for " +
                    std::to_string(patience.count()) +
                    " ms, see [database] max_pool_size, max_overflow and pool_timeout");
    throw ApiError(503, "All database connections are in use, please try again later.").with_retry_after(1);
  }
  ++in_use_;
  change(options_.metrics, Gauge::kPoolInUse, 1);
  const pid_t pid = pid_;
  while (!idle_.empty()) {
    Idle idle = std::move(idle_.back());
    idle_.pop_back();
    change(options_.metrics, Gauge::kPoolIdle, -1);
    if (!is_worn(idle)) return Lease(*this, std::move(idle.connection), idle.opened, pid);
    worn.push_back(std::move(idle));
  }
  lock.unlock();
  worn.clear();
  try {
    auto connection = open_();
    count(options_.metrics, Counter::kConnectionsOpened);
    return Lease(*this, std::move(connection), std::chrono::steady_clock::now(), pid);
  } catch (...) {
    count(options_.metrics, Counter::kConnectionErrors);
    give_up_slot();
    throw;
  }
}

void ConnectionPool::give_up_slot() noexcept {
  {
    const std::lock_guard lock(mutex_);
    --in_use_;
    change(options_.metrics, Gauge::kPoolInUse, -1);
  }
  freed_.notify_one();
}

void ConnectionPool::give_back(Lease& lease) noexcept {
  if (lease.pid_ != getpid()) {
    static_cast<void>(lease.connection_.release());  // the parent's: see forget_parents_connections
    return;
  }
  std::unique_ptr<Connection> connection = std::move(lease.connection_);
  if (!lease.broken_) {
    connection->set_deadline(std::nullopt);
    const std::lock_guard lock(mutex_);
    if (idle_.size() < max_idle_) {
      idle_.push_back({std::move(connection), lease.opened_});
      change(options_.metrics, Gauge::kPoolIdle, 1);
    }
  } else {
    count(options_.metrics, Counter::kConnectionErrors);
  }
  connection.reset();
  give_up_slot();
}

void ConnectionPool::close_idle() noexcept {
  const std::lock_guard lock(mutex_);
  if (pid_ != getpid()) {
    for (Idle& idle : idle_) static_cast<void>(idle.connection.release());
  } else {
    change(options_.metrics, Gauge::kPoolIdle, -static_cast<std::int64_t>(idle_.size()));
  }
  idle_.clear();
}

}  // namespace ceilometer::storage::sql
