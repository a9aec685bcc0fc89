#pragma once

#include <string>

#include "storage/upkeep/summaries.hpp"
#include "support/random_changes.hpp"
#include "unit/storage/sqlite/fixture.hpp"

namespace ceilometer::test {

/// Its meters and resources; no samples. Summaries are not installed.
void make_world(const std::string& path);

/// SQLite's own kinds of change among them.
std::string random_change(Random& random, TimePoint now);

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
