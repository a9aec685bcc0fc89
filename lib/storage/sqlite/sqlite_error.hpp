#pragma once

#include <string_view>

struct sqlite3;

namespace ceilometer::storage::sqlite {

/// Throws the DatabaseError of what the handle's last call said. `doing` is a few words for the log.
[[noreturn]] void throw_error(sqlite3* handle, int code, std::string_view doing);

}  // namespace ceilometer::storage::sqlite
