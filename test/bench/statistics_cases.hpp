#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "query/statistics_query.hpp"
#include "storage/metering_store.hpp"
#include "support/storage_helpers.hpp"

// What the programs that measure statistics ask, whatever the engine.

namespace ceilometer::bench {

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

inline double milliseconds(const std::function<void()>& f) {
  const auto begin = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

struct Case {
  std::string name;
  query::StatisticsQuery query;
  std::string sql;  ///< what the sqlite3 shell runs instead; empty where there is nothing
};

inline constexpr const char* kColumns =
    "SELECT min(sample.timestamp) AS tsmin, max(sample.timestamp) AS tsmax, meter.unit AS meter_unit, "
    "avg(sample.volume) AS avg, sum(sample.volume) AS sum, min(sample.volume) AS min, max(sample.volume) AS max, "
    "count(sample.volume) AS count";
inline constexpr const char* kFrom =
    " FROM sample JOIN meter ON meter.id = sample.meter_id JOIN resource ON resource.internal_id = sample.resource_id "
    "WHERE meter.name = 'meter-3'";

inline std::vector<Case> cases() {
  query::StatisticsQuery all;
  all.filter.meter = "meter-3";
  auto by_resource = all;
  by_resource.group_by = {query::GroupField::kResource};
  auto by_hour = all;
  by_hour.period = 3600;
  by_hour.filter.start = query::TimeBound{parse_sqlite_time("2016-01-01 00:00:00").value(), true};
  by_hour.filter.end = query::TimeBound{parse_sqlite_time("2016-01-08 00:00:00").value(), false};
  auto deviation = all;
  deviation.aggregates =
      query::to_statistics_query({}, 0, {}, std::vector<query::AggregateText>{{"stddev", {}}}).aggregates;
  auto part = all;
  part.filter.start = query::TimeBound{parse_sqlite_time("2016-01-02 10:20:30").value(), true};
  part.filter.end = query::TimeBound{parse_sqlite_time("2016-01-06 11:22:33").value(), false};
  auto one = all;
  one.filter.resource = "vm-42";
  const std::string columns = kColumns;
  const std::string from = kFrom;
  return {
      {"whole range", all, columns + from + " GROUP BY meter.unit"},
      {"whole range, stddev", deviation, ""},
      {"four days, bounds within chunks", part,
       columns + from +
           " AND sample.timestamp >= '2016-01-02 10:20:30.000000' AND sample.timestamp < "
           "'2016-01-06 11:22:33.000000' GROUP BY meter.unit"},
      {"groupby=resource_id", by_resource,
       columns + ", resource.resource_id AS resource_resource_id" + from +
           " GROUP BY meter.unit, resource.resource_id"},
      {"period=3600 of a week", by_hour,
       columns + ", (strftime('%s', sample.timestamp) - 1451606400) / 3600 AS period" + from +
           " AND sample.timestamp >= '2016-01-01 00:00:00.000000' AND sample.timestamp < '2016-01-08 00:00:00.000000' "
           "GROUP BY meter.unit, period"},
      {"one resource", one, columns + from + " AND resource.resource_id = 'vm-42' GROUP BY meter.unit"},
  };
}

inline double time_of(storage::MeteringStore& store, const query::StatisticsQuery& query) {
  return milliseconds([&] {
    const auto cursor = store.statistics(query, storage::Scope::everything());
    model::Statistics row;
    while (cursor->next(row)) {
    }
  });
}

/// Few samples, so that what is asked before them is most of the time.
inline query::StatisticsQuery one_resource_for_a_minute() {
  query::StatisticsQuery query;
  query.filter.meter = "meter-3";
  query.filter.resource = "vm-42";
  query.filter.start = query::TimeBound{parse_sqlite_time("2016-01-02 00:00:00").value(), true};
  query.filter.end = query::TimeBound{parse_sqlite_time("2016-01-02 00:20:00").value(), false};
  return query;
}

}  // namespace ceilometer::bench
