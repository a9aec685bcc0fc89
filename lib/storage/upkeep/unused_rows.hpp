#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/ports/progress.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/upkeep/expired_rows.hpp"
#include "storage/upkeep/turns.hpp"

namespace ceilometer::storage::upkeep {

/// The rows of a table that no row of another table refers to. What it is made with must outlive it.
///
/// No row is deleted that is in use when the deletion is committed: each is locked, then looked at anew, then deleted,
/// and who uses a row locks it, by the look-up (ours) or by the foreign key (all). Who looked a row up without locking
/// it, and refers to it only after it was deleted, is refused: by the foreign key, or on SQLite by a trigger, which
/// stays.
class UnusedRows {
 public:
  struct Table {
    std::string_view name;
    std::string_view key;
    std::vector<Parts> parts;  ///< go with their rows
  };
  struct Users {
    std::string_view table;
    std::string_view column;
    std::string_view time;
  };

  UnusedRows(Turns& turns, const sql::Dialect& dialect, Table table, Users users)
      : turns_(turns), dialect_(dialect), table_(std::move(table)), users_(users) {}

  /// How many rows the table has. Throws DatabaseError, as all of this does.
  std::int64_t all();
  /// How many would be unused were the users gone whose time lies before that.
  std::int64_t count(TimePoint before, Progress& progress);
  /// Deletes them, in the order of their keys; how many.
  std::int64_t erase(Progress& progress);

 private:
  using Ids = std::vector<std::int64_t>;

  void look(const std::optional<TimePoint>& before, Progress& progress, const std::function<void(const Ids&)>& found);
  Ids still_unused(sql::Connection& connection, std::span<const std::int64_t> ids) const;

  Turns& turns_;
  const sql::Dialect& dialect_;
  const Table table_;
  const Users users_;
};

}  // namespace ceilometer::storage::upkeep
