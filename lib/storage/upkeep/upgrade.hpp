#pragma once

#include <string>
#include <vector>

#include "base/ports/logger.hpp"
#include "base/ports/progress.hpp"
#include "base/result.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::upkeep {

/// What is to become of the extras.
struct Extras {
  enum class Fate { kAdd, kLeave, kRemove };
  Fate fate = Fate::kAdd;
  std::vector<std::string> only;  ///< to be added, by their short names; none: all. What is there stays
};

/// One thing that an upgrade does. Its statements are run one by one, outside of a transaction.
struct Step {
  std::string what;  ///< "making the index mod_ceilometer_sample_message_id"
  std::vector<std::string> statements;
};

/// What an upgrade does to a database.
struct Plan {
  std::vector<std::string> notes;   ///< sentences about what was found
  std::vector<std::string> schema;  ///< statements that make Ceilometer's tables; none where they are there
  std::vector<Step> steps;
};

/// Finds out what there is to do to a database: to make Ceilometer's tables where there are none, and what becomes of
/// the extras. Writes nothing. The error is a sentence. Throws DatabaseError.
Result<Plan> plan_upgrade(sql::Connection& connection, const sql::Dialect& dialect, const Extras& extras);

/// Does it; returns the plan that it followed. It may be broken off at any moment and run again, and does nothing where
/// nothing is to be done. One run at a time on a database: a second is refused. Throws DatabaseError.
Result<Plan> upgrade(sql::Connection& connection, const sql::Dialect& dialect, const Extras& extras, Progress& progress,
                     Logger& logger);

}  // namespace ceilometer::storage::upkeep
