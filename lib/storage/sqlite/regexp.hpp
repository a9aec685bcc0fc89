#pragma once

struct sqlite3;

namespace ceilometer::storage::sqlite {

/// Gives a handle the function behind `value REGEXP pattern`: whether Python's re.search(pattern, str(value)) finds
/// something, NULL being None. What is not a pattern, or backtracks past a limit, fails the statement with
/// DatabaseError::Kind::kRefused. Nothing is added where the module was built without PCRE2. Throws DatabaseError.
void add_regexp(sqlite3* handle);

}  // namespace ceilometer::storage::sqlite
