#include "query/simple_query.hpp"

#include <algorithm>
#include <array>

#include "base/api_error.hpp"
#include "base/messages.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"
#include "query/metadata_value.hpp"

namespace ceilometer::query {

namespace {

constexpr std::array<std::string_view, 6> kSampleKeys = {"message_id", "meter",  "project",
                                                         "resource",   "source", "user"};
constexpr std::array<std::string_view, 4> kOwnerKeys = {"project", "resource", "source", "user"};

std::string_view translated(std::string_view field) {
  if (field == "user_id") return "user";
  if (field == "project_id") return "project";
  if (field == "resource_id") return "resource";
  return field;
}

bool is_metadata(std::string_view field) {
  return field.starts_with("metadata.") || field.starts_with("resource_metadata.");
}

bool is_key(std::string_view key, Listing listing) {
  return listing == Listing::kSamples ? std::find(kSampleKeys.begin(), kSampleKeys.end(), key) != kSampleKeys.end()
                                      : std::find(kOwnerKeys.begin(), kOwnerKeys.end(), key) != kOwnerKeys.end();
}

std::string_view valid_keys(Listing listing) {
  switch (listing) {
    case Listing::kMeters:
      return "['project', 'resource', 'source', 'unique', 'user']";
    case Listing::kResources:
      return "['project', 'resource', 'search_offset', 'source', 'timestamp', 'user']";
    case Listing::kSamples:
      break;
  }
  return "['message_id', 'meter', 'project', 'resource', 'search_offset', 'source', 'timestamp', 'user']";
}

ApiError unimplemented_operator(const Condition& c) {
  return ApiError(400, invalid_input("op", c.operation(), sentence("unimplemented operator for {0}", *c.field)));
}

std::string repr_or_unset(const std::optional<std::string>& text) {
  return text ? json::python_repr(std::string_view(*text)) : "Unset";
}

std::string describe(std::span<const Condition> conditions) {
  std::string out = "[";
  for (const auto& c : conditions) {
    if (out.size() > 1) out += ", ";
    out += "<Query " + repr_or_unset(c.field) + " " + std::string(c.operation()) + " " + repr_or_unset(c.value) + " " +
           c.type.value_or("Unset") + ">";
  }
  return out + "]";
}

void check_segregation(std::span<const Condition> conditions, const std::optional<std::string>& only_project) {
  if (!only_project) return;
  for (const auto& c : conditions) {
    if ((c.field == "project" || c.field == "project_id") && c.value != *only_project) {
      throw ApiError(401, sentence("Not Authorized to access project {0}", c.value.value_or("Unset")));
    }
  }
}

/// Whether there is a condition on that time field. Only the first one's operator is checked, as it always was.
bool check_time_field(std::span<const Condition> conditions, std::string_view name, bool op_ok(std::string_view),
                      Listing listing) {
  for (const auto& c : conditions) {
    if (c.field != name) continue;
    if (listing == Listing::kMeters) throw ApiError(400, unknown_argument(name, "not valid for this resource"));
    if (!op_ok(c.operation())) throw unimplemented_operator(c);
    return true;
  }
  return false;
}

TimePoint shifted(TimePoint t, long long minutes) {
  // Python's datetime raises beyond its years; a bound out there selects everything or nothing all the same.
  constexpr long long kTenThousandYears = 10'000LL * 366 * 24 * 60;
  return t + std::chrono::minutes(std::clamp(minutes, -kTenThousandYears, kTenThousandYears));
}

std::optional<TimePoint> parse_bound(const std::optional<std::string>& value) {
  if (!value || value->empty()) return std::nullopt;
  const auto t = parse_isotime(*value);
  if (!t) throw ApiError(400, invalid_input("timestamp", *value, "invalid timestamp format"));
  return t->local;  // the original drops an offset instead of applying it
}

/// The time conditions of a query; of several on one side the last one counts.
struct TimeConditions {
  const Condition* start = nullptr;
  const Condition* end = nullptr;
  const Condition* offset = nullptr;

