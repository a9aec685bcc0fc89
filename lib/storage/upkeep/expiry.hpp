#pragma once

#include <cstdint>
#include <optional>

#include "base/clock.hpp"
#include "base/ports/progress.hpp"
#include "storage/sql/connection.hpp"
#include "storage/upkeep/turns.hpp"

namespace ceilometer::storage::upkeep {

/// The moment before which what is older than that many seconds lies; nullopt where that is never (0 and less), or
/// before any calendar begins.
std::optional<TimePoint> oldest_kept(TimePoint now, std::int64_t seconds_to_live);

struct ExpiredSamples {
  std::int64_t samples = 0;
  std::int64_t meters = 0;     ///< that have no samples any more
  std::int64_t resources = 0;  ///< the same, with their metadata
};

struct ExpiredEvents {
  std::int64_t events = 0;  ///< with their traits
  std::int64_t types = 0;   ///< of which there is no event any more
};

/// Deletes what is older than it is to be, as the original's expirer did, but in many short transactions, each of which
/// leaves the database whole: it may be killed at any moment, and the next one goes on. Several may run at once.
///
/// With `dry`, nothing is changed, and the numbers are those of what would go if nobody wrote meanwhile.
/// All throw DatabaseError; what was deleted before stays deleted. One thread. The driver must outlive it.
class Expiry {
 public:
  Expiry(sql::Driver& driver, const TurnOptions& options, Progress& progress)
      : dialect_(driver.dialect()), turns_(driver, options), progress_(progress) {}

  /// With `only_samples`, meters and resources stay.
  ExpiredSamples samples(TimePoint before, bool only_samples, bool dry);
  ExpiredEvents events(TimePoint before, bool dry);

 private:
  const sql::Dialect& dialect_;
  Turns turns_;
  Progress& progress_;
};

}  // namespace ceilometer::storage::upkeep
