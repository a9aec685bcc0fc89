#include "storage/sqlite/regexp.hpp"

#include <sqlite3.h>

#include <memory>
#include <string>

#include "json/write.hpp"
#include "storage/sql/regexp.hpp"
#include "storage/sqlite/sqlite_error.hpp"

namespace ceilometer::storage::sqlite {

namespace {

using sql::Regexp;

void refuse(sqlite3_context* context, std::string_view pattern, const std::string& reason) {
  const std::string message = sql::refusal_of(pattern, reason);
  sqlite3_result_error(context, message.c_str(), static_cast<int>(message.size()));
  sqlite3_result_error_code(context, SQLITE_CONSTRAINT_FUNCTION);  // see kind_of in sqlite_error.cpp
}

std::string_view bytes_of(sqlite3_value* value) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(value));
  return text ? std::string_view(text, static_cast<std::size_t>(sqlite3_value_bytes(value))) : std::string_view("");
}

bool search(sqlite3_context* context, const Regexp& regexp, std::string_view pattern, sqlite3_value* value) {
  std::string number;
  std::string_view text;
  switch (sqlite3_value_type(value)) {
    case SQLITE_NULL:
      text = "None";
      break;
    case SQLITE_FLOAT:
      json::append_python_float(number, sqlite3_value_double(value));
      text = number;
      break;
    default:
      text = bytes_of(value);
  }
  const auto found = regexp.finds(text);
  if (!found) {
    refuse(context, pattern, found.error().message);
    return false;
  }
  sqlite3_result_int(context, found.value() ? 1 : 0);
  return true;
}

void release(void* regexp) { delete static_cast<Regexp*>(regexp); }

/// regexp(pattern, value): SQLite keeps what was compiled as long as the pattern stays the same.
void regexp_function(sqlite3_context* context, int /*count*/, sqlite3_value** values) noexcept {
  try {
    const std::string_view pattern = bytes_of(values[0]);
    if (const auto* known = static_cast<const Regexp*>(sqlite3_get_auxdata(context, 0))) {
      search(context, *known, pattern, values[1]);
      return;
    }
    auto compiled = Regexp::compile(pattern);
    if (!compiled) return refuse(context, pattern, compiled.error().message);
    auto regexp = std::make_unique<Regexp>(std::move(compiled).value());
    if (search(context, *regexp, pattern, values[1])) sqlite3_set_auxdata(context, 0, regexp.release(), release);
  } catch (const std::exception&) {
    sqlite3_result_error_nomem(context);
  }
}

}  // namespace

void add_regexp(sqlite3* handle) {
  if (!Regexp::is_available()) return;
  // Not deterministic, though it is: SQLite would evaluate it for constants before it has found any row, and a bad
  // pattern is an error only where a row is looked at.
  const int code =
      sqlite3_create_function_v2(handle, "regexp", 2, SQLITE_UTF8, nullptr, regexp_function, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw_error(handle, code, "adding a function");
}

}  // namespace ceilometer::storage::sqlite
