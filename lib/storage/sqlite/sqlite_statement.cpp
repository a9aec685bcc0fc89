#include "storage/sqlite/sqlite_statement.hpp"

#include <sqlite3.h>

#include "storage/sqlite/sqlite_error.hpp"

namespace ceilometer::storage::sqlite {

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

SqliteStatement::SqliteStatement(sqlite3* handle, std::string_view sql) : handle_(handle) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                                      &statement, nullptr);
  if (code != SQLITE_OK) throw_error(handle, code, "preparing a statement");
  statement_.reset(statement);
}

void SqliteStatement::check(int code) {
  if (code != SQLITE_OK) throw_error(handle_, code, "binding a value");
}

void SqliteStatement::bind_null(int index) { check(sqlite3_bind_null(statement_.get(), index)); }

void SqliteStatement::bind(int index, std::int64_t value) { check(sqlite3_bind_int64(statement_.get(), index, value)); }

void SqliteStatement::bind(int index, double value) { check(sqlite3_bind_double(statement_.get(), index, value)); }

void SqliteStatement::bind(int index, std::string_view text) {
  // A null pointer would bind NULL: an empty view may hold one.
  const char* data = text.data() ? text.data() : "";
  check(sqlite3_bind_text64(statement_.get(), index, data, text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void SqliteStatement::bind_bytes(int index, std::string_view bytes) {
  const char* data = bytes.data() ? bytes.data() : "";
  check(sqlite3_bind_blob64(statement_.get(), index, data, bytes.size(), SQLITE_STATIC));
}

bool SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  throw_error(handle_, code, "running a statement");
}

void SqliteStatement::reset() noexcept {
  sqlite3_reset(statement_.get());
  sqlite3_clear_bindings(statement_.get());
}

bool SqliteStatement::is_null(int column) const { return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL; }

std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

double SqliteStatement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

std::string_view SqliteStatement::text(int column) const {
  const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
  if (!data) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

/// Without asking for the type first: each question costs a row as much as its answer.
std::optional<std::string_view> SqliteStatement::nullable_text(int column) const {
  const auto found = text(column);
  return found.data() == nullptr ? std::nullopt : std::optional(found);
}

std::string_view SqliteStatement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), column));
  if (!data) return {};
  return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

}  // namespace ceilometer::storage::sqlite
