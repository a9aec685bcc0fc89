#include <string>

#include "storage/postgresql/postgresql_dialect.hpp"

// What this rests on (the whole of it is in docs/decisions/0006-summaries.md): writers overlap, in any isolation level,
// and none may wait for another or for a folder because of a mark.
//
//   - `marked_before` is in a sequence, which everybody sees as it is and not as it was in their snapshot. A trigger
//     reads it after its row was written, so after its transaction got its number; the folder raises it and then takes
//     a number for itself. A transaction with a lower number has ended in the snapshots that are folded, and is in
//     them; one with a higher number has seen it, and marked.
//   - Marks are only ever added by writers, in an index that is not unique. A mark's generation is its transaction's
//     number: those below the lowest one that is still open are in every later snapshot, and go with the chunk.
//
// The triggers run in whoever's session it is: ALWAYS, so that replication's workers run them too, and so that a
// trigger that was switched off and on again is told from one that never was. Their conditions are expressions of the
// table, which know what they refer to whatever the session's search_path says; the functions go by the table's schema,
// and have their owner's rights, for a writer may have none on our tables.

namespace ceilometer::storage::postgresql {

namespace {

constexpr std::string_view kTables = R"sql(
CREATE TABLE ceilometer_summary_state (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  format INTEGER NOT NULL,
  of_sample OID NOT NULL,
  is_checked INTEGER NOT NULL,
  marked_before TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  marked_by BIGINT NOT NULL,
  folded_before TIMESTAMP WITHOUT TIME ZONE NOT NULL,
  lease_owner TEXT,
  lease_until BIGINT
);
CREATE TABLE ceilometer_summary_dirty (
  meter_id INTEGER NOT NULL,
  resource_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  generation BIGINT NOT NULL
);
CREATE INDEX ceilometer_summary_dirty_day ON ceilometer_summary_dirty (day, meter_id, resource_id, generation);
CREATE TABLE ceilometer_summary_span (
  meter_id INTEGER NOT NULL,
  span INTEGER NOT NULL,
  resource_id INTEGER NOT NULL,
  samples BIGINT NOT NULL,
  volumes BIGINT NOT NULL,
  total DOUBLE PRECISION,
  least DOUBLE PRECISION,
  most DOUBLE PRECISION,
  squares DOUBLE PRECISION,
  earliest BIGINT NOT NULL,
  latest BIGINT NOT NULL,
  PRIMARY KEY (meter_id, span, resource_id)
);
CREATE INDEX ceilometer_summary_span_series ON ceilometer_summary_span (resource_id, meter_id, span);
CREATE TABLE ceilometer_summary_day (
  meter_id INTEGER NOT NULL,
  day INTEGER NOT NULL,
  resource_id INTEGER NOT NULL,
  samples BIGINT NOT NULL,
  volumes BIGINT NOT NULL,
  total DOUBLE PRECISION,
  least DOUBLE PRECISION,
  most DOUBLE PRECISION,
  squares DOUBLE PRECISION,
  earliest BIGINT NOT NULL,
  latest BIGINT NOT NULL,
  points_id BIGINT NOT NULL,
  PRIMARY KEY (meter_id, day, resource_id)
);
CREATE INDEX ceilometer_summary_day_series ON ceilometer_summary_day (resource_id, meter_id, day);
CREATE TABLE ceilometer_summary_points (id BIGSERIAL NOT NULL PRIMARY KEY, points BYTEA NOT NULL);
CREATE SEQUENCE ceilometer_summary_marked MINVALUE -9223372036854775807;
SELECT setval('ceilometer_summary_marked', -62135596800000000);
GRANT SELECT ON SEQUENCE ceilometer_summary_marked TO PUBLIC;
INSERT INTO ceilometer_summary_state VALUES
  (1, 1, 'sample'::regclass, 0, '0001-01-01 00:00:00', 0, '0001-01-01 00:00:00', NULL, NULL);
)sql";

/// A day that there is in the model's calendar, and a volume whose sums and squares stay far from overflowing, which is
/// an error in the engine's own sums: neither infinite nor NaN, which is greater than any number here. Never NULL.
std::string is_packable(const std::string& row) {
  return "(" + row + ".timestamp IS NULL OR " + row + ".timestamp >= '0001-01-01' AND " + row +
         ".timestamp < '10000-01-01') AND (" + row + ".volume IS NULL OR abs(" + row + ".volume) <= 1e100)";
}

/// Never NULL. Where the sequence says nothing, everything is marked.
std::string must_mark(const std::string& row) {
  return "(" + row + ".timestamp IS NOT NULL AND (" + row +
         ".timestamp < timestamp '1970-01-01' + pg_sequence_last_value('ceilometer_summary_marked'::regclass) * "
         "interval '1 microsecond') IS NOT FALSE OR NOT (" +
         is_packable(row) + "))";
}

std::string differs() {
  std::string condition;
  for (const char* column : {"timestamp", "volume", "meter_id", "resource_id"}) {
    if (!condition.empty()) condition += " OR ";
    condition += std::string("OLD.") + column + " IS DISTINCT FROM NEW." + column;
  }
  return "(" + condition + ")";
}

std::string function(const std::string& name, const std::string& declarations, const std::string& body) {
  const std::string signature = "ceilometer_summary_" + name + "()";
  return "CREATE FUNCTION " + signature +
         " RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $body$\n" +
         declarations +
         "BEGIN\n"
         "  PERFORM set_config('search_path', quote_ident(TG_TABLE_SCHEMA) || ', pg_temp', true);\n" +
         body +
         "  RETURN NULL;\n"
         "END\n"
         "$body$;\n"
         "REVOKE ALL ON FUNCTION " +
         signature + " FROM PUBLIC;\n";
}

/// Marks the chunk of a row, or its whole series as one that has no summaries; once in a transaction. A serializable
/// one does not look for its own marks first: whoever marks meanwhile would be in conflict with it.
std::string mark_function() {
  return function("mark", "DECLARE\n  changed RECORD;\n  chunk INTEGER := -1000000;\n",
                  "  IF TG_ARGV[0] = 'old' THEN changed := OLD; ELSE changed := NEW; END IF;\n"
                  "  IF changed.meter_id IS NULL OR changed.resource_id IS NULL THEN RETURN NULL; END IF;\n"
                  "  IF changed.timestamp IS NOT NULL AND " +
                      is_packable("changed") +
                      " THEN\n"
                      "    chunk := changed.timestamp::date - date '1970-01-01';\n"
                      "  END IF;\n"
                      "  IF current_setting('transaction_isolation') = 'serializable' OR NOT EXISTS (\n"
                      "      SELECT 1 FROM ceilometer_summary_dirty d\n"
                      "      WHERE d.day = chunk AND d.meter_id = changed.meter_id\n"
                      "        AND d.resource_id = changed.resource_id\n"
                      "        AND (d.generation = txid_current() OR chunk = -1000000)) THEN\n"
                      "    INSERT INTO ceilometer_summary_dirty (meter_id, resource_id, day, generation)\n"
                      "    VALUES (changed.meter_id, changed.resource_id, chunk, txid_current());\n"
                      "  END IF;\n");
}

/// TRUNCATE has no rows. Who folds meanwhile loses the lease; the state's row first, which every folder writes. Marks
/// of whole series stay, for the function above relies on them.
std::string forget_function() {
  return function("forget", "",
                  "  UPDATE ceilometer_summary_state\n"
                  "    SET folded_before = '0001-01-01 00:00:00', lease_owner = NULL, lease_until = NULL;\n"
                  "  DELETE FROM ceilometer_summary_span;\n"
                  "  DELETE FROM ceilometer_summary_day;\n"
                  "  DELETE FROM ceilometer_summary_points;\n"
                  "  DELETE FROM ceilometer_summary_dirty WHERE day <> -1000000;\n");
}

std::string trigger(const std::string& name, const std::string& event, const std::string& action) {
  return "CREATE TRIGGER ceilometer_summary_" + name + " AFTER " + event + " ON sample " + action +
         ";\n"
         "ALTER TABLE sample ENABLE ALWAYS TRIGGER ceilometer_summary_" +
         name + ";\n";
}

std::string mark_trigger(const std::string& name, const std::string& event, const std::string& row,
                         const std::string& condition = "") {
  return trigger(name, event,
                 "FOR EACH ROW WHEN (" + condition + must_mark(row == "old" ? "OLD" : "NEW") +
                     ") EXECUTE PROCEDURE ceilometer_summary_mark('" + row + "')");
}

}  // namespace

