#include "storage/sql/fault_handler.hpp"

#include <string>

#include "base/api_error.hpp"

namespace ceilometer::storage::sql {

namespace {

constexpr std::string_view kName = "ceilometer.storage";

}  // namespace

void FaultHandler::raise(const DatabaseError& error) const {
  const std::string detail = error.what();
  switch (error.kind()) {
    case DatabaseError::Kind::kBusy:
      logger_.log(LogLevel::kWarning, kName, "CEIL0203: the database stayed locked: " + detail);
      throw ApiError(503, "The database is busy, please try again later.").with_retry_after(1);
    case DatabaseError::Kind::kTimeout:
      logger_.log(LogLevel::kWarning, kName, "CEIL0204: a query was stopped: " + detail);
      throw ApiError(503, "The query took too long and was stopped. Please narrow it down.");
    case DatabaseError::Kind::kRefused:
      throw ApiError(400, sentence("The regular expression cannot be used: {0}", detail));
    case DatabaseError::Kind::kValue:
      throw ApiError(400, sentence("The database cannot hold a value of the sample: {0}", detail));
    case DatabaseError::Kind::kDuplicate:
      throw ApiError(
          400,
          "A name of the sample differs from a stored one only by case, accents or trailing spaces, which the "
          "database does not tell apart.");
    case DatabaseError::Kind::kConflict:
      logger_.log(LogLevel::kWarning, kName, "CEIL0340: other writers were in the way for too long: " + detail);
      throw ApiError(503, "The database is busy, please try again later.").with_retry_after(1);
    case DatabaseError::Kind::kUnknown:
      logger_.log(
          LogLevel::kError, kName,
          "CEIL0341: the connection was lost during a commit, and whether it happened could not be found out: " +
              detail);
      break;
    case DatabaseError::Kind::kIncomplete:
    case DatabaseError::Kind::kDamaged:
      logger_.log(LogLevel::kCritical, kName, "CEIL0205: the database cannot be used: " + detail);
      break;
    case DatabaseError::Kind::kAway:
    case DatabaseError::Kind::kLost:
      logger_.log(LogLevel::kError, kName, "CEIL0206: the database is not available: " + detail);
      break;
  }
  throw ApiError(503, "The database is not available, please try again later.")
      .with_retry_after(static_cast<int>(retry_after_.count()));
}

}  // namespace ceilometer::storage::sql
