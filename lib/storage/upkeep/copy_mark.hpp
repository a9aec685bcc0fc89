#pragma once

#include <optional>
#include <string>

#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::upkeep {

/// What a target holds while a copy of that source into it is not complete: a table of ours with one row. It is gone
/// when the copy is. All throw DatabaseError.
class CopyMark {
 public:
  CopyMark(sql::Connection& connection, const sql::Dialect& dialect) : connection_(connection), dialect_(dialect) {}

  /// The source that it names; none where there is no mark.
  std::optional<std::string> source() const;
  void set(const std::string& source);
  void remove();

 private:
  sql::Connection& connection_;
  const sql::Dialect& dialect_;
};

}  // namespace ceilometer::storage::upkeep