std::string PostgresqlDialect::create_summaries() const {
  return std::string(kTables) + mark_function() + forget_function() + mark_trigger("insert", "INSERT", "new") +
         mark_trigger("delete", "DELETE", "old") + mark_trigger("update_old", "UPDATE", "old", differs() + " AND ") +
         mark_trigger("update_new", "UPDATE", "new", differs() + " AND ") +
         trigger("truncate", "TRUNCATE", "FOR EACH STATEMENT EXECUTE PROCEDURE ceilometer_summary_forget()");
}

std::string PostgresqlDialect::drop_summaries() const {
  std::string script;
  for (const char* name : {"insert", "delete", "update_old", "update_new", "truncate"}) {
    script += std::string("DROP TRIGGER IF EXISTS ceilometer_summary_") + name + " ON sample;\n";
  }
  for (const char* name : {"mark", "forget"}) {
    script += std::string("DROP FUNCTION IF EXISTS ceilometer_summary_") + name + "();\n";
  }
  for (const char* name : {"state", "dirty", "span", "day", "points"}) {
    script += std::string("DROP TABLE IF EXISTS ceilometer_summary_") + name + ";\n";
  }
  return script + "DROP SEQUENCE IF EXISTS ceilometer_summary_marked;\n";
}

std::string_view PostgresqlDialect::have_samples_alone() const {
  return "SET LOCAL lock_timeout TO '1s'; LOCK TABLE sample IN ACCESS EXCLUSIVE MODE";
}

