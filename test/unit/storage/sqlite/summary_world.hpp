#pragma once

#include <random>
#include <string>

#include "query/statistics_query.hpp"
#include "storage/scope.hpp"
#include "storage/upkeep/summaries.hpp"
#include "unit/storage/sqlite/fixture.hpp"

namespace ceilometer::test {

using Random = std::mt19937_64;

inline std::int64_t between(Random& random, std::int64_t least, std::int64_t most) {
  return std::uniform_int_distribution<std::int64_t>(least, most)(random);
}

/// When the world's samples begin, and for how many days they go on.
inline constexpr int kWorldDays = 75;
inline TimePoint world_start() { return at("2016-03-01 00:00:00"); }

/// Meters (the name cpu with two units, and disk) and resources of two projects, some of a resource id several times,
/// with metadata; no samples. Summaries are not installed.
void make_world(const std::string& path);

/// One random change of samples as plain SQL, by somebody who knows nothing of summaries: `now` is where time has got
/// to.
std::string random_change(Random& random, TimePoint now);

/// A random query, with anything that statistics can be asked.
query::StatisticsQuery random_query(Random& random);
storage::Scope random_scope(Random& random);

/// Nothing here survives a loss of power, and none of it needs to.
inline storage::StoreOptions unsafe_options() {
  auto options = quick_options();
  options.synchronous = false;
  return options;
}

std::unique_ptr<storage::sql::Driver> make_sqlite_driver(const std::string& path, Logger& logger);

/// Installs summaries where there are none.
void install(const std::string& path, Logger& logger);
storage::upkeep::SummaryFolder::Outcome fold(const std::string& path, Logger& logger, TimePoint until);

}  // namespace ceilometer::test
