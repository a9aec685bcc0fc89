#pragma once

#include "base/clock.hpp"
#include "base/ports/logger.hpp"
#include "storage/sql/batches.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/sql/id_cache.hpp"
#include "storage/sql/write_statements.hpp"

namespace ceilometer::storage::sql {

/// Writes samples as the original's record_metering_data did, but many to a transaction: each finds or makes its meter
/// (name, type, unit) and its resource row (resource, owner, source, metadata hash). What is to be stored once and is
/// there already is left out. Thread-safe.
class Recorder {
 public:
  Recorder(const Dialect& dialect, Logger& logger);

  /// One transaction: all of them, durable when it returns, or where it throws DatabaseError nothing, but for kUnknown.
  /// The first of them is recorded at that time, each other when its turn comes.
  void write(Connection& connection, Batches& batches, TimePoint recorded_at);
  /// Whether such a transaction was committed: nobody else writes a sample with this id at that moment.
  bool has_written(Connection& connection, const Batch& batch, TimePoint recorded_at);

 private:
  class Transaction;

  const Dialect& dialect_;
  const WriteStatements sql_;
  Logger& logger_;
  IdCache meters_;
  IdCache resources_;
};

}  // namespace ceilometer::storage::sql