/// Only where nothing gets into `sample`, or out of it, besides its triggers: not by partitions and children, by a
/// crash (UNLOGGED), or for some sessions only (row level security).
std::string_view PostgresqlDialect::find_summaries() const {
  return "SELECT count(*) = 5 AND (SELECT count(*) = 6 FROM pg_class c WHERE c.relnamespace = s.relnamespace AND "
         "c.relname IN ('ceilometer_summary_state', 'ceilometer_summary_dirty', 'ceilometer_summary_span', "
         "'ceilometer_summary_day', 'ceilometer_summary_points', 'ceilometer_summary_marked') AND c.relkind IN ('r', "
         "'S') AND c.relpersistence = 'p' AND has_table_privilege(c.oid, 'SELECT')) FROM pg_class s JOIN pg_trigger t "
         "ON t.tgrelid = s.oid WHERE s.oid = to_regclass('sample') AND s.relkind = 'r' AND s.relpersistence = 'p' AND "
         "NOT s.relrowsecurity AND NOT EXISTS (SELECT 1 FROM pg_inherits i WHERE i.inhparent = s.oid) AND t.tgenabled "
         "= 'A' AND t.tgname IN ('ceilometer_summary_insert', 'ceilometer_summary_delete', "
         "'ceilometer_summary_update_old', 'ceilometer_summary_update_new', 'ceilometer_summary_truncate') GROUP BY "
         "s.relnamespace";
}

/// A dump that was loaded elsewhere has the rows, but numbers of transactions that mean nothing there.
std::string_view PostgresqlDialect::is_of_this_sample() const { return "of_sample = 'sample'::regclass"; }

/// Before the snapshot, which this statement does not take: TRUNCATE empties the table for older ones too.
std::string_view PostgresqlDialect::hold_summaries() const { return "LOCK TABLE sample IN ACCESS SHARE MODE"; }

std::string PostgresqlDialect::cannot_be_packed() const { return "NOT (" + is_packable("sample") + ")"; }

PostgresqlDialect::SummarySteps PostgresqlDialect::summary_steps() const {
  SummarySteps steps;
  steps.announce =
      "SELECT setval('ceilometer_summary_marked', greatest(last_value, CAST(EXTRACT(EPOCH FROM $1::timestamp) * "
      "1000000 AS bigint))) FROM ceilometer_summary_marked";
  // The transaction got its number after the announcement was committed, since it is another one.
  steps.record =
      "UPDATE ceilometer_summary_state SET marked_before = $1::timestamp, marked_by = txid_current() WHERE "
      "marked_before < $1::timestamp";
  steps.is_settled = "SELECT txid_snapshot_xmin(txid_current_snapshot()) > marked_by FROM ceilometer_summary_state";
  steps.generation = "SELECT txid_snapshot_xmin(txid_current_snapshot()) - 1";
  steps.analyze =
      "ANALYZE ceilometer_summary_day; ANALYZE ceilometer_summary_span; ANALYZE ceilometer_summary_points; ANALYZE "
      "ceilometer_summary_dirty";
  return steps;
}

}  // namespace ceilometer::storage::postgresql
