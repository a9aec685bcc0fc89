#include "storage/sql/event_queries.hpp"

#include <utility>

namespace ceilometer::storage::sql {

namespace {

// Columns called key and desc are always named with their table, which makes quotes needless.

std::string_view table_of(model::TraitType type) {
  switch (type) {
    case model::TraitType::kInteger:
      return "trait_int";
    case model::TraitType::kFloat:
      return "trait_float";
    case model::TraitType::kDatetime:
      return "trait_datetime";
    case model::TraitType::kString:
      break;
  }
  return "trait_text";
}

std::string_view symbol(query::TraitComparison comparison) {
  switch (comparison) {
    case query::TraitComparison::kLess:
      return " < ";
    case query::TraitComparison::kLessOrEqual:
      return " <= ";
    case query::TraitComparison::kNotEqual:
      return " <> ";
    case query::TraitComparison::kGreaterOrEqual:
      return " >= ";
    case query::TraitComparison::kGreater:
      return " > ";
    case query::TraitComparison::kEqual:
      break;
  }
  return " = ";
}

struct TypedValue {
  model::TraitType type;
  Value value;
};

/// A value is looked for in its own type's table only.
TypedValue typed_value(const query::TraitCondition& condition, const Dialect& dialect) {
  if (const auto* i = std::get_if<std::int64_t>(&condition.value)) return {model::TraitType::kInteger, *i};
  if (const auto* d = std::get_if<double>(&condition.value)) return {model::TraitType::kFloat, *d};
  if (const auto* t = std::get_if<TimePoint>(&condition.value)) {
    return {model::TraitType::kDatetime, dialect.timestamp(*t)};
  }
  return {model::TraitType::kString, std::get<std::string>(condition.value)};
}

/// (SELECT 1 FROM the type's table, this event's trait of that name; the caller may add a condition and closes it.
void open_lookup(QueryText& sql, model::TraitType type, const std::string& name) {
  const std::string table(table_of(type));
  sql << "(SELECT 1 FROM " << table << " WHERE " << table << ".event_id = event.id AND "
      << sql.dialect().equal(table + ".key", sql.bind(name));
}

void append_trait(QueryText& sql, const query::TraitCondition& condition) {
  TypedValue typed = typed_value(condition, sql.dialect());
  sql.where() << "EXISTS ";
  open_lookup(sql, typed.type, condition.name);
  const std::string value = std::string(table_of(typed.type)) + ".value";
  if (typed.type != model::TraitType::kString) {
    sql << " AND " << value << symbol(condition.comparison) << Bound{std::move(typed.value)} << ")";
  } else if (condition.comparison == query::TraitComparison::kEqual) {
    sql << " AND " << sql.dialect().equal(value, sql.bind(std::move(typed.value))) << ")";
  } else {
    sql << " AND " << sql.dialect().in_bytes(value) << symbol(condition.comparison) << Bound{std::move(typed.value)}
        << ")";
  }
}

void append_text_is(QueryText& sql, const std::string& name, const std::string& value) {
  append_trait(sql, {name, query::TraitComparison::kEqual, value});
}

void append_scope(QueryText& sql, const EventScope& scope) {
  if (!scope.is_admin()) {
    append_text_is(sql, "project_id", scope.project_id());
    append_text_is(sql, "user_id", scope.user_id());
    return;
  }
  sql.where() << "(EXISTS ";
  open_lookup(sql, model::TraitType::kString, "project_id");
  sql << " AND " << sql.dialect().equal("trait_text.value", sql.bind(scope.project_id())) << ") OR (NOT EXISTS ";
  open_lookup(sql, model::TraitType::kString, "project_id");
  sql << ") AND EXISTS (SELECT 1 FROM trait_text WHERE trait_text.event_id = event.id)))";
}

/// NULL comes first, as it sorts on SQLite and MySQL.
void append_position(QueryText& sql, const EventPosition& after) {
  if (std::holds_alternative<std::nullptr_t>(after.generated)) {
    sql.where() << "(event.generated IS NOT NULL OR event.id > " << Bound{after.id} << ")";
    return;
  }
  sql.where() << "event.generated >= " << Bound{after.generated} << " AND (event.generated > " << Bound{after.generated}
              << " OR event.id > " << Bound{after.id} << ")";
}

void append_ids(QueryText& sql, std::span<const std::int64_t> ids, std::size_t places) {
  sql << " IN (";
  for (std::size_t i = 0; i < places; ++i) {
    if (i > 0) sql << ", ";
    sql << Bound{i < ids.size() ? ids[i] : ids.back()};
  }
  sql << ")";
}

void append_type(QueryText& sql, const std::string& event_type) {
  sql.where() << "event.event_type_id IN (SELECT event_type.id FROM event_type WHERE "
              << sql.dialect().equal("event_type.desc", sql.bind(event_type)) << ")";
}

void append_events_of_type(QueryText& sql, std::string_view table, const std::string& event_type) {
  sql << " FROM event " << sql.dialect().ordered_join() << " " << table << " ON " << table << ".event_id = event.id";
  append_type(sql, event_type);
}

/// The events' keys, up to ORDER BY; with one more condition where it is not "".
void append_keys(QueryText& sql, const query::EventFilter& filter, const EventScope& scope,
                 const std::optional<EventPosition>& after, std::string_view more) {
  const Dialect& dialect = sql.dialect();
  sql << "SELECT event.id, event.generated FROM event";
  sql.begin_subquery();
  if (!more.empty()) sql.where() << more;
  if (filter.event_type) append_type(sql, *filter.event_type);
  if (filter.message_id) sql.where() << dialect.equal("event.message_id", sql.bind(*filter.message_id));
  if (filter.start) sql.where() << "event.generated >= " << Bound{dialect.timestamp(*filter.start)};
  if (filter.end) sql.where() << "event.generated <= " << Bound{dialect.timestamp(*filter.end)};
  if (after) append_position(sql, *after);
  // What the query asks for is mostly rarer than what the caller may see.
  for (const auto& condition : filter.traits) append_trait(sql, condition);
  append_scope(sql, scope);
  // The original joined the types. Asked last, so that of an event that does not match only index entries are read.
  sql.where() << "EXISTS (SELECT 1 FROM event_type WHERE event_type.id = event.event_type_id)";
}

}  // namespace

Query event_keys(const Dialect& dialect, const query::EventFilter& filter, const EventScope& scope,
                 const std::optional<EventPosition>& after, std::int64_t limit) {
  constexpr std::string_view kByIndex = " ORDER BY event.generated, event.id LIMIT ";
  QueryText sql(dialect);
  // Where a bound leaves no NULL an index's own order serves on every engine.
  const bool is_past_nulls = after && !std::holds_alternative<std::nullptr_t>(after->generated);
  if (filter.start || filter.end || is_past_nulls || dialect.index_has_nulls_first()) {
    append_keys(sql, filter, scope, after, "");
    sql << kByIndex << Bound{limit};
    return sql.take();
  }
  // Those without a time and the others are each in an index's order.
  sql << "SELECT event.id, event.generated FROM ((";
  append_keys(sql, filter, scope, after, "event.generated IS NULL");
  sql << kByIndex << Bound{limit} << ") UNION ALL (";
  append_keys(sql, filter, scope, after, "event.generated IS NOT NULL");
  sql << kByIndex << Bound{limit} << ")) event ORDER BY " << dialect.ascending("event.generated") << ", event.id LIMIT "
      << Bound{limit};
  return sql.take();
}

Query events_by_id(const Dialect& dialect, std::span<const std::int64_t> ids, std::size_t places) {
  QueryText sql(dialect);
  sql << "SELECT event.id, event.message_id, event_type.desc, event.generated, event.raw FROM event "
      << dialect.ordered_join() << " event_type ON event_type.id = event.event_type_id WHERE event.id";
  append_ids(sql, ids, places);
  return sql.take();
}

Query traits_by_event(const Dialect& dialect, model::TraitType type, std::span<const std::int64_t> ids,
                      std::size_t places) {
  const std::string_view table = table_of(type);
  QueryText sql(dialect);
  sql << "SELECT " << table << ".event_id, " << table << ".key, " << table << ".value FROM " << table << " WHERE "
      << table << ".event_id";
  append_ids(sql, ids, places);
  return sql.take();
}

Query event_type_names(const Dialect& dialect) {
  QueryText sql(dialect);
  sql << "SELECT event_type.desc FROM event_type ORDER BY " << dialect.ascending(dialect.in_bytes("event_type.desc"));
  return sql.take();
}

Query trait_names(const Dialect& dialect, model::TraitType type, const std::string& event_type) {
  const std::string_view table = table_of(type);
  const std::string key = dialect.in_bytes(std::string(table) + ".key");
  QueryText sql(dialect);
  sql << "SELECT DISTINCT " << key;
  append_events_of_type(sql, table, event_type);
  sql << " ORDER BY " << key;
  return sql.take();
}

Query traits_of_type(const Dialect& dialect, model::TraitType type, const std::string& event_type,
                     const std::optional<std::string>& name) {
  const std::string_view table = table_of(type);
  QueryText sql(dialect);
  sql << "SELECT " << table << ".key, " << table << ".value";
  append_events_of_type(sql, table, event_type);
  if (name) {
    sql.where() << dialect.equal(std::string(table) + ".key", sql.bind(*name));
    sql << " ORDER BY event.id";
  } else {
    sql << " ORDER BY " << dialect.in_bytes(std::string(table) + ".key") << ", event.id";
  }
  return sql.take();
}

}  // namespace ceilometer::storage::sql
