#include "storage/postgresql/postgresql_dialect.hpp"

namespace ceilometer::storage::postgresql {

/// Numbers say what they are, or a float would be read as the integer that it is compared with; texts and times become
/// what they stand beside.
std::string PostgresqlDialect::typed_placeholder(int index, const sql::Value& value) const {
  if (std::holds_alternative<std::int64_t>(value)) return placeholder(index) + "::bigint";
  if (std::holds_alternative<double>(value)) return placeholder(index) + "::double precision";
  return placeholder(index);
}

std::string PostgresqlDialect::without_time_index(std::string_view column) const {
  return "(" + std::string(column) + " + interval '0')";
}

std::string PostgresqlDialect::same(std::string_view text, std::string_view other) const {
  return std::string(text) + " IS NOT DISTINCT FROM " + std::string(other);
}

std::string PostgresqlDialect::same_time(std::string_view time, std::string_view other) const {
  const std::string a(time);
  const std::string b(other);
  return "(" + a + " = " + b + " OR " + a + " IS NULL AND " + b + " IS NULL)";
}

sql::Value PostgresqlDialect::timestamp(TimePoint t) const {
  std::string text;
  append_sqlite_time(text, t);
  return text;
}

std::optional<TimePoint> PostgresqlDialect::read_timestamp(const sql::Statement& row, int column) const {
  if (row.is_null(column)) return std::nullopt;
  return parse_sqlite_time(row.text(column));
}

sql::Value PostgresqlDialect::copy_timestamp(const sql::Statement& row, int column) const {
  if (row.is_null(column)) return nullptr;
  return std::string(row.text(column));
}

std::string PostgresqlDialect::microseconds(std::string_view column) const {
  return "CAST(EXTRACT(EPOCH FROM " + std::string(column) + ") * 1000000 AS bigint)";
}

sql::Dialect::Limits PostgresqlDialect::limits() const {
  return {.name = 255, .message_id = 128, .signature = 64, .text = 0, .infinity = true, .nan = true, .nul = false};
}

/// The number is ours alone: nobody else takes this lock.
std::string PostgresqlDialect::lock_name() const {
  return "SELECT pg_advisory_xact_lock(7365896217341000 + $1::bigint)";
}

std::string_view PostgresqlDialect::lock_schema() const { return "SELECT pg_advisory_xact_lock(7365896217340177)"; }

/// A bitmap has all rows of a range sorted for the few that come first.
std::string_view PostgresqlDialect::prefer_indexes() const {
  return "SET enable_seqscan TO off; SET enable_bitmapscan TO off";
}

std::string_view PostgresqlDialect::list_tables() const {
  return "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()";
}

std::string_view PostgresqlDialect::list_indexes() const {
  return "SELECT i.relname, t.relname, x.indisvalid FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid "
         "JOIN pg_class t ON t.oid = x.indrelid JOIN pg_namespace n ON n.oid = t.relnamespace "
         "WHERE n.nspname = current_schema()";
}

std::vector<std::string> PostgresqlDialect::create_index(std::string_view name, std::string_view table,
                                                         std::string_view columns) const {
  return {"CREATE INDEX CONCURRENTLY " + std::string(name) + " ON " + std::string(table) + " (" + std::string(columns) +
          ")"};
}

std::vector<std::string> PostgresqlDialect::drop_index(std::string_view name, std::string_view /*table*/) const {
  return {"DROP INDEX CONCURRENTLY IF EXISTS " + std::string(name)};
}

/// The number is ours alone, and another one than that of lock_schema().
std::string_view PostgresqlDialect::claim_upkeep() const { return "SELECT pg_try_advisory_lock(7365896217340178)"; }

std::string PostgresqlDialect::continue_ids(std::string_view table, std::string_view column) const {
  const std::string of = "pg_get_serial_sequence('" + std::string(table) + "', '" + std::string(column) + "')";
  return "SELECT setval(" + of + ", (SELECT max(" + std::string(column) + ") FROM " + std::string(table) + ")) WHERE " +
         of + " IS NOT NULL AND EXISTS (SELECT 1 FROM " + std::string(table) + ")";
}

}  // namespace ceilometer::storage::postgresql
