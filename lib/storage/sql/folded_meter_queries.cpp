#include "storage/sql/folded_meter_queries.hpp"

#include <algorithm>
#include <bit>

namespace ceilometer::storage::sql {

namespace {

// Lists are filled up by their last value, so that there are few statements to prepare.

std::string list_of(QueryText& sql, std::span<const std::string> texts) {
  std::string list;
  for (std::size_t i = 0; i < std::bit_ceil(texts.size()); ++i) {
    if (i > 0) list += ", ";
    list += sql.bind(texts[std::min(i, texts.size() - 1)]);
  }
  return list;
}

void append_list(QueryText& sql, std::span<const std::int64_t> ids) {
  for (std::size_t i = 0; i < std::bit_ceil(ids.size()); ++i) {
    sql << (i > 0 ? ", " : "") << Bound{ids[std::min(i, ids.size() - 1)]};
  }
}

}  // namespace

Query rows_of_ids(const Dialect& dialect, std::span<const std::string> ids, const Scope& scope) {
  QueryText sql(dialect);
  const auto list = list_of(sql, ids);
  sql << "SELECT resource.internal_id, resource.resource_id FROM resource WHERE "
      << dialect.one_of("resource.resource_id", list);
  if (const std::string* project = scope.project_id()) {
    sql << " AND " << dialect.equal("resource.project_id", sql.bind(*project));
  }
  return sql.take();
}

Query first_meters(const Dialect& dialect, std::int64_t count) {
  QueryText sql(dialect);
  sql << "SELECT meter.id, meter.name FROM meter ORDER BY meter.id LIMIT " << Bound{count};
  return sql.take();
}

Query some_marks(const Dialect& dialect, std::int64_t count) {
  QueryText sql(dialect);
  sql << "SELECT meter_id, resource_id, day FROM ceilometer_summary_dirty LIMIT " << Bound{count};
  return sql.take();
}

Query folded_series(const Dialect& dialect, std::span<const std::int64_t> resources) {
  QueryText sql(dialect);
  sql << "SELECT resource_id, meter_id, min(span), max(span) FROM ceilometer_summary_span"
      << dialect.by_index("ceilometer_summary_span_series") << " WHERE resource_id IN (";
  append_list(sql, resources);
  sql << ") GROUP BY resource_id, meter_id";
  return sql.take();
}

Query unfolded_series(const Dialect& dialect, std::span<const std::int64_t> resources, TimePoint folded_before) {
  QueryText sql(dialect);
  const auto append = [&] {
    sql << "SELECT sample.resource_id, sample.meter_id FROM sample WHERE sample.resource_id IN (";
    append_list(sql, resources);
    sql << ") AND sample.timestamp ";
  };
  append();
  sql << ">= " << Bound{dialect.timestamp(folded_before)} << " UNION ALL ";
  append();
  sql << "IS NULL";
  return sql.take();
}

Query has_sample(const Dialect& dialect, std::int64_t meter, std::int64_t resource) {
  QueryText sql(dialect);
  sql << "SELECT 1 FROM sample WHERE sample.meter_id = " << Bound{meter};
  sql << " AND sample.resource_id = " << Bound{resource} << " LIMIT 1";
  return sql.take();
}

}  // namespace ceilometer::storage::sql
