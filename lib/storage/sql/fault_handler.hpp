#pragma once

#include <chrono>

#include "base/ports/logger.hpp"
#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::sql {

/// Turns a driver's errors into what the client may know (ApiError 400 or 503) and a line in the log that says the
/// rest. Thread-safe.
class FaultHandler {
 public:
  FaultHandler(std::chrono::seconds retry_after, Logger& logger) : retry_after_(retry_after), logger_(logger) {}

  /// Always throws ApiError.
  [[noreturn]] void raise(const DatabaseError& error) const;

 private:
  const std::chrono::seconds retry_after_;
  Logger& logger_;
};

}  // namespace ceilometer::storage::sql
