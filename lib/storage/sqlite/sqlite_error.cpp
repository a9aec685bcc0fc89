#include "storage/sqlite/sqlite_error.hpp"

#include <sqlite3.h>

#include <string>

#include "storage/sql/database_error.hpp"

namespace ceilometer::storage::sqlite {

namespace {

using Kind = sql::DatabaseError::Kind;

Kind kind_of(int code) {
  if (code == SQLITE_CONSTRAINT_FUNCTION) return Kind::kRefused;  // regexp.cpp
  if (code == SQLITE_CONSTRAINT_TRIGGER || code == SQLITE_CONSTRAINT_FOREIGNKEY) return Kind::kConflict;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return Kind::kBusy;
    case SQLITE_INTERRUPT:
      return Kind::kTimeout;
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_ERROR:  // a table or column that is not there
      return Kind::kDamaged;
    default:
      return Kind::kAway;
  }
}

}  // namespace

void throw_error(sqlite3* handle, int code, std::string_view doing) {
  if (handle && kind_of(code) == Kind::kRefused) throw sql::DatabaseError(Kind::kRefused, sqlite3_errmsg(handle));
  std::string detail(doing);
  detail += ": ";
  detail += handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  detail += " (SQLite error " + std::to_string(code) + ")";
  throw sql::DatabaseError(kind_of(code), std::move(detail));
}

}  // namespace ceilometer::storage::sqlite
