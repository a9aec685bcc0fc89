#include "storage/sqlite/sqlite_functions.hpp"

#include <sqlite3.h>

#include <string_view>

#include "base/clock.hpp"
#include "storage/sqlite/sqlite_error.hpp"

namespace ceilometer::storage::sqlite {

namespace {

void epoch_microseconds(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
  if (!text) return sqlite3_result_null(context);
  const auto t = parse_sqlite_time({text, static_cast<std::size_t>(sqlite3_value_bytes(values[0]))});
  if (!t) return sqlite3_result_null(context);
  sqlite3_result_int64(context, t->time_since_epoch().count());
}

/// Welford's: the plain difference of two sums of squares loses the digits of volumes that are large and alike. SQLite
/// hands it out as zeroed bytes.
struct Variance {
  sqlite3_int64 count;
  double mean;
  double squares;  ///< of the distances from the mean
};

void variance_step(sqlite3_context* context, int /*count*/, sqlite3_value** values) {
  if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
  auto* v = static_cast<Variance*>(sqlite3_aggregate_context(context, sizeof(Variance)));
  if (!v) return sqlite3_result_error_nomem(context);
  const double x = sqlite3_value_double(values[0]);
  const double distance = x - v->mean;
  ++v->count;
  v->mean += distance / static_cast<double>(v->count);
  v->squares += distance * (x - v->mean);
}

void variance_final(sqlite3_context* context) {
  const auto* v = static_cast<const Variance*>(sqlite3_aggregate_context(context, 0));
  if (!v || v->count == 0) return sqlite3_result_null(context);
  sqlite3_result_double(context, v->squares / static_cast<double>(v->count));
}

}  // namespace

void add_functions(sqlite3* handle) {
  constexpr int kFlags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
  int code = sqlite3_create_function_v2(handle, "epoch_microseconds", 1, kFlags, nullptr, epoch_microseconds, nullptr,
                                        nullptr, nullptr);
  if (code == SQLITE_OK) {
    code = sqlite3_create_function_v2(handle, "var_pop", 1, kFlags, nullptr, nullptr, variance_step, variance_final,
                                      nullptr);
  }
  if (code != SQLITE_OK) throw_error(handle, code, "adding a function");
}

}  // namespace ceilometer::storage::sqlite
