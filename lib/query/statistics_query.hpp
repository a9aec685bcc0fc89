#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "query/filter.hpp"
#include "query/simple_query.hpp"

namespace ceilometer::query {

/// What statistics can be grouped by.
enum class GroupField { kUser, kProject, kResource, kSource, kInstanceType };

/// The name in requests and answers: "user_id", "resource_metadata.instance_type".
std::string_view name_of(GroupField field);

/// One aggregate.func / aggregate.param of a request; what was not sent is unset.
struct AggregateText {
  std::optional<std::string> func;
  std::optional<std::string> param;
};

/// A function over the volumes of a group.
struct Aggregate {
  enum class Function { kMin, kMax, kAvg, kSum, kCount, kStddev, kCardinality };
  Function function;
  GroupField of = GroupField::kResource;  ///< cardinality: of the user's, project's or resource's ids
  std::string name;                       ///< "max", "cardinality/resource_id": the key in the answer
};

/// What /v2/meters/NAME/statistics asks for.
struct StatisticsQuery {
  SampleFilter filter;
  std::int64_t period = 0;            ///< seconds; 0: the whole time at once
  std::vector<GroupField> group_by;   ///< without repetitions
  std::vector<Aggregate> aggregates;  ///< none: the standard five

  bool computes(Aggregate::Function standard) const;
};

/// Checks the fields and makes the query, in the original's order of checks (MeterController.statistics, then the
/// driver's _get_aggregate_functions). Throws ApiError 400 for a field that cannot be grouped by and for a bad
/// parameter of an aggregate, 501 for an aggregate that there is none of.
StatisticsQuery to_statistics_query(SampleFilter filter, std::int64_t period, std::span<const std::string> group_by,
                                    std::span<const AggregateText> aggregates);

/// The timestamps of a query as they were written, without its search_offset; of several on one side the last. Throws
/// ApiError 400.
struct TimeRange {
  std::optional<TimePoint> start, end;
};
TimeRange written_range(std::span<const Condition> conditions);

}  // namespace ceilometer::query
