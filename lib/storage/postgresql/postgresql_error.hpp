#pragma once

#include <string>
#include <string_view>

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::postgresql {

/// What an error of the server is to us, by its SQLSTATE.
sql::DatabaseError::Kind kind_of(std::string_view state);

/// The server's own sentence, made fit for a log: one line.
std::string one_line(std::string_view text);

}  // namespace ceilometer::storage::postgresql
