#pragma once

#include "storage/options.hpp"

namespace ceilometer::storage::upkeep {

/// How long upkeep waits for others' locks: it keeps nobody waiting meanwhile.
inline constexpr std::chrono::minutes kPatience{10};
/// How long the right to do upkeep is waited for.
inline constexpr std::chrono::seconds kClaimPatience{10};

/// The options of a session that does upkeep: no time limit, and nothing cut off silently. `read_only`: it only looks.
inline StoreOptions upkeep_options(StoreOptions options, bool read_only) {
  options.busy_timeout = kPatience;
  options.query_timeout.reset();
  options.sql_mode = "TRADITIONAL";
  options.read_only = read_only;
  return options;
}

}  // namespace ceilometer::storage::upkeep
