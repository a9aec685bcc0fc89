#include "storage/sql/summary_queries.hpp"

#include <string>

#include "storage/sql/conditions.hpp"
#include "storage/sql/statistics_queries.hpp"

namespace ceilometer::storage::sql {

namespace {

/// The query's conditions on a series; the table is called `sample`, as they have it.
void append_series_conditions(QueryText& sql, const PartsQuery& parts, std::span<const std::int64_t> meters) {
  sql.where() << "sample.meter_id";
  if (meters.size() == 1) {
    sql << " = " << Bound{meters.front()};
  } else {
    sql << " IN (";
    for (std::size_t i = 0; i < meters.size(); ++i) sql << (i > 0 ? ", " : "") << Bound{meters[i]};
    sql << ")";
  }
  query::SampleFilter of_resource = parts.query.filter;
  of_resource.meter.reset();
  of_resource.start.reset();
  of_resource.end.reset();
  append_set_conditions(sql, of_resource, parts.scope, !of_resource.resource);
}

void append_days(QueryText& sql, std::string_view column, std::int64_t first, std::int64_t last) {
  sql.where() << column << " >= " << Bound{first};
  sql.where() << column << " <= " << Bound{last};
}

/// A single resource's rows are found by their series; where there may be many, rows are read in their own order.
void append_table(QueryText& sql, const PartsQuery& parts, const std::string& table) {
  sql << " FROM " << table << " AS sample";
  if (parts.query.filter.resource) sql << sql.dialect().by_index(table + "_series");
}

void append_names(QueryText& sql, const PartsQuery& parts) {
  sql << "meter.unit";
  append_attributes(sql, parts.attributes);
}

void append_name_joins(QueryText& sql, const PartsQuery& parts) {
  const auto join = parts.dialect.ordered_join();
  sql << " " << join << " meter ON meter.id = sample.meter_id";
  append_attribute_joins(sql, parts.attributes, "sample.resource_id", join);
}

void append_statistics(QueryText& sql) {
  sql << ", sample.samples, sample.volumes, sample.total, sample.least, sample.most, sample.squares, sample.earliest, "
         "sample.latest";
}

/// The points of a row of `packed`; NULL where the row's statistics will do.
void append_points(QueryText& sql, const PartsQuery& parts, const Stretch& stretch) {
  sql << "CASE WHEN sample.earliest >= " << Bound{stretch.from} << " AND sample.latest < " << Bound{stretch.until};
  if (parts.periods) {
    const auto start = Bound{microseconds_of(parts.periods->start)};
    const auto length = Bound{parts.periods->seconds * 1'000'000};
    const auto division = parts.dialect.integer_division();
    sql << " AND (sample.earliest - " << start << ") " << division << " " << length << " = (sample.latest - " << start
        << ") " << division << " " << length;
  }
  sql << " THEN NULL ELSE packed.points END";
}

}  // namespace

Query meter_ids(const PartsQuery& parts) {
  QueryText sql(parts.dialect);
  sql << "SELECT meter.id FROM meter WHERE " << parts.dialect.equal("meter.name", sql.bind(*parts.query.filter.meter));
  return sql.take();
}

Query marks(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch) {
  QueryText sql(parts.dialect);
  sql << "SELECT DISTINCT sample.meter_id, sample.resource_id, sample.day FROM ceilometer_summary_dirty AS sample";
  append_series_conditions(sql, parts, meters);
  sql.where() << "(sample.day = " << Bound{kAlwaysRaw} << " OR sample.day BETWEEN " << Bound{stretch.first_day()}
              << " AND " << Bound{stretch.last_day()} << ")";
  return sql.take();
}

Query spans(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch) {
  QueryText sql(parts.dialect);
  sql << "SELECT sample.meter_id, sample.resource_id, sample.span, NULL, ";
  append_names(sql, parts);
  append_statistics(sql);
  append_table(sql, parts, "ceilometer_summary_span");
  append_name_joins(sql, parts);
  append_series_conditions(sql, parts, meters);
  append_days(sql, "sample.span", span_of(stretch.first_day()), span_of(stretch.last_day()));
  return sql.take();
}

Query days(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch, std::int64_t first,
           std::int64_t last) {
  QueryText sql(parts.dialect);
  const bool is_by_points = parts.periods && parts.periods->seconds * 1'000'000 < kDay;
  sql << "SELECT sample.meter_id, sample.resource_id, sample.day, ";
  if (is_by_points) {
    sql << "packed.points";
  } else {
    append_points(sql, parts, stretch);
  }
  sql << ", ";
  append_names(sql, parts);
  if (!is_by_points) append_statistics(sql);
  append_table(sql, parts, "ceilometer_summary_day");
  // Joined, since SQLite copies what comes out of a subquery.
  sql << " " << parts.dialect.ordered_join() << " ceilometer_summary_points AS packed ON packed.id = sample.points_id";
  append_name_joins(sql, parts);
  append_series_conditions(sql, parts, meters);
  append_days(sql, "sample.day", first, last);
  sql << " ORDER BY sample.day";
  return sql.take();
}

Query samples_of_marked_series(const PartsQuery& parts, std::span<const std::int64_t> meters, const Stretch& stretch) {
  QueryText sql(parts.dialect);
  const auto join = parts.dialect.ordered_join();
  sql << "SELECT s.meter_id, s.resource_id, s.timestamp, s.volume, ";
  append_names(sql, parts);
  sql << " FROM (SELECT DISTINCT sample.meter_id, sample.resource_id FROM ceilometer_summary_dirty AS sample";
  append_series_conditions(sql, parts, meters);
  append_days(sql, "sample.day", stretch.first_day(), stretch.last_day());
  sql << ") AS sample " << join
      << " sample AS s ON s.meter_id = sample.meter_id AND s.resource_id = sample.resource_id";
  append_name_joins(sql, parts);
  sql << " WHERE " << parts.dialect.without_index("s.timestamp")
      << " >= " << Bound{parts.dialect.timestamp(time_of(stretch.from))} << " AND "
      << parts.dialect.without_index("s.timestamp") << " < " << Bound{parts.dialect.timestamp(time_of(stretch.until))};
  return sql.take();
}

Query has_more_samples(const Dialect& dialect, TimePoint from, std::int64_t count) {
  QueryText sql(dialect);
  sql << "SELECT 1 FROM sample WHERE sample.timestamp >= " << Bound{dialect.timestamp(from)}
      << " ORDER BY sample.timestamp LIMIT 1 OFFSET " << Bound{count};
  return sql.take();
}

}  // namespace ceilometer::storage::sql
