#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::upkeep {

/// How far a database's summaries are.
struct SummaryState {
  TimePoint folded_before;  ///< what is earlier is in them, but for what is marked; sql::kBeginning: nothing is yet
  std::int64_t marked_chunks = 0;  ///< that changed since they were made, and are read from samples
};

/// Nullopt where the database has none. Opens a connection. Throws DatabaseError.
std::optional<SummaryState> read_summary_state(sql::Driver& driver);

}  // namespace ceilometer::storage::upkeep
