#include "storage/sql/statistics_queries.hpp"

#include <algorithm>

#include "storage/sql/conditions.hpp"

namespace ceilometer::storage::sql {

namespace {

using query::GroupField;
using Function = query::Aggregate::Function;

std::string_view column_of(GroupField field) {
  switch (field) {
    case GroupField::kUser:
      return "resource.user_id";
    case GroupField::kProject:
      return "resource.project_id";
    case GroupField::kResource:
      return "resource.resource_id";
    case GroupField::kSource:
      return "resource.source_id";
    case GroupField::kInstanceType:
      break;
  }
  return "metadata_text.value";
}

/// The samples that match, as far as one looks at `sample` alone: those without a resource do not count.
void append_conditions(QueryText& sql, const query::SampleFilter& filter, const Scope& scope, bool joins_resource,
                       bool by_time = false) {
  append_set_conditions(sql, filter, scope, by_time);
  if (!joins_resource && !selects_resources(filter, scope)) {
    sql.where() << "EXISTS (SELECT 1 FROM resource WHERE resource.internal_id = sample.resource_id)";
  }
}

std::int64_t microseconds(TimePoint t) { return t.time_since_epoch().count(); }

}  // namespace

std::vector<GroupField> attributes_of(const query::StatisticsQuery& query) {
  std::vector<GroupField> fields = query.group_by;
  for (const auto& aggregate : query.aggregates) {
    if (aggregate.function != Function::kCardinality) continue;
    if (std::find(fields.begin(), fields.end(), aggregate.of) == fields.end()) fields.push_back(aggregate.of);
  }
  return fields;
}

void append_attributes(QueryText& sql, const std::vector<GroupField>& attributes) {
  for (const auto field : attributes) sql << ", " << column_of(field);
}

void append_attribute_joins(QueryText& sql, const std::vector<GroupField>& attributes, std::string_view resource_id,
                            std::string_view join) {
  sql << " " << join << " resource ON resource.internal_id = " << resource_id;
  if (std::find(attributes.begin(), attributes.end(), GroupField::kInstanceType) == attributes.end()) return;
  sql << " " << join << " metadata_text ON metadata_text.id = " << resource_id << " AND "
      << sql.dialect().equal("metadata_text.meta_key", "'instance_type'");
}

Query statistics_parts(const Dialect& dialect, const query::StatisticsQuery& query,
                       const std::vector<GroupField>& attributes, const Scope& scope,
                       const std::optional<query::Periods>& periods, Samples which) {
  const bool by_resource = !attributes.empty();
  const bool has_variance = std::any_of(query.aggregates.begin(), query.aggregates.end(),
                                        [](const auto& a) { return a.function == Function::kStddev; });
  QueryText sql(dialect);
  sql << "WITH part AS (SELECT ";
  if (periods) {
    sql << "(" << dialect.microseconds("sample.timestamp") << " - " << Bound{microseconds(periods->start)} << ") "
        << dialect.integer_division() << " " << Bound{periods->seconds * 1'000'000};
  } else {
    sql << "0";
  }
  sql << " AS bucket, sample.meter_id AS m, " << (by_resource ? "sample.resource_id AS r, " : "")
      << "min(sample.timestamp) AS lo, max(sample.timestamp) AS hi, count(sample.volume) AS n, "
         "min(sample.volume) AS smallest, max(sample.volume) AS largest, sum(sample.volume) AS total, "
      << (has_variance ? "var_pop(sample.volume)" : "NULL") << " AS variance FROM sample";
  append_conditions(sql, query.filter, scope, by_resource, which != Samples::kAll);
  if (which == Samples::kWithoutTime) sql.where() << "sample.timestamp IS NULL";
  if (periods) {
    sql.where() << "sample.timestamp >= " << Bound{dialect.timestamp(periods->start)};
    sql.where() << "sample.timestamp < " << Bound{dialect.timestamp(periods->end())};
  }
  // An index that gives the groups in order would be walked from end to end for it.
  const auto id = [&](std::string_view column) {
    return which == Samples::kAll ? std::string(column) : dialect.without_index(column);
  };
  sql << " GROUP BY " << (periods ? "bucket, " : "") << id("sample.meter_id")
      << (by_resource ? ", " + id("sample.resource_id") : "")
      << ") SELECT meter.unit, part.bucket, part.lo, part.hi, part.n, part.smallest, part.largest, part.total, "
         "part.variance";
  append_attributes(sql, attributes);
  sql << " FROM part JOIN meter ON meter.id = part.m";
  if (by_resource) append_attribute_joins(sql, attributes, "part.r");
  if (periods) sql << " ORDER BY part.bucket";
  return sql.take();
}

Query time_range_of_first_unit(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope) {
  QueryText sql(dialect);
  sql << "WITH part AS (SELECT sample.meter_id AS m, min(sample.timestamp) AS lo, max(sample.timestamp) AS hi"
         " FROM sample";
  append_conditions(sql, filter, scope, false);
  const std::string unit = dialect.in_bytes("meter.unit");
  sql << " GROUP BY sample.meter_id) SELECT min(part.lo), max(part.hi) FROM part JOIN meter ON meter.id = part.m"
         " GROUP BY "
      << unit << " ORDER BY " << dialect.ascending(unit) << " LIMIT 1";
  return sql.take();
}

}  // namespace ceilometer::storage::sql
