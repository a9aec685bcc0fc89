#include <string>

#include "storage/sqlite/sqlite_dialect.hpp"

// What this rests on: SQLite has one writer at a time, so a transaction that changes samples either ended before the
// one that set `marked_before`, and then is seen by every snapshot taken after that, or sees it and marks what it
// touches. The triggers run in whoever's session it is, with whatever version of SQLite: they keep to its old
// functions. None of their statements may fail, whatever conflict clause the writer's own statement brings along (it
// takes the place of theirs): hence NOT EXISTS rather than OR IGNORE.

namespace ceilometer::storage::sqlite {

namespace {

constexpr std::string_view kTables = R"sql(
CREATE TABLE ceilometer_summary_state (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  format INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  is_checked INTEGER NOT NULL,
  marked_before TEXT NOT NULL,
  folded_before TEXT NOT NULL,
  lease_owner TEXT,
  lease_until INTEGER
);
CREATE TABLE ceilometer_summary_dirty (
  meter_id INTEGER NOT NULL,
  resource_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  PRIMARY KEY (meter_id, resource_id, day, generation)
) WITHOUT ROWID;
CREATE INDEX ceilometer_summary_dirty_day ON ceilometer_summary_dirty (day);
CREATE TABLE ceilometer_summary_span (
  meter_id INTEGER NOT NULL,
  span INTEGER NOT NULL,
  resource_id INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  volumes INTEGER NOT NULL,
  total REAL,
  least REAL,
  most REAL,
  squares REAL,
  earliest INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  PRIMARY KEY (meter_id, span, resource_id)
) WITHOUT ROWID;
CREATE INDEX ceilometer_summary_span_series ON ceilometer_summary_span (resource_id, meter_id, span);
CREATE TABLE ceilometer_summary_day (
  meter_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  resource_id INTEGER NOT NULL,
  samples INTEGER NOT NULL,
  volumes INTEGER NOT NULL,
  total REAL,
  least REAL,
  most REAL,
  squares REAL,
  earliest INTEGER NOT NULL,
  latest INTEGER NOT NULL,
  points_id INTEGER NOT NULL,
  PRIMARY KEY (meter_id, day, resource_id)
) WITHOUT ROWID;
CREATE INDEX ceilometer_summary_day_series ON ceilometer_summary_day (resource_id, meter_id, day);
CREATE TABLE ceilometer_summary_points (id INTEGER NOT NULL PRIMARY KEY, points BLOB NOT NULL);
INSERT INTO ceilometer_summary_state VALUES
  (1, 1, 1, 0, '0001-01-01 00:00:00.000000', '0001-01-01 00:00:00.000000', NULL, NULL);
)sql";

/// The form that SQLAlchemy and we write, of a date that there is, with a number or nothing as its volume. Never NULL.
/// datetime() is given whole seconds, since it rounds fractions, and a modifier, without which it returns a 30th of
/// February as it is.
std::string is_packable(const std::string& row) {
  return "((" + row + ".timestamp IS NULL OR (datetime(substr(" + row + ".timestamp, 1, 19), '+0 days') IS substr(" +
         row + ".timestamp, 1, 19) AND substr(" + row + ".timestamp, 20) GLOB '.[0-9][0-9][0-9][0-9][0-9][0-9]' AND " +
         row + ".timestamp >= '0001')) AND typeof(" + row + ".volume) IN ('real', 'null'))";
}

std::string must_mark(const std::string& row) {
  return "(" + row + ".timestamp < (SELECT marked_before FROM ceilometer_summary_state) OR NOT " + is_packable(row) +
         ")";
}

/// Marks the chunk of a row, or its whole series as one that has no summaries.
std::string mark(const std::string& row, const std::string& from = "") {
  return "INSERT INTO ceilometer_summary_dirty (meter_id, resource_id, day, generation)"
         " SELECT m, r, d, g FROM (SELECT " +
         row + ".meter_id AS m, " + row + ".resource_id AS r, CASE WHEN " + row + ".timestamp IS NOT NULL AND " +
         is_packable(row) + " THEN CAST(julianday(substr(" + row +
         ".timestamp, 1, 10)) - 2440587.5 AS INTEGER) ELSE -1000000 END AS d, "
         "(SELECT generation FROM ceilometer_summary_state) AS g" +
         from +
         ") WHERE typeof(m) = 'integer' AND typeof(r) = 'integer' AND g IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "
         "ceilometer_summary_dirty x WHERE x.meter_id = m AND x.resource_id = r AND x.day = d AND x.generation = g); ";
}

std::string trigger(const std::string& name, const std::string& event, const std::string& when,
                    const std::string& body) {
  return "CREATE TRIGGER ceilometer_summary_" + name + " " + event + " ON sample WHEN " + when + " BEGIN " + body +
         "END;\n";
}

}  // namespace

std::string SqliteDialect::create_summaries() const {
  const std::string changes = "AFTER UPDATE OF meter_id, resource_id, volume, timestamp";
  // REPLACE removes the row that is in its way without running triggers for DELETE.
  const std::string replaced = mark("o", " FROM sample o WHERE o.id = NEW.id AND " + must_mark("o"));
  return std::string(kTables) + trigger("insert", "AFTER INSERT", must_mark("NEW"), mark("NEW")) +
         trigger("delete", "AFTER DELETE", must_mark("OLD"), mark("OLD")) +
         trigger("update_old", changes, must_mark("OLD"), mark("OLD")) +
         trigger("update_new", changes, must_mark("NEW"), mark("NEW")) +
         trigger("replace", "BEFORE INSERT", "EXISTS (SELECT 1 FROM sample WHERE id = NEW.id)", replaced) +
         trigger("update_id", "BEFORE UPDATE OF id",
                 "NEW.id <> OLD.id AND EXISTS (SELECT 1 FROM sample WHERE id = NEW.id)", replaced);
}

std::string SqliteDialect::drop_summaries() const {
  std::string script;
  for (const char* name : {"insert", "delete", "update_old", "update_new", "replace", "update_id"}) {
    script += std::string("DROP TRIGGER IF EXISTS ceilometer_summary_") + name + ";";
  }
  for (const char* name : {"state", "dirty", "span", "day", "points"}) {
    script += std::string("DROP TABLE IF EXISTS ceilometer_summary_") + name + ";";
  }
  return script;
}

std::string_view SqliteDialect::find_summaries() const {
  // Each query asks: by names first, since lists are made tables of, which takes longer than all of the rest.
  return "SELECT count(*) = 14 FROM sqlite_master WHERE name GLOB 'ceilometer_summary_*' AND type <> 'view' AND "
         "tbl_name IN ('sample', 'ceilometer_summary_state', 'ceilometer_summary_dirty', 'ceilometer_summary_span', "
         "'ceilometer_summary_day', 'ceilometer_summary_points')";
}

std::string SqliteDialect::cannot_be_packed() const { return "NOT " + is_packable("sample"); }

SqliteDialect::SummarySteps SqliteDialect::summary_steps() const {
  SummarySteps steps;
  steps.record = "UPDATE ceilometer_summary_state SET marked_before = ?1 WHERE marked_before < ?1";
  steps.end_generation = "UPDATE ceilometer_summary_state SET generation = generation + 1";
  steps.generation = "SELECT generation - 1 FROM ceilometer_summary_state";
  return steps;
}

}  // namespace ceilometer::storage::sqlite