  void apply(SampleFilter& filter) const {
    long long minutes = 0;
    if (offset != nullptr) {
      const auto value = offset->value ? parse_python_int(*offset->value) : std::nullopt;
      if (!value) {
        throw ApiError(400,
                       invalid_input("search_offset", offset->value.value_or("Unset"), "unable to convert to int"));
      }
      minutes = *value;
    }
    if (start != nullptr) {
      if (const auto t = parse_bound(start->value)) filter.start = {shifted(*t, -minutes), start->operation() != "gt"};
    }
    if (end != nullptr) {
      if (const auto t = parse_bound(end->value)) filter.end = {shifted(*t, minutes), end->operation() == "le"};
    }
  }
};

std::optional<std::string> non_empty(const std::optional<std::string>& value) {
  return value && !value->empty() ? value : std::nullopt;
}

std::optional<Owner> to_owner(const std::optional<std::string>& value) {
  if (!value || value->empty()) return std::nullopt;
  if (*value == "None") return Owner{};
  return Owner{*value};
}

void set_key(SampleFilter& filter, std::string_view key, const std::optional<std::string>& value) {
  if (key == "user") filter.user = to_owner(value);
  if (key == "project") filter.project = to_owner(value);
  if (key == "resource") filter.resource = non_empty(value);
  if (key == "source") filter.source = non_empty(value);
  if (key == "message_id") filter.message_id = non_empty(value);
  if (key == "meter") filter.meter = non_empty(value);
}

/// Of conditions on the same key the last one counts.
void set_metadata(std::vector<std::pair<std::string, Literal>>& metadata, const Condition& c) {
  std::string key = c.field->substr(c.field->find('.') + 1);
  Literal value = metadata_value(c);
  for (auto& known : metadata) {
    if (known.first == key) {
      known.second = std::move(value);
      return;
    }
  }
  metadata.emplace_back(std::move(key), std::move(value));
}

}  // namespace

SampleFilter to_sample_filter(std::span<const Condition> conditions, Listing listing,
                              const std::optional<std::string>& only_project) {
  for (const auto& c : conditions) {
    if (!c.field) throw ApiError(400, missing_argument("q.field", "a condition needs a field"));
  }
  check_segregation(conditions, only_project);
  const bool has_timestamp = check_time_field(
      conditions, "timestamp", [](std::string_view op) { return op == "lt" || op == "le" || op == "gt" || op == "ge"; },
      listing);
  const bool has_offset = check_time_field(
      conditions, "search_offset",
      [](std::string_view op) { return std::string_view("eq").find(op) != std::string_view::npos; }, listing);
  if (has_offset && !has_timestamp) {
    throw ApiError(400, invalid_input("field", "search_offset", "search_offset cannot be used without timestamp"));
  }
  SampleFilter filter;
  TimeConditions times;
  std::vector<std::pair<std::string, Literal>> metadata;
  for (const auto& c : conditions) {
    const std::string_view op = c.operation();
    if (c.field == "timestamp") {
      if (op == "lt" || op == "le") times.end = &c;
      if (op == "gt" || op == "ge") times.start = &c;
    } else if (c.field == "search_offset") {
      if (op == "eq") times.offset = &c;
    } else {
      const std::string_view key = translated(*c.field);
      const bool of_metadata = is_metadata(*c.field);
      if (!of_metadata && !is_key(key, listing)) {
        throw ApiError(400, unknown_argument(key, sentence("unrecognized field in query: {0}, valid keys: {1}",
                                                           describe(conditions), valid_keys(listing))));
      }
      if (op != "eq") throw unimplemented_operator(c);
      if (of_metadata) {
        set_metadata(metadata, c);
      } else {
        set_key(filter, key, c.value);
      }
    }
  }
  times.apply(filter);
  for (auto& [key, value] : metadata) filter.metadata.push_back(to_metadata_condition(std::move(key), value));
  return filter;
}

}  // namespace ceilometer::query
