#include "storage/sql/conditions.hpp"

#include <string>

namespace ceilometer::storage::sql {

namespace {

void append_owner(QueryText& sql, std::string_view column, const query::Owner& owner) {
  if (owner.id) {
    sql.where() << sql.dialect().equal(column, sql.bind(*owner.id));
  } else {
    sql.where() << column << " IS NULL";
  }
}

struct TypedValue {
  std::string_view table;
  Value value;
};

/// Each type has its table, and a value is looked for in its own type's only: `metadata.vcpus = 2` does not find 2.0.
TypedValue typed_value(const query::MetadataCondition& condition, const Dialect& dialect) {
  if (const auto* b = std::get_if<bool>(&condition.value)) return {"metadata_bool", dialect.boolean(*b)};
  if (const auto* i = std::get_if<std::int64_t>(&condition.value)) return {"metadata_int", *i};
  if (const auto* d = std::get_if<double>(&condition.value)) return {"metadata_float", *d};
  if (const auto* s = std::get_if<std::string>(&condition.value)) return {"metadata_text", *s};
  return {"metadata_text", nullptr};
}

/// The original joined outwardly, so "is None" holds as well where there is no such key among the texts: what must not
/// be there is a text that is not null.
void append_metadata(QueryText& sql, const query::MetadataCondition& condition, bool by_row) {
  TypedValue typed = typed_value(condition, sql.dialect());
  const bool is_null = std::holds_alternative<std::nullptr_t>(typed.value);
  if (by_row) {
    sql.where() << (is_null ? "NOT EXISTS" : "EXISTS") << " (SELECT 1 FROM " << typed.table << " WHERE " << typed.table
                << ".id = resource.internal_id AND ";
  } else {
    sql.where() << (is_null ? "resource.internal_id NOT IN" : "resource.internal_id IN") << " (SELECT " << typed.table
                << ".id FROM " << typed.table << " WHERE ";
  }
  const std::string table(typed.table);
  sql << sql.dialect().equal(table + ".meta_key", sql.bind(condition.key)) << " AND ";
  if (is_null) {
    sql << table << ".value IS NOT NULL)";
  } else if (std::holds_alternative<std::string>(condition.value)) {
    sql << sql.dialect().equal(table + ".value", sql.bind(std::move(typed.value))) << ")";
  } else {
    sql << table << ".value = " << Bound{std::move(typed.value)} << ")";
  }
}

void append_resource_conditions(QueryText& sql, const query::SampleFilter& filter, const Scope& scope, bool by_row) {
  const auto equal = [&](std::string_view column, const std::string& value) {
    sql.where() << sql.dialect().equal(column, sql.bind(value));
  };
  if (const std::string* project = scope.project_id()) equal("resource.project_id", *project);
  if (filter.resource) equal("resource.resource_id", *filter.resource);
  if (filter.source) equal("resource.source_id", *filter.source);
  if (filter.user) append_owner(sql, "resource.user_id", *filter.user);
  if (filter.project) append_owner(sql, "resource.project_id", *filter.project);
  for (const auto& condition : filter.metadata) append_metadata(sql, condition, by_row);
}

}  // namespace

bool selects_resources(const query::SampleFilter& filter, const Scope& scope) {
  return scope.project_id() || filter.resource || filter.source || filter.user || filter.project ||
         !filter.metadata.empty();
}

void append_time_bounds(QueryText& sql, const query::SampleFilter& filter) {
  if (filter.start) {
    sql.where() << "sample.timestamp " << (filter.start->inclusive ? ">= " : "> ")
                << Bound{sql.dialect().timestamp(filter.start->at)};
  }
  if (filter.end) {
    sql.where() << "sample.timestamp " << (filter.end->inclusive ? "<= " : "< ")
                << Bound{sql.dialect().timestamp(filter.end->at)};
  }
}

query::SampleFilter without_null_owners(query::SampleFilter filter) {
  if (filter.user && !filter.user->id) filter.user.reset();
  if (filter.project && !filter.project->id) filter.project.reset();
  return filter;
}

void append_owner_conditions(QueryText& sql, const query::SampleFilter& filter, const Scope& scope) {
  append_resource_conditions(sql, filter, scope, true);
}

void append_row_conditions(QueryText& sql, const query::SampleFilter& filter, const Scope& scope) {
  append_time_bounds(sql, filter);
  if (filter.meter) sql.where() << sql.dialect().equal("meter.name", sql.bind(*filter.meter));
  if (filter.message_id) sql.where() << sql.dialect().equal("sample.message_id", sql.bind(*filter.message_id));
  append_resource_conditions(sql, filter, scope, true);
}

void append_set_conditions(QueryText& sql, const query::SampleFilter& filter, const Scope& scope, bool by_time) {
  const auto id = [&](std::string_view column) {
    return by_time ? sql.dialect().without_index(column) : std::string(column);
  };
  append_time_bounds(sql, filter);
  if (filter.message_id) sql.where() << sql.dialect().equal("sample.message_id", sql.bind(*filter.message_id));
  if (filter.meter) {
    sql.where() << id("sample.meter_id") << " IN (SELECT meter.id FROM meter WHERE "
                << sql.dialect().equal("meter.name", sql.bind(*filter.meter)) << ")";
  }
  if (!selects_resources(filter, scope)) return;
  sql.where() << id("sample.resource_id") << " IN (SELECT resource.internal_id FROM resource";
  sql.begin_subquery();
  append_resource_conditions(sql, filter, scope, false);
  sql.end_subquery();
  sql << ")";
}

}  // namespace ceilometer::storage::sql
