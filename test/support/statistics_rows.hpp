#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "storage/metering_store.hpp"

namespace ceilometer::test {

/// A row of statistics that outlives its cursor.
struct StatisticsRow {
  std::string key;  ///< unit, groups, counts and times: what must be the same to the letter
  std::vector<std::optional<double>> values;
  double scale = 0;  ///< what the values' rounding is measured by
};

inline std::vector<StatisticsRow> statistics_rows(storage::MeteringStore& store, const query::StatisticsQuery& query,
                                                  const storage::Scope& scope) {
  std::vector<StatisticsRow> rows;
  const auto cursor = store.statistics(query, scope);
  model::Statistics s;
  const auto time = [](const std::optional<TimePoint>& t) { return t ? isoformat(*t) : std::string("-"); };
  while (cursor->next(s)) {
    StatisticsRow row;
    row.key = std::string(s.unit.value_or("-"));
    for (const auto& value : s.group) row.key += " " + std::string(value.value_or("-"));
    row.key += " " + std::to_string(s.count) + " " + time(s.first) + ".." + time(s.last) + " " +
               std::to_string(s.period) + " " + time(s.period_start) + ".." + time(s.period_end);
    row.values = {s.min, s.max, s.avg, s.sum};
    row.values.insert(row.values.end(), s.aggregates.begin(), s.aggregates.end());
    row.scale = std::max(std::abs(s.min.value_or(0)), std::abs(s.max.value_or(0)));
    rows.push_back(std::move(row));
  }
  return rows;
}

/// Empty where they are the same, values to 1e-12 of the largest volume (of sums: of as many); else what differs.
inline std::string difference(const std::vector<StatisticsRow>& a, const std::vector<StatisticsRow>& b) {
  if (a.size() != b.size()) return std::to_string(a.size()) + " rows and " + std::to_string(b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].key != b[i].key) return a[i].key + " and " + b[i].key;
    for (std::size_t v = 0; v < a[i].values.size(); ++v) {
      const auto& x = a[i].values[v];
      const auto& y = b[i].values[v];
      if (x.has_value() != y.has_value()) return a[i].key + ": one has no value " + std::to_string(v);
      if (!x || *x == *y || (std::isnan(*x) && std::isnan(*y))) continue;
      const double scale = std::max({a[i].scale, std::abs(*x), std::abs(*y)});
      if (!(std::abs(*x - *y) <= 1e-12 * scale)) {
        return a[i].key + ": value " + std::to_string(v) + " is " + std::to_string(*x) + " and " + std::to_string(*y);
      }
    }
  }
  return {};
}

}  // namespace ceilometer::test
