#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "storage/fixture.hpp"
#include "storage/upkeep/summaries.hpp"
#include "support/random_changes.hpp"

namespace ceilometer::test {

using Outcome = storage::upkeep::SummaryFolder::Outcome;

/// A client of PostgreSQL's that knows nothing of summaries, with its transaction of whatever isolation. What another
/// transaction's rows keep it from for 20 ms is rolled back, as is what cannot be put in order.
class PlainSession {
 public:
  PlainSession(const std::string& url, Logger& logger);

  bool is_open() const { return open_; }
  /// Takes its snapshot at once, where it is one for the whole transaction.
  void begin(const char* isolation = "READ COMMITTED");
  /// False where that made it roll back.
  bool run(const std::string& sql);
  bool commit() { return end("COMMIT"); }
  void rollback() { end("ROLLBACK"); }
  std::string value(const std::string& sql);

 private:
  bool end(const char* how);

  std::unique_ptr<storage::sql::Driver> driver_;
  std::unique_ptr<storage::sql::Connection> connection_;
  bool open_ = false;
};

/// PostgreSQL's own kinds of change among them, by statements that may stand in a transaction.
std::string plain_change(Random& random, TimePoint now);
/// One of the isolation levels.
const char* random_isolation(Random& random);
/// What whoever commits takes first, in its transaction: compare() keeps it for itself.
inline constexpr const char* kMayCommit = "SELECT pg_advisory_xact_lock_shared(4711)";

/// The same database of PostgreSQL's with summaries and without.
struct SummaryWorld {
  SummaryWorld();

  void install();
  /// `patience`: for transactions that are open.
  Outcome fold(TimePoint until, std::chrono::milliseconds patience = std::chrono::milliseconds(0));
  /// `interrupt` is called whenever the folder tells how far it is.
  Outcome fold_interrupted(TimePoint until, std::function<void()> interrupt);
  /// Asks both in one state of the database: nobody commits meanwhile who asks before. Transactions may be open.
  void compare(Random& random, int queries);
  /// Changes samples in transactions of their own.
  void change(Random& random, TimePoint now, int changes);
  void insert(int meter, int resource, const std::string& volume, const std::string& time);
  /// Marks of chunks, not those of whole series.
  std::string marks();

  RecordingLogger logger;
  std::unique_ptr<TestDatabase> database = make_test_database();
  std::string url = database->url();
  std::unique_ptr<storage::MeteringStore> summed, raw;
  std::unique_ptr<PlainSession> control;
  std::size_t rows = 0;
};

}  // namespace ceilometer::test
