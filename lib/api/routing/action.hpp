#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/routing/route_id.hpp"
#include "http/response.hpp"
#include "query/simple_query.hpp"
#include "query/statistics_query.hpp"

namespace ceilometer::api {

struct Context;

/// What a route ends in: a function and the arguments it declares (a wsexpose'd method). Tables of them are constants.
struct Action {
  enum class Type { kText, kInt, kTextList, kQueries, kAggregates, kComplexQuery };
  struct Parameter {
    std::string_view name;
    Type type;
  };
  class Arguments;

  std::string_view name;  ///< for the log: "meters.get_all"
  RouteId route;          ///< for figures
  std::span<const Parameter> parameters;
  http::Response (*run)(Context&, const Arguments&);
  bool json_only = false;  ///< a plain json template: no XML, and arguments are not looked at
  /// Refuses a caller before the arguments are looked at (a decorator around wsexpose), or null. Throws ApiError.
  void (*admit)(const Context&) = nullptr;
};

/// The values of an action's parameters, converted; what was not given is unset.
class Action::Arguments {
 public:
  struct Value {
    std::optional<std::string> text;
    std::optional<std::int64_t> integer;
    std::vector<std::string> texts;
    std::vector<query::Condition> queries;
    std::vector<query::AggregateText> aggregates;
  };

  Arguments(const Action& action, std::vector<std::string_view> captured)
      : captured_(std::move(captured)), values_(action.parameters.size()) {}

  /// What a lookup took from the path: the meter's name in /v2/meters/NAME/statistics.
  std::string_view captured(std::size_t i) const { return captured_[i]; }

  const std::optional<std::string>& text(std::size_t parameter) const { return values_[parameter].text; }
  std::optional<std::int64_t> integer(std::size_t parameter) const { return values_[parameter].integer; }
  const std::vector<std::string>& texts(std::size_t parameter) const { return values_[parameter].texts; }
  const std::vector<query::Condition>& queries(std::size_t parameter) const { return values_[parameter].queries; }
  const std::vector<query::AggregateText>& aggregates(std::size_t parameter) const {
    return values_[parameter].aggregates;
  }

  Value& value(std::size_t parameter) { return values_[parameter]; }

 private:
  std::vector<std::string_view> captured_;
  std::vector<Value> values_;
};

}  // namespace ceilometer::api
