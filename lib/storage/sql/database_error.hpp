#pragma once

#include <exception>
#include <string>
#include <utility>

namespace ceilometer::storage::sql {

/// What a driver throws: never leaves SqlStore, which turns it into an ApiError (503) and a line in the log.
class DatabaseError : public std::exception {
 public:
  enum class Kind {
    kBusy,        ///< another writer held the lock for too long: nothing is wrong, try again
    kTimeout,     ///< the query passed its time limit
    kAway,        ///< cannot be opened, reached or written: the connection is of no more use
    kDamaged,     ///< it is no database, or a broken one
    kIncomplete,  ///< a table of Ceilometer's is missing
    kRefused      ///< the query asked for what cannot be done; the detail is for the client and names it
  };

  /// `detail` is for the log; it holds no password and no values.
  DatabaseError(Kind kind, std::string detail) : kind_(kind), detail_(std::move(detail)) {}

  Kind kind() const { return kind_; }
  const char* what() const noexcept override { return detail_.c_str(); }
  /// Whether the connection may be used again.
  bool connection_is_sound() const {
    return kind_ == Kind::kBusy || kind_ == Kind::kTimeout || kind_ == Kind::kRefused;
  }

 private:
  Kind kind_;
  std::string detail_;
};

}  // namespace ceilometer::storage::sql
