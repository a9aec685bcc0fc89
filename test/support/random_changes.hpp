#pragma once

#include "support/random_statistics.hpp"

namespace ceilometer::test {

inline std::string random_insert(Random& random, TimePoint time, const std::string& verb = "INSERT") {
  return verb + " INTO sample (meter_id, resource_id, volume, timestamp, message_id) VALUES (" +
         std::to_string(between(random, 1, kWorldMeters)) + ", " + std::to_string(between(random, 1, kWorldResources)) +
         ", " + random_volume(random) + ", " + (between(random, 0, 200) == 0 ? "NULL" : time_literal(time)) + ", 'm')";
}

/// A change as only one engine knows it, of a kind from 0 to 3: near a time, or of the rows that a condition is true
/// of.
using ChangeOfEngine = std::string (*)(Random& random, int kind, TimePoint late, const std::string& some);

/// One random change of samples as plain SQL, by somebody who knows nothing of summaries: `now` is where time has got
/// to.
inline std::string random_change(Random& random, TimePoint now, ChangeOfEngine of_engine) {
  constexpr auto kDay = std::chrono::hours(24);
  const TimePoint start = world_start();
  const TimePoint late = random_time(random, start, now);
  const std::string series = "meter_id = " + std::to_string(between(random, 1, kWorldMeters)) +
                             " AND resource_id = " + std::to_string(between(random, 1, kWorldResources));
  const std::string some = "id IN (SELECT id FROM sample WHERE timestamp >= " + time_literal(late) + " LIMIT " +
                           std::to_string(between(random, 1, 4)) + ")";
  const auto kind = static_cast<int>(between(random, 0, 39));
  switch (kind) {
    case 0:
    case 1:
    case 2:
    case 3:
      return of_engine(random, kind, late, some);
    case 4:
      return "DELETE FROM sample WHERE " + some;
    case 5:
      return "DELETE FROM sample WHERE timestamp < " + time_literal(start + (now - start) / 50);
    case 6:
      return "DELETE FROM sample WHERE " + series + " AND timestamp BETWEEN " + time_literal(late - kDay) + " AND " +
             time_literal(late);
    case 7:
      return "UPDATE sample SET volume = " + random_volume(random) + " WHERE " + some;
    case 8:
      return "UPDATE sample SET timestamp = " + time_literal(random_time(random, start, now)) + " WHERE " + some;
    case 9:
      return "UPDATE sample SET resource_id = " + std::to_string(between(random, 1, kWorldResources)) + " WHERE " +
             some;
    case 10:
      return "UPDATE sample SET message_id = 'other' WHERE " + some;
    default:
      return random_insert(random,
                           between(random, 0, 3) == 0 ? late : now - std::chrono::seconds(between(random, 0, 7200)));
  }
}

/// For who looks for a difference.
inline std::string described(const query::StatisticsQuery& query) {
  const auto time = [](const auto& bound) { return bound ? isoformat(bound->at) : std::string("-"); };
  return "period " + std::to_string(query.period) + ", " + std::to_string(query.group_by.size()) + " groups, start " +
         time(query.filter.start) + ", end " + time(query.filter.end);
}

}  // namespace ceilometer::test
