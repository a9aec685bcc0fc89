#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include <sys/types.h>

#include "base/ports/logger.hpp"
#include "storage/options.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::sql {

/// A process's connections to one database: opened when there is demand, at most StoreOptions::max_connections() at
/// once, of which max_pool_size stay open. Those beyond that are closed when they come back, or, where somebody calls
/// rest() now and then, when nobody has used them from one call to the next.
///
/// Thread-safe. A process that was forked from one that had connections open forgets them without closing them: to
/// close them would end the parent's sessions. Open none before a fork: SQLite's locks do not survive one.
class ConnectionPool {
 public:
  /// Opens a connection and prepares it for use. Throws DatabaseError. Called without the pool's lock.
  using Open = std::function<std::unique_ptr<Connection>()>;

  /// A connection taken from the pool; goes back when destroyed. Must not outlive the pool.
  class Lease {
   public:
    Lease() = default;
    Lease(Lease&& other) noexcept;
    Lease& operator=(Lease&& other) noexcept;
    ~Lease() { release(); }

    explicit operator bool() const { return connection_ != nullptr; }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }

    /// It will be closed rather than used again.
    void mark_broken() { broken_ = true; }
    void release() noexcept;

   private:
    friend class ConnectionPool;
    Lease(ConnectionPool& pool, std::unique_ptr<Connection> connection, Deadline opened, pid_t pid)
        : pool_(&pool), connection_(std::move(connection)), opened_(opened), pid_(pid) {}

    ConnectionPool* pool_ = nullptr;
    std::unique_ptr<Connection> connection_;
    Deadline opened_{};
    pid_t pid_ = 0;
    bool broken_ = false;
  };

  ConnectionPool(Open open, const StoreOptions& options, Logger& logger);
  ~ConnectionPool();
  ConnectionPool(const ConnectionPool&) = delete;
  ConnectionPool& operator=(const ConnectionPool&) = delete;

  /// Waits pool_timeout at most, or `patience`, then throws ApiError 503 with Retry-After. Throws what Open throws.
  Lease lease() { return lease(options_.pool_timeout); }
  Lease lease(std::chrono::milliseconds patience);

  /// Called every few seconds, beside the others: connections that nobody has used since the call before shrink, and
  /// all but the latest used forget what readers have found; those that are more than max_pool_size are closed. True
  /// where there were such. One thread.
  bool rest() noexcept;

  void close_idle() noexcept;

  /// Where those who use its connections count; may be null.
  Metrics* metrics() const { return options_.metrics; }

 private:
  struct Idle {
    std::unique_ptr<Connection> connection;
    Deadline opened;
    enum class Use { kRecent, kNone, kShrunk } use = Use::kRecent;  ///< since the last rest()
  };

  void forget_parents_connections();
  bool is_worn(const Idle& idle) const;
  std::size_t room() const;
  struct Unused {
    Idle idle;
    bool is_latest;  ///< of the idle ones
    bool is_over;    ///< there are enough without it
  };
  std::optional<Unused> take_unused() noexcept;
  void put_back(Unused unused) noexcept;
  void give_back(Lease& lease) noexcept;
  void give_up_slot() noexcept;

  const Open open_;
  const StoreOptions options_;
  const std::size_t max_idle_;
  const std::size_t max_kept_;  // idle ones, with those that overflow
  Logger& logger_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Idle> idle_;  // the latest used last
  std::optional<Deadline> rested_;
  int in_use_ = 0;
  pid_t pid_ = 0;  // of the process that the members above are about
};

}  // namespace ceilometer::storage::sql
