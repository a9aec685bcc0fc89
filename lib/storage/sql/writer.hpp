#pragma once

#include <optional>

#include "base/ports/logger.hpp"
#include "storage/options.hpp"
#include "storage/sql/batches.hpp"
#include "storage/sql/commit_queue.hpp"
#include "storage/sql/connection_pool.hpp"
#include "storage/sql/fault_handler.hpp"
#include "storage/sql/recorder.hpp"

namespace ceilometer::storage::sql {

/// Writes batches through a pool's connections, and tries a whole transaction again where others were in its way or its
/// connection broke before COMMIT: at most StoreOptions::write_retries times and for busy_timeout. Where the engine has
/// one writer at a time, batches that come meanwhile share a transaction. Thread-safe. What it is made with must
/// outlive it.
class Writer {
 public:
  Writer(ConnectionPool& pool, const Dialect& dialect, const FaultHandler& faults, const StoreOptions& options,
         Logger& logger);

  /// All of it is durable when it returns. Throws ApiError: then nothing of it is there, unless the connection was lost
  /// during COMMIT and no other could be asked about it; that is a 503 and is not tried again.
  void write(const Batch& batch);

 private:
  /// One transaction. Throws DatabaseError, and ApiError where no connection came free.
  void write_together(Batches& batches);
  void settle(const Batch& batch, TimePoint recorded_at, const DatabaseError& error);
  bool may_try_again(const DatabaseError& error, int attempt, Deadline give_up) const;

  ConnectionPool& pool_;
  const FaultHandler& faults_;
  const StoreOptions options_;
  Recorder recorder_;
  Logger& logger_;
  std::optional<CommitQueue> queue_;
};

}  // namespace ceilometer::storage::sql
