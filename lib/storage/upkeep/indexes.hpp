#pragma once

#include <string>
#include <vector>

#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::upkeep {

/// What is ours in Ceilometer's database is named so, and nothing else is.
inline constexpr std::string_view kOurPrefix = "mod_ceilometer_";

struct Index {
  std::string name;
  std::string table;
  bool is_whole = true;  ///< else a session ended while it made it
};

/// All that are there. Throws DatabaseError.
std::vector<Index> list_indexes(sql::Connection& connection, const sql::Dialect& dialect);

/// Takes the right to change what is in the database besides rows, for this session. False where another has it
/// and does not give it up within kClaimPatience.
bool claim_upkeep(sql::Connection& connection, const sql::Dialect& dialect);

}  // namespace ceilometer::storage::upkeep
