#pragma once

#include <exception>
#include <string>
#include <utility>

namespace ceilometer::storage::sql {

/// What a driver throws: never leaves SqlStore, which turns it into an ApiError and a line in the log.
class DatabaseError : public std::exception {
 public:
  enum class Kind {
    kBusy,        ///< another writer held the lock for too long: nothing is wrong, try again
    kTimeout,     ///< the query passed its time limit
    kAway,        ///< cannot be opened, reached or written: the connection is of no more use
    kDamaged,     ///< it is no database, or a broken one
    kIncomplete,  ///< a table of Ceilometer's is missing
    kRefused,     ///< the query asked for what cannot be done; the detail is for the client and names it
    kValue,       ///< a value does not fit its column; the detail is for the client and says which
    kConflict,    ///< another writer was in the way, nothing was written: the whole transaction may be tried again
    kDuplicate,   ///< the same, or a name that the engine takes for another one's
    kLost,        ///< the connection broke before anything was committed
    kUnknown      ///< the connection broke during COMMIT: it may or may not have happened
  };

  /// `detail` is for the log; it holds no password and no values.
  DatabaseError(Kind kind, std::string detail) : kind_(kind), detail_(std::move(detail)) {}

  Kind kind() const { return kind_; }
  const char* what() const noexcept override { return detail_.c_str(); }
  /// Whether the connection may be used again.
  bool connection_is_sound() const {
    switch (kind_) {
      case Kind::kBusy:
      case Kind::kTimeout:
      case Kind::kRefused:
      case Kind::kValue:
      case Kind::kConflict:
      case Kind::kDuplicate:
        return true;
      default:
        return false;
    }
  }

 private:
  Kind kind_;
  std::string detail_;
};

}  // namespace ceilometer::storage::sql
