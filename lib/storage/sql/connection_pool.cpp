#include "storage/sql/connection_pool.hpp"

#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>

#include "base/api_error.hpp"

namespace ceilometer::storage::sql {

namespace {

constexpr std::size_t kIdleWithoutLimit = 64;

/// Who calls rest() does so more often.
constexpr auto kBetweenRests = std::chrono::seconds(30);

std::size_t most_kept(const StoreOptions& options, std::size_t max_idle) {
  const auto limit = options.max_connections();
  const auto most = std::max(max_idle, kIdleWithoutLimit);
  return limit ? std::min(static_cast<std::size_t>(*limit), most) : most;
}

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
      max_kept_(most_kept(options, max_idle_)),
      logger_(logger) {
  idle_.reserve(max_kept_);  // nothing is allocated where a connection is given back
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

/// For idle connections. To close what overflows and to open it again for the next request costs what it had prepared
/// and read; without rest() it would stay for ever.
std::size_t ConnectionPool::room() const {
  return rested_ && std::chrono::steady_clock::now() - *rested_ < kBetweenRests ? max_kept_ : max_idle_;
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
    if (idle_.size() < room()) {
      idle_.push_back({std::move(connection), lease.opened_, Idle::Use::kRecent});
      change(options_.metrics, Gauge::kPoolIdle, 1);
    }
  } else {
    count(options_.metrics, Counter::kConnectionErrors);
  }
  connection.reset();
  give_up_slot();
}

/// As if it were leased, so that there are never more than there may be.
std::optional<ConnectionPool::Unused> ConnectionPool::take_unused() noexcept {
  const std::lock_guard lock(mutex_);
  const auto unused =
      std::find_if(idle_.begin(), idle_.end(), [](const Idle& idle) { return idle.use == Idle::Use::kNone; });
  if (unused == idle_.end()) return std::nullopt;
  std::optional<Unused> taken({std::move(*unused), unused + 1 == idle_.end(), idle_.size() > max_idle_});
  idle_.erase(unused);
  change(options_.metrics, Gauge::kPoolIdle, -1);
  ++in_use_;
  change(options_.metrics, Gauge::kPoolInUse, 1);
  return taken;
}

/// Where it was, as far as who is used next is concerned.
void ConnectionPool::put_back(Unused unused) noexcept {
  const std::lock_guard lock(mutex_);
  if (idle_.size() >= max_kept_) return;
  unused.idle.use = Idle::Use::kShrunk;
  idle_.insert(unused.is_latest ? idle_.end() : idle_.begin(), std::move(unused.idle));
  change(options_.metrics, Gauge::kPoolIdle, 1);
}

bool ConnectionPool::rest() noexcept {
  {
    const std::lock_guard lock(mutex_);
    rested_ = std::chrono::steady_clock::now();
    if (pid_ != getpid()) return false;  // what is here, if anything, is the parent's
  }
  bool freed = false;
  while (auto unused = take_unused()) {
    freed = true;
    if (unused->is_over) {
      unused->idle.connection.reset();
    } else {
      unused->idle.connection->shrink();
      if (!unused->is_latest) unused->idle.connection->remembered().clear();
      put_back(*std::move(unused));
    }
    give_up_slot();
  }
  const std::lock_guard lock(mutex_);
  for (Idle& idle : idle_) {
    if (idle.use == Idle::Use::kRecent) idle.use = Idle::Use::kNone;
  }
  return freed;
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
