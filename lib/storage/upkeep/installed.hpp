#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::upkeep {

/// What a database holds of Ceilometer's.
enum class Installed {
  kNothing,      ///< no table at all
  kPart,         ///< what making the tables left behind where it was broken off: some of them, without a row
  kUnversioned,  ///< all tables with all columns, but nothing says of which migration
  kCurrent       ///< the tables of the last migration
};

/// Looks, and writes nothing. The error is a sentence: it is another service's, or of an older or newer migration.
/// Throws DatabaseError where the database cannot be read.
Result<Installed> inspect(sql::Connection& connection, const sql::Dialect& dialect);

/// Statements that make what inspect() found missing, in order; none where nothing is.
Result<std::vector<std::string>> missing_schema(sql::Connection& connection, const sql::Dialect& dialect);

}  // namespace ceilometer::storage::upkeep
