#include "storage/sql/read_queries.hpp"

#include <string>

#include "storage/sql/conditions.hpp"

namespace ceilometer::storage::sql {

namespace {

constexpr std::string_view kMeterColumns =
    "SELECT meter.name, meter.type, meter.unit, resource.resource_id, resource.project_id, resource.user_id, "
    "resource.source_id FROM ";

void append_join(QueryText& sql, std::string_view table, std::string_view key, std::string_view reference) {
  sql << " " << sql.dialect().ordered_join() << " " << table << " ON " << key << " = " << reference;
}

void append_dictionaries(QueryText& sql) {
  append_join(sql, "meter", "meter.id", "sample.meter_id");
  append_join(sql, "resource", "resource.internal_id", "sample.resource_id");
}

void append_limit(QueryText& sql, std::optional<std::int64_t> limit) {
  if (limit) sql << " LIMIT " << Bound{*limit};
}

/// Walks the index on (meter_id, resource_id) from one pair to the next, one seek each, and keeps of a resource's rows
/// (there is one for each of its owners and metadata) the one with the meter's latest sample. The siblings are tried
/// the newest first, since that is mostly the one with a later sample. Meter by meter, so that a limit is reached soon;
/// without a LIMIT of its own SQLite would take that order for one that nobody needs.
constexpr std::string_view kSeries =
    "WITH RECURSIVE series(m, r) AS ("
    "SELECT meter.id AS m, (SELECT min(s.resource_id) FROM sample s WHERE s.meter_id = meter.id) AS r FROM meter"
    " UNION ALL "
    "SELECT m, (SELECT min(s.resource_id) FROM sample s WHERE s.meter_id = m AND s.resource_id > r)"
    " FROM series WHERE r IS NOT NULL ORDER BY m, r LIMIT -1), "
    "latest(m, r, id) AS ("
    "SELECT m, r, (SELECT max(s.id) FROM sample s WHERE s.meter_id = m AND s.resource_id = r)"
    " FROM series WHERE r IS NOT NULL) ";

/// A sealed scope holds for sub-queries too: which sample is the latest of a resource that has moved on to another
/// project would tell that it has.
void append_seal(QueryText& sql, const Scope& scope, std::string_view table) {
  if (!scope.is_sealed()) return;
  sql << " AND " << sql.dialect().equal(std::string(table) + ".project_id", sql.bind(*scope.project_id()));
}

bool selects_samples(const query::SampleFilter& filter) { return filter.start || filter.end || filter.message_id; }

void append_latest_by_series(QueryText& sql, const query::SampleFilter& filter, const Scope& scope) {
  sql << kSeries << kMeterColumns << "latest";
  append_join(sql, "resource", "resource.internal_id", "latest.r");
  append_join(sql, "meter", "meter.id", "latest.m");
  // The sample is there; its row is of interest to those only who ask for more than which it is.
  if (selects_samples(filter)) append_join(sql, "sample", "sample.id", "latest.id");
  sql.where() << "(SELECT 1 FROM resource other WHERE other.resource_id = resource.resource_id"
                 " AND other.internal_id <> resource.internal_id";
  append_seal(sql, scope, "other");
  sql << " AND (SELECT max(s.id) FROM sample s WHERE s.meter_id = latest.m AND s.resource_id = other.internal_id)"
         " > latest.id ORDER BY other.internal_id DESC LIMIT 1) IS NULL";
}

/// For each meter one look for its latest sample that has a resource.
void append_latest_by_meter(QueryText& sql, const Scope& scope) {
  sql << kMeterColumns << "meter";
  append_join(
      sql, "sample", "sample.id",
      "(SELECT s.id FROM sample s JOIN resource o ON o.internal_id = s.resource_id WHERE s.meter_id = meter.id");
  append_seal(sql, scope, "o");
  sql << " ORDER BY s.id DESC LIMIT 1)";
  append_join(sql, "resource", "resource.internal_id", "sample.resource_id");
}

/// For each meter one look into each of the one resource's rows.
void append_latest_of_resource(QueryText& sql, const std::string& resource, const Scope& scope) {
  sql << kMeterColumns << "meter " << sql.dialect().ordered_join() << " sample ON sample.id = ("
      << "SELECT max((SELECT max(s.id) FROM sample s WHERE s.meter_id = meter.id AND s.resource_id = o.internal_id))"
      << " FROM resource o WHERE " << sql.dialect().equal("o.resource_id", sql.bind(resource));
  append_seal(sql, scope, "o");
  sql << ")";
  append_join(sql, "resource", "resource.internal_id", "sample.resource_id");
}

/// The same three where the engine finds the latest of all series at once, by one pass over an index or the table.
void append_latest_in_one_pass(QueryText& sql, const std::optional<std::string>& resource, bool unique,
                               const Scope& scope) {
  const Dialect& dialect = sql.dialect();
  sql << "WITH series AS (SELECT s.meter_id AS m, s.resource_id AS r, max(s.id) AS id FROM sample s";
  if (resource) {
    sql << " JOIN resource o ON o.internal_id = s.resource_id WHERE "
        << dialect.equal("o.resource_id", sql.bind(*resource));
  }
  sql << " GROUP BY s.meter_id, s.resource_id), latest AS (SELECT max(series.id) AS id FROM series"
         " JOIN resource ON resource.internal_id = series.r";
  append_seal(sql, scope, "resource");
  sql << " GROUP BY series.m" << (resource || unique ? "" : ", " + dialect.in_bytes("resource.resource_id")) << ") "
      << kMeterColumns
      << "latest JOIN sample ON sample.id = latest.id JOIN meter ON meter.id = sample.meter_id"
         " JOIN resource ON resource.internal_id = sample.resource_id";
}

/// Those with a time within the bounds, of one meter or any.
void append_timed(QueryText& sql, const query::SampleFilter& filter, std::optional<std::int64_t> meter_id) {
  if (meter_id) sql.where() << "sample.meter_id = " << Bound{*meter_id};
  sql.where() << "sample.timestamp IS NOT NULL";
  append_time_bounds(sql, filter);
}

void append_newest_first(QueryText& sql) { sql << " ORDER BY sample.timestamp DESC, sample.id DESC"; }

void append_behind(QueryText& sql, const Place& place) {
  if (std::holds_alternative<std::nullptr_t>(place.timestamp)) {
    sql.where() << "sample.timestamp IS NULL";
    return;
  }
  sql.where() << "(sample.timestamp < " << Bound{place.timestamp};
  if (place.id) sql << " OR sample.timestamp = " << Bound{place.timestamp} << " AND sample.id < " << Bound{*place.id};
  sql << " OR sample.timestamp IS NULL)";
}

}  // namespace

Query samples_by_set(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope,
                     const std::optional<Place>& behind, std::optional<std::int64_t> limit) {
  QueryText sql(dialect);
  sql << kSampleFields << " FROM sample";
  append_dictionaries(sql);
  append_set_conditions(sql, filter, scope);
  if (behind) append_behind(sql, *behind);
  // To follow the index on timestamp pays where nothing but time selects: else the few that match are sorted.
  const bool by_time = !filter.meter && !filter.message_id && !selects_resources(filter, scope);
  sql << " ORDER BY "
      << dialect.descending(by_time ? "sample.timestamp" : dialect.without_time_index("sample.timestamp"))
      << ", sample.id DESC";
  append_limit(sql, limit);
  return sql.take();
}

Query place_at_rank(const Dialect& dialect, const query::SampleFilter& filter, std::optional<std::int64_t> meter_id,
                    std::int64_t rank) {
  QueryText sql(dialect);
  sql << "SELECT sample.timestamp, sample.id FROM sample";
  append_timed(sql, filter, meter_id);
  append_newest_first(sql);
  sql << " LIMIT 1 OFFSET " << Bound{rank};
  return sql.take();
}

Query samples_since(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope, const Value& floor,
                    std::int64_t limit) {
  QueryText sql(dialect);
  sql << kSampleFields << " FROM sample";
  append_dictionaries(sql);
  sql.where() << "sample.timestamp >= " << Bound{floor};
  append_row_conditions(sql, filter, scope);
  append_newest_first(sql);
  append_limit(sql, limit);
  return sql.take();
}

/// A sample's own row is read for its meter and resource, and again where it matches.
Query samples_near(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope,
                   std::optional<std::int64_t> meter_id, std::int64_t window, std::int64_t limit) {
  QueryText sql(dialect);
  sql << kSampleFields << " FROM (SELECT sample.id, sample.meter_id, sample.resource_id FROM sample";
  append_timed(sql, filter, meter_id);
  append_newest_first(sql);
  sql << " LIMIT " << Bound{window} << ") near";
  append_join(sql, "meter", "meter.id", "near.meter_id");
  append_join(sql, "resource", "resource.internal_id", "near.resource_id");
  append_join(sql, "sample", "sample.id", "near.id");
  sql.begin_subquery();
  if (filter.meter && !meter_id) {
    // Before the joins: most of them are other meters'.
    sql.where() << "near.meter_id IN (SELECT meter.id FROM meter WHERE "
                << dialect.equal("meter.name", sql.bind(*filter.meter)) << ")";
  }
  append_row_conditions(sql, filter, scope);
  append_limit(sql, limit);
  return sql.take();
}

Query ids_of_meter(const Dialect& dialect, const std::string& name) {
  QueryText sql(dialect);
  sql << "SELECT meter.id FROM meter WHERE " << dialect.equal("meter.name", sql.bind(name));
  return sql.take();
}

Query samples_of_meter(const Dialect& dialect, const query::SampleFilter& filter, std::int64_t meter_id,
                       std::optional<std::int64_t> limit) {
  QueryText sql(dialect);
  sql << kSampleFields << " FROM sample";
  append_dictionaries(sql);
  append_timed(sql, filter, meter_id);
  append_newest_first(sql);
  append_limit(sql, limit);
  return sql.take();
}

Query meters(const Dialect& dialect, const query::SampleFilter& filter, bool unique, const Scope& scope,
             std::optional<std::int64_t> limit) {
  QueryText sql(dialect);
  if (!dialect.seeks_latest()) {
    append_latest_in_one_pass(sql, filter.resource, unique, scope);
  } else if (filter.resource) {
    append_latest_of_resource(sql, *filter.resource, scope);
  } else if (unique) {
    append_latest_by_meter(sql, scope);
  } else {
    append_latest_by_series(sql, filter, scope);
  }
  append_row_conditions(sql, filter, scope);
  if (filter.resource || unique) {
    sql << " ORDER BY meter.id";
  } else if (!dialect.seeks_latest()) {
    sql << " ORDER BY meter.id, sample.resource_id";
  }
  append_limit(sql, limit);
  return sql.take();
}

}  // namespace ceilometer::storage::sql
