#include "query/event_filter.hpp"

#include <array>
#include <limits>
#include <utility>

#include "base/api_error.hpp"
#include "base/messages.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"
#include "query/literal.hpp"

namespace ceilometer::query {

namespace {

/// More of them than a database's statement should be made of; the original's came to 60 or so.
constexpr std::size_t kMostTraits = 100;

constexpr std::array<std::pair<std::string_view, TraitComparison>, 6> kComparisons = {
    {{"lt", TraitComparison::kLess},
     {"le", TraitComparison::kLessOrEqual},
     {"eq", TraitComparison::kEqual},
     {"ne", TraitComparison::kNotEqual},
     {"ge", TraitComparison::kGreaterOrEqual},
     {"gt", TraitComparison::kGreater}}};

TraitComparison comparison_of(std::string_view op) {
  for (const auto& [name, comparison] : kComparisons) {
    if (name == op) return comparison;
  }
  throw ApiError(400, sentence("Operator {0} is not supported. The supported operators are: {1}", op,
                               std::string_view("('lt', 'le', 'eq', 'ne', 'ge', 'gt')")));
}

/// The one operator that a field of the event itself takes.
std::string_view only_operator(std::string_view field) {
  if (field == "start_timestamp") return "ge";
  return field == "end_timestamp" ? "le" : "eq";
}

bool is_of_event(const std::optional<std::string>& field) {
  return field == "event_type" || field == "message_id" || field == "start_timestamp" || field == "end_timestamp";
}

ApiError not_convertible(std::string_view value, std::string_view type) {
  return ApiError(400, sentence("Unable to convert the value {0} to the expected data type {1}.", value, type));
}

ApiError not_supported(std::string_view type) {
  return ApiError(400, sentence("The data type {0} is not supported. The supported data type list is: {1}", type,
                                std::string_view("['integer', 'float', 'string', 'datetime']")));
}

constexpr TimePoint year_begin(int year) {
  return std::chrono::sys_days(std::chrono::year(year) / std::chrono::January / 1);
}

/// Whether Python's datetime could hold it: an offset may lead out of its years.
bool is_python_time(TimePoint t) { return t >= year_begin(1) && t < year_begin(10000); }

TimePoint to_time(std::string_view value) {
  const auto t = parse_isotime(value);
  if (!t) throw not_convertible(value, "datetime");
  if (!is_python_time(t->utc())) {
    throw ApiError(400, sentence("Unexpected exception converting {0} to the expected data type {1}.", value,
                                 std::string_view("datetime")));
  }
  return t->utc();
}

std::int64_t to_integer(const Condition& condition) {
  const auto n = parse_python_int(*condition.value);
  if (!n) throw not_convertible(*condition.value, "integer");
  // The limits stand for what is beyond them.
  if (*n == std::numeric_limits<long long>::min() || *n == std::numeric_limits<long long>::max()) {
    throw ApiError(400,
                   invalid_input(condition.field.value_or("q.field"), *condition.value, "the integer is too large"));
  }
  return *n;
}

/// An empty type meant Python's literal rules, whose result was compared with texts.
std::string to_untyped_text(const std::string& value) {
  const auto literal = parse_literal(value);
  if (!literal || !literal->other_class.empty()) return value;
  if (const auto* text = literal->value.as<std::string>()) return *text;
  const bool is_number = literal->value.as<std::int64_t>() != nullptr || literal->value.as<double>() != nullptr;
  return is_number ? json::python_str(literal->value) : value;
}

/// What was not sent had the text "Unset", and was neither an int nor a float.
std::variant<std::string, std::int64_t, double, TimePoint> typed_value(const Condition& condition) {
  const std::string value = condition.value.value_or("Unset");
  const std::string_view type = condition.type ? std::string_view(*condition.type) : "string";
  if (type == "string") return value;
  if (type.empty()) return to_untyped_text(value);
  if (type == "datetime") return to_time(value);
  if (type != "integer" && type != "float") throw not_supported(type);
  if (!condition.value) throw not_supported(type);
  if (type == "integer") return to_integer(condition);
  const auto number = parse_python_float(value);
  if (!number) throw not_convertible(value, type);
  return *number;
}

std::optional<std::string> non_empty(const std::optional<std::string>& value) {
  return value && !value->empty() ? value : std::nullopt;
}

/// The fields of the event itself; of several conditions on one the last counts.
struct OwnFields {
  std::optional<std::string> event_type, message_id, start, end;

  void set(const Condition& c) {
    const std::string_view op = c.operation();
    const std::string_view only = only_operator(*c.field);
    if (op != only) {
      throw ApiError(400, sentence("Operator {0} is not supported. Only `{1}' operator is available for field {2}", op,
                                   only, *c.field));
    }
    if (*c.field == "event_type") event_type = non_empty(c.value);
    if (*c.field == "message_id") message_id = non_empty(c.value);
    if (*c.field == "start_timestamp") start = non_empty(c.value);
    if (*c.field == "end_timestamp") end = non_empty(c.value);
  }
};

std::optional<TimePoint> to_bound(std::string_view field, const std::optional<std::string>& value) {
  if (!value) return std::nullopt;
  const auto t = parse_isotime(*value);
  if (!t || !is_python_time(t->utc())) throw ApiError(400, invalid_input(field, *value, "invalid timestamp format"));
  return t->utc();
}

}  // namespace

EventFilter to_event_filter(std::span<const Condition> conditions) {
  EventFilter filter;
  OwnFields own;
  bool lacks_field = false;
  for (const auto& c : conditions) {
    const TraitComparison comparison = comparison_of(c.operation());
    if (is_of_event(c.field)) {
      own.set(c);
    } else {
      lacks_field = lacks_field || !c.field;
      filter.traits.push_back({c.field.value_or(""), comparison, typed_value(c)});
    }
  }
  if (lacks_field) throw ApiError(400, missing_argument("q.field", "a condition needs a field"));
  if (filter.traits.size() > kMostTraits) {
    throw ApiError(400, sentence("There are more than {0} conditions on traits", std::to_string(kMostTraits)));
  }
  filter.start = to_bound("start_timestamp", own.start);
  filter.end = to_bound("end_timestamp", own.end);
  filter.event_type = std::move(own.event_type);
  filter.message_id = std::move(own.message_id);
  return filter;
}

}  // namespace ceilometer::query
