#pragma once

#include <string_view>

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::mysql {

/// What an error of the server or of the client library is to us, by its number.
sql::DatabaseError::Kind kind_of(unsigned number);

/// Throws the DatabaseError of what the library says. `doing` is a few words for the log.
[[noreturn]] void throw_error(unsigned number, std::string_view message, std::string_view doing);

}  // namespace ceilometer::storage::mysql
