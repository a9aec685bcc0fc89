#pragma once

struct sqlite3;

namespace ceilometer::storage::sqlite {

/// Gives a handle the functions that our statements need and SQLite has not: epoch_microseconds(text), of a time as
/// SQLAlchemy stores it, NULL for what is none; and the aggregate var_pop(number), the population variance, which other
/// engines have. Throws DatabaseError.
void add_functions(sqlite3* handle);

}  // namespace ceilometer::storage::sqlite
