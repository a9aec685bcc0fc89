#include "query/statistics_query.hpp"

#include <algorithm>
#include <array>

#include "base/api_error.hpp"
#include "base/messages.hpp"
#include "json/write.hpp"

namespace ceilometer::query {

namespace {

using Function = Aggregate::Function;

struct Field {
  std::string_view name;
  GroupField field;
};
constexpr std::array<Field, 5> kFields = {{{"user_id", GroupField::kUser},
                                           {"project_id", GroupField::kProject},
                                           {"resource_id", GroupField::kResource},
                                           {"source", GroupField::kSource},
                                           {"resource_metadata.instance_type", GroupField::kInstanceType}}};

struct FunctionName {
  std::string_view name;
  Function function;
};
constexpr std::array<FunctionName, 7> kFunctions = {{{"min", Function::kMin},
                                                     {"max", Function::kMax},
                                                     {"avg", Function::kAvg},
                                                     {"sum", Function::kSum},
                                                     {"count", Function::kCount},
                                                     {"stddev", Function::kStddev},
                                                     {"cardinality", Function::kCardinality}}};

template <class Table>
auto find(const Table& table, std::string_view name) {
  return std::find_if(table.begin(), table.end(), [&](const auto& entry) { return entry.name == name; });
}

std::vector<GroupField> to_group_by(std::span<const std::string> names) {
  std::vector<GroupField> fields;
  std::vector<std::string_view> unknown;
  for (const auto& name : names) {
    const auto* const found = find(kFields, name);
    if (found == kFields.end()) {
      if (std::find(unknown.begin(), unknown.end(), name) == unknown.end()) unknown.push_back(name);
    } else if (std::find(fields.begin(), fields.end(), found->field) == fields.end()) {
      fields.push_back(found->field);
    }
  }
  if (unknown.empty()) return fields;
  std::string set = "{";
  for (const auto name : unknown) set += (set.size() > 1 ? ", " : "") + json::python_repr(name);
  throw ApiError(400, unknown_argument(set + "}", "Invalid groupby fields"));
}

ApiError bad_aggregate(const AggregateText& text) {
  return ApiError(400, sentence("Bad aggregate: {0}.{1}", text.func.value_or("Unset"), text.param.value_or("None")));
}

Aggregate to_aggregate(const AggregateText& text) {
  const std::string func = text.func.value_or("Unset");
  const std::string param = text.param.value_or("");
  const auto* const found = find(kFunctions, func);
  if (found == kFunctions.end()) {
    throw ApiError(501, sentence("Selectable aggregate function {0} is not supported", func));
  }
  Aggregate aggregate{found->function, GroupField::kResource, func};
  if (aggregate.function == Function::kCardinality) {
    const auto* const of = find(kFields, param);
    if (of == kFields.end() || of->field == GroupField::kSource || of->field == GroupField::kInstanceType) {
      throw bad_aggregate(text);
    }
    aggregate.of = of->field;
    aggregate.name += "/" + param;
  } else if (!param.empty()) {
    throw bad_aggregate(text);
  }
  return aggregate;
}

}  // namespace

std::string_view name_of(GroupField field) {
  return std::find_if(kFields.begin(), kFields.end(), [&](const Field& f) { return f.field == field; })->name;
}

bool StatisticsQuery::computes(Function standard) const {
  return aggregates.empty() ||
         std::any_of(aggregates.begin(), aggregates.end(), [&](const auto& a) { return a.function == standard; });
}

StatisticsQuery to_statistics_query(SampleFilter filter, std::int64_t period, std::span<const std::string> group_by,
                                    std::span<const AggregateText> aggregates) {
  StatisticsQuery query{std::move(filter), period, to_group_by(group_by), {}};
  for (const auto& text : aggregates) {
    Aggregate aggregate = to_aggregate(text);
    const bool is_new = std::none_of(query.aggregates.begin(), query.aggregates.end(),
                                     [&](const Aggregate& a) { return a.name == aggregate.name; });
    if (is_new) query.aggregates.push_back(std::move(aggregate));
  }
  return query;
}

TimeRange written_range(std::span<const Condition> conditions) {
  TimeRange range;
  for (const auto& c : conditions) {
    const std::string_view op = c.operation();
    const bool is_end = op == "lt" || op == "le";
    if (c.field != "timestamp" || !(is_end || op == "gt" || op == "ge") || !c.value || c.value->empty()) continue;
    const auto t = parse_isotime(*c.value);
    if (!t) throw ApiError(400, invalid_input("timestamp", *c.value, "invalid timestamp format"));
    (is_end ? range.end : range.start) = t->local;
  }
  return range;
}

}  // namespace ceilometer::query
