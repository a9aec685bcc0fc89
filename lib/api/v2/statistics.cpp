#include "api/v2/statistics.hpp"

#include <array>
#include <utility>

#include "api/rbac.hpp"
#include "api/rendering/result.hpp"
#include "base/api_error.hpp"

namespace ceilometer::api::v2 {

namespace {

using Type = Action::Type;
using Function = query::Aggregate::Function;

/// Writes what the query asked for; the rest is left out.
class StatisticsFields {
 public:
  StatisticsFields(query::StatisticsQuery query, const query::TimeRange& range)
      : query_(std::move(query)), range_(range) {}

  template <class Record>
  void operator()(Record& record, const model::Statistics& s) const {
    if (query_.group_by.empty()) {
      record.text("groupby", std::nullopt);
    } else {
      record.map("groupby", Record::render_map(group(s)));
    }
    record.text("unit", s.unit);
    if (query_.computes(Function::kMin)) record.number("min", s.min);
    if (query_.computes(Function::kMax)) record.number("max", s.max);
    if (query_.computes(Function::kAvg)) record.number("avg", s.avg);
    if (query_.computes(Function::kSum)) record.number("sum", s.sum);
    if (query_.computes(Function::kCount)) record.integer("count", s.count);
    if (!query_.aggregates.empty()) record.map("aggregate", Record::render_map(aggregates(s)));
    append_duration(record, s);
    record.integer("period", s.period);
    record.time("period_start", s.period_start);
    record.time("period_end", s.period_end);
  }

 private:
  TextMap group(const model::Statistics& s) const {
    TextMap map;
    for (std::size_t i = 0; i < query_.group_by.size(); ++i) {
      map.emplace_back(query::name_of(query_.group_by[i]), s.group[i]);
    }
    return map;
  }

  NumberMap aggregates(const model::Statistics& s) const {
    NumberMap map;
    for (std::size_t i = 0; i < query_.aggregates.size(); ++i) {
      map.emplace_back(query_.aggregates[i].name, s.aggregates[i]);
    }
    return map;
  }

  /// From the first sample to the last, without what search_offset let in around the times of the query. Where nothing
  /// is left between them, there is no duration.
  template <class Record>
  void append_duration(Record& record, const model::Statistics& s) const {
    auto start = s.first;
    auto end = s.last;
    if (range_.start && start && *start < *range_.start) start = range_.start;
    if (range_.end && end && *end > *range_.end) end = range_.end;
    std::optional<double> duration;
    if (start && end && *start <= *end) {
      duration = static_cast<double>((*end - *start).count()) / 1e6;
    } else {
      start = end = std::nullopt;
    }
    record.number("duration", duration);
    record.time("duration_start", start);
    record.time("duration_end", end);
  }

  query::StatisticsQuery query_;
  query::TimeRange range_;
};

http::Response get_statistics(Context& context, const Action::Arguments& arguments) {
  enforce(context, "compute_statistics");
  const std::int64_t period = arguments.integer(2).value_or(0);
  if (period < 0) throw ApiError(400, "Period must be positive.");
  auto filter = query::to_sample_filter(arguments.queries(0), query::Listing::kSamples, limited_to_project(context));
  filter.meter = std::string(arguments.captured(0));
  const auto query = query::to_statistics_query(std::move(filter), period, arguments.texts(1), arguments.aggregates(3));
  const auto range = query::written_range(arguments.queries(0));
  return list_response(context, context.metering->statistics(query, scope_of(context)), StatisticsFields(query, range));
}

constexpr std::array<Action::Parameter, 4> kParameters = {
    {{"q", Type::kQueries}, {"groupby", Type::kTextList}, {"period", Type::kInt}, {"aggregate", Type::kAggregates}}};

constexpr Action kStatistics = {"meter.statistics", RouteId::kStatistics, kParameters, get_statistics};

}  // namespace

const Action& statistics_action() { return kStatistics; }

}  // namespace ceilometer::api::v2
