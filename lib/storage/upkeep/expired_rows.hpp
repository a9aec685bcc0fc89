#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ports/progress.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/upkeep/turns.hpp"

namespace ceilometer::storage::upkeep {

/// Rows of a table that belong to rows of another, by that one's id.
struct Parts {
  std::string_view table;
  std::string_view column;
};

/// The rows of a table (with an `id`) whose time lies before a moment; those without a time are none. What it is made
/// with must outlive it.
class ExpiredRows {
 public:
  struct Table {
    std::string_view name;
    std::string_view time;     ///< a column with an index
    std::vector<Parts> parts;  ///< go with their rows
  };

  ExpiredRows(Turns& turns, const sql::Dialect& dialect, Table table, TimePoint before);

  /// Throws DatabaseError, as all of this does.
  std::int64_t count();
  /// Deletes them, the oldest first, and returns how many it was that did; rows that others delete meanwhile are not
  /// counted. What is stored meanwhile with such a time may stay for the next time.
  std::int64_t erase(Progress& progress);

 private:
  std::vector<std::int64_t> take(sql::Connection& connection, std::size_t rows, std::optional<sql::Value>& from) const;

  Turns& turns_;
  const sql::Dialect& dialect_;
  const Table table_;
  const sql::Value before_;
};

}  // namespace ceilometer::storage::upkeep
