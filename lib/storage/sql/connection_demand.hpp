#pragma once

#include <atomic>

#include "base/once_for_all.hpp"
#include "base/ports/logger.hpp"
#include "storage/options.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::sql {

/// Compares what all processes together may open with what the server takes, when each opens its first connection, and
/// says once for all of them where it is too little. Made before the fork. Thread-safe.
class ConnectionDemand {
 public:
  ConnectionDemand(const StoreOptions& options, Logger& logger) : options_(options), logger_(logger) {}

  /// Asks the server, once in a process. Throws DatabaseError.
  void compare(Connection& connection, const Dialect& dialect);

 private:
  const StoreOptions options_;
  Logger& logger_;
  std::atomic<bool> compared_{false};
  OnceForAll said_;
};

}  // namespace ceilometer::storage::sql
