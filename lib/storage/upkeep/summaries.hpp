#pragma once

#include <chrono>
#include <functional>
#include <memory>

#include "base/clock.hpp"
#include "base/ports/logger.hpp"
#include "base/ports/progress.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::upkeep {

/// Whether an engine keeps summaries (sql/summary_tables.hpp says what they are).
bool offers_summaries(const sql::Dialect& dialect);
/// Whether a database has them, however much is folded. Throws DatabaseError, as what follows does.
bool has_summaries(sql::Connection& connection, const sql::Dialect& dialect);

/// Whether any table of theirs is there, at work or not.
bool has_remains_of_summaries(sql::Connection& connection, const sql::Dialect& dialect);

/// Makes the tables and triggers, in one short transaction; nothing is folded yet. Leaves them as they are where all
/// are there and at work, and makes all of them anew where some are. Where writers overlap it waits, as
/// remove_summaries() does, until nobody uses `sample`, a second at a time, for ten minutes at most (kBusy).
void install_summaries(sql::Connection& connection, const sql::Dialect& dialect);
/// Removes what that made and all that was folded. What is folding meanwhile ends with an error.
void remove_summaries(sql::Connection& connection, const sql::Dialect& dialect);

/// Folds samples into summaries. Several may try at once, in whatever process and host: one at a time does. It may be
/// killed at any moment, and others may write meanwhile, which wait for it some ten milliseconds at a time. One thread.
class SummaryFolder {
 public:
  struct Patience {
    /// One who was killed is waited for until this after it last wrote: more than reading a day's samples takes.
    std::chrono::milliseconds lease = std::chrono::minutes(5);
    /// For transactions of others that are open, where writers overlap.
    std::chrono::milliseconds writers = std::chrono::seconds(20);
  };

  /// Opens two connections when there is work. What it is given must outlive it.
  SummaryFolder(sql::Driver& driver, Logger& logger) : SummaryFolder(driver, logger, Patience()) {}
  SummaryFolder(sql::Driver& driver, Logger& logger, Patience patience);

  enum class Outcome {
    kDone,     ///< all samples before `until` are folded, all changes before the call are taken up
    kStopped,  ///< `stop` said so
    kBusy,     ///< somebody else is at it
    kHeldUp,   ///< a transaction that has been open for long may write samples that would be missed; changes are taken
               ///< up, and the rest is folded by a later call, once it has ended
    kAbsent    ///< there are no summaries in the database
  };

  /// `until` is best some minutes ago, since what comes later than it costs more. `stop` is asked now and then. Throws
  /// DatabaseError; what was done until then is kept.
  Outcome run(
      TimePoint until, Progress& progress, const std::function<bool()>& stop = [] { return false; });

 private:
  class Work;
  sql::Driver& driver_;
  Logger& logger_;
  const Patience patience_;
};

}  // namespace ceilometer::storage::upkeep
