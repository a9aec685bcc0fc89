#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/ports/metrics.hpp"
#include "config/config.hpp"

namespace ceilometer::storage {

/// How a store uses its database: the options of [database] that are not the URL.
struct StoreOptions {
  int max_pool_size = 5;  ///< connections kept open per process; 0 is no limit (SQLAlchemy's pool_size)
  int max_overflow = 10;  ///< connections above it while there is demand; below 0 is no limit
  std::chrono::milliseconds pool_timeout{30'000};            ///< how long to wait for a connection before 503
  std::chrono::milliseconds busy_timeout{5'000};             ///< how long to wait for another writer's lock
  std::optional<std::chrono::milliseconds> query_timeout{};  ///< from a query's start to its last row; none: no limit
  std::chrono::seconds recycle{3600};    ///< an idle connection older than this is opened anew; 0, -1: never
  std::chrono::seconds retry_after{10};  ///< what a client is told to wait where the database is away

  int write_retries = 20;                           ///< of a transaction that others were in the way of; below 0: any
  std::chrono::milliseconds write_interval{1'000};  ///< between them at most; busy_timeout bounds them all
  std::string sql_mode = "TRADITIONAL";             ///< MySQL: of sessions; empty is the server's own

  int processes = 0;  ///< that share the database with this one's kind; 0 where that is not known
  int threads = 0;    ///< of each that may use it at once

  bool summaries = true;  ///< statistics and links are answered from summaries where the database has some

  bool synchronous = true;  ///< SQLite: a commit waits for the disk, so that it outlives a loss of power

  Metrics* metrics = nullptr;  ///< where the store counts, null for nowhere; outlives the store

  /// For tools that only look. SQLite: the file is neither made nor written; one that is not there is empty.
  bool read_only = false;

  /// Connections at once, or nullopt for no limit.
  std::optional<int> max_connections() const {
    if (max_pool_size <= 0 || max_overflow < 0) return std::nullopt;
    return max_pool_size + max_overflow;
  }

  static StoreOptions read(const config::Config& config);
};

}  // namespace ceilometer::storage
