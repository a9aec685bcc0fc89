#pragma once

#include <array>
#include <random>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "query/statistics_query.hpp"
#include "storage/scope.hpp"
#include "support/storage_helpers.hpp"

// What tests of summaries draw at random, whatever the engine: of a world with meters (the name cpu with two units, and
// disk) and resources of two projects, some of a resource id several times, with metadata.

namespace ceilometer::test {

using Random = std::mt19937_64;

inline std::int64_t between(Random& random, std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>(least, most)(random);
}

/// When the world's samples begin, and for how many days they go on; meters and resources have ids from 1.
inline constexpr int kWorldDays = 75;
inline constexpr int kWorldMeters = 4;
inline constexpr int kWorldResources = 8;
inline TimePoint world_start() { return at("2016-03-01 00:00:00"); }
inline TimePoint world_day(int number) { return world_start() + std::chrono::hours(24) * number; }

/// Statements, one a row, that make the world's meters and resources.
inline std::vector<std::string> world_rows() {
  std::vector<std::string> rows = {
      "INSERT INTO meter (id, name, type, unit) VALUES (1, 'cpu', 'gauge', 'ns'), (2, 'cpu', 'delta', 'ns'), "
      "(3, 'cpu', 'gauge', NULL), (4, 'disk', 'gauge', 'B')"};
  for (int i = 1; i <= kWorldResources; ++i) {
    const std::string id = std::to_string(i);
    rows.push_back(
        "INSERT INTO resource (internal_id, user_id, project_id, source_id, resource_id, resource_metadata) VALUES (" +
        id + ", " + (i % 4 == 0 ? "NULL" : "'user-" + std::to_string(i % 3) + "'") + ", " +
        (i == 7 ? "NULL" : "'project-" + std::to_string(i % 2) + "'") + ", 'openstack', 'vm-" + std::to_string(i % 5) +
        "', '{}')");
    if (i % 3 != 0) {
      rows.push_back("INSERT INTO metadata_text (id, meta_key, value) VALUES (" + id + ", 'instance_type', 'm" +
                     std::to_string(i % 2) + "')");
    }
    rows.push_back("INSERT INTO metadata_int (id, meta_key, value) VALUES (" + id + ", 'vcpus', " +
                   std::to_string(i % 2) + ")");
  }
  return rows;
}

inline std::string time_literal(TimePoint t) {
  std::string text = "'";
  append_sqlite_time(text, t);
  return text + "'";
}

/// A literal, now and then NULL.
inline std::string random_volume(Random& random) {
  switch (between(random, 0, 19)) {
    case 0:
      return "NULL";
    case 1:
      return "0";
    case 2:
      return "-" + std::to_string(between(random, 1, 1000)) + ".25";
    case 3:
      return std::to_string(between(random, 1, 9)) + "e" + std::to_string(between(random, 5, 12));
    default:
      return std::to_string(between(random, 0, 1'000'000)) + "." + std::to_string(between(random, 0, 999));
  }
}

/// Often at the edge of a second, an hour or a day.
inline TimePoint random_time(Random& random, TimePoint from, TimePoint until) {
  TimePoint t = from + std::chrono::microseconds(between(random, 0, (until - from).count()));
  switch (between(random, 0, 5)) {
    case 0:
      return std::chrono::floor<std::chrono::days>(t);
    case 1:
      return std::chrono::floor<std::chrono::hours>(t) - std::chrono::microseconds(1);
    case 2:
      return std::chrono::floor<std::chrono::seconds>(t);
    default:
      return t;
  }
}

/// A random query, with anything that statistics can be asked.
inline query::StatisticsQuery random_query(Random& random) {
  using query::GroupField;
  const auto chance = [&](int one_in) { return between(random, 1, one_in) == 1; };
  query::StatisticsQuery query;
  std::vector<query::AggregateText> aggregates;
  if (chance(3)) aggregates = {{"stddev", {}}, {"count", {}}, {"cardinality", "resource_id"}, {"sum", {}}};
  if (chance(8)) aggregates = {{"cardinality", "user_id"}, {"min", {}}, {"cardinality", "project_id"}};
  query.aggregates = query::to_statistics_query({}, 0, {}, aggregates).aggregates;
  query.filter.meter = chance(4) ? "disk" : "cpu";
  const TimePoint end = world_start() + std::chrono::hours(24) * kWorldDays;
  if (chance(2)) query.filter.start = query::TimeBound{random_time(random, world_start(), end), chance(2)};
  if (chance(2)) query.filter.end = query::TimeBound{random_time(random, world_start(), end), chance(2)};
  if (chance(5)) query.filter.resource = "vm-" + std::to_string(between(random, 0, 5));
  if (chance(6)) query.filter.user = query::Owner{"user-1"};
  if (chance(12)) query.filter.user = query::Owner{};
  if (chance(12)) query.filter.project = query::Owner{};
  if (chance(12)) query.filter.source = "openstack";
  if (chance(8)) query.filter.metadata = {{"vcpus", std::int64_t{1}}};
  if (chance(12)) query.filter.metadata.push_back({"instance_type", nullptr});
  if (chance(30)) query.filter.message_id = "m";
  for (const auto field : {GroupField::kUser, GroupField::kProject, GroupField::kResource, GroupField::kSource,
                           GroupField::kInstanceType}) {
    if (chance(5)) query.group_by.push_back(field);
  }
  if (chance(2)) {
    constexpr std::array<std::int64_t, 8> kPeriods = {600, 3600, 3601, 7200, 86'400, 100'000, 604'800, 4'000'000};
    query.period = kPeriods[static_cast<std::size_t>(between(random, 0, 7))];
  }
  return query;
}

inline storage::Scope random_scope(Random& random) {
  switch (between(random, 0, 5)) {
    case 0:
      return storage::Scope::project("project-1");
    case 1:
      return storage::Scope::sealed_project("project-0");
    default:
      return storage::Scope::everything();
  }
}

}  // namespace ceilometer::test
