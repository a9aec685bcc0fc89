#include "storage/summary_world.hpp"

#include <catch2/catch.hpp>

#include "storage/sql/database_error.hpp"
#include "support/statistics_rows.hpp"

namespace ceilometer::test {
namespace {

std::string change_of_postgresql(Random& random, int kind, TimePoint late, const std::string& some) {
  switch (kind) {
    case 0:
      return "INSERT INTO sample (id, meter_id, resource_id, volume, timestamp) SELECT id, meter_id, resource_id, "
             "volume, timestamp FROM sample WHERE " +
             some + " ON CONFLICT (id) DO UPDATE SET volume = excluded.volume + 1";
    case 1:
      return "UPDATE sample SET id = nextval('sample_id_seq') WHERE " + some;
    case 2:
      return "SAVEPOINT one; " + random_insert(random, late) + "; ROLLBACK TO one; " + random_insert(random, late);
    default:
      return "SAVEPOINT one; " + random_insert(random, late) + "; RELEASE one; SAVEPOINT two; " +
             random_insert(random, late);
  }
}

class Interruption final : public Progress {
 public:
  explicit Interruption(std::function<void()> interrupt) : interrupt_(std::move(interrupt)) {}
  void begin(std::string_view /*what*/, std::string_view /*units*/, std::optional<std::int64_t> /*total*/) override {
    interrupt_();
  }
  void advance(std::int64_t /*count*/) override { interrupt_(); }
  void end() override { interrupt_(); }

 private:
  std::function<void()> interrupt_;
};

}  // namespace

PlainSession::PlainSession(const std::string& url, Logger& logger)
    : driver_(make_driver(url, logger)), connection_(driver_->open()) {
  connection_->execute("SET lock_timeout TO '20ms'");
}

void PlainSession::begin(const char* isolation) {
  connection_->execute(std::string("BEGIN ISOLATION LEVEL ") + isolation);
  open_ = true;
  run("SELECT count(*) FROM meter");
}

bool PlainSession::run(const std::string& sql) {
  using Kind = storage::sql::DatabaseError::Kind;
  try {
    connection_->execute(sql);
    return true;
  } catch (const storage::sql::DatabaseError& error) {
    if (error.kind() != Kind::kBusy && error.kind() != Kind::kConflict) throw;
  }
  rollback();
  return false;
}

bool PlainSession::end(const char* how) {
  const bool had_one = std::exchange(open_, false);
  return !had_one || run(how);
}

std::string PlainSession::value(const std::string& sql) {
  const auto row = connection_->prepare(sql);
  return row->step() && !row->is_null(0) ? std::string(row->text(0)) : "NULL";
}

std::string plain_change(Random& random, TimePoint now) { return random_change(random, now, change_of_postgresql); }

const char* random_isolation(Random& random) {
  constexpr std::array<const char*, 4> kLevels = {"READ COMMITTED", "READ COMMITTED", "REPEATABLE READ",
                                                  "SERIALIZABLE"};
  return kLevels[static_cast<std::size_t>(between(random, 0, 3))];
}

SummaryWorld::SummaryWorld() {
  auto options = quick_options();
  summed = make_store(url, logger, options);
  options.summaries = false;
  raw = make_store(url, logger, options);
  raw->ping(std::chrono::seconds(10));  // makes the tables
  std::string script;
  for (const auto& row : world_rows()) script += row + ";";
  database->run(script);
  control = std::make_unique<PlainSession>(url, logger);
}

void SummaryWorld::install() {
  const auto driver = make_driver(url, logger);
  storage::upkeep::install_summaries(*driver->open(), driver->dialect());
}

Outcome SummaryWorld::fold(TimePoint until, std::chrono::milliseconds patience) {
  const auto driver = make_driver(url, logger);
  NoProgress progress;
  return storage::upkeep::SummaryFolder(*driver, logger, {.writers = patience}).run(until, progress);
}

Outcome SummaryWorld::fold_interrupted(TimePoint until, std::function<void()> interrupt) {
  const auto driver = make_driver(url, logger);
  Interruption progress(std::move(interrupt));
  return storage::upkeep::SummaryFolder(*driver, logger, {.writers = std::chrono::milliseconds(0)})
      .run(until, progress);
}

void SummaryWorld::compare(Random& random, int queries) {
  PlainSession alone(url, logger);
  alone.begin();
  alone.run("SET lock_timeout TO 0; SELECT pg_advisory_xact_lock(4711)");
  for (int i = 0; i < queries; ++i) {
    const auto query = random_query(random);
    const auto scope = random_scope(random);
    const auto expected = statistics_rows(*raw, query, scope);
    rows += expected.size();
    const auto different = difference(statistics_rows(*summed, query, scope), expected);
    if (!different.empty()) {
      INFO(described(query) << ", folded before " << alone.value("SELECT folded_before FROM ceilometer_summary_state"));
      FAIL(different);
    }
  }
  alone.rollback();
}

void SummaryWorld::change(Random& random, TimePoint now, int changes) {
  for (int done = 0; done < changes;) {
    control->begin();
    for (int i = 0; i < 50 && done < changes; ++i, ++done) {
      if (!control->run(plain_change(random, now))) break;
    }
    control->commit();
  }
}

void SummaryWorld::insert(int meter, int resource, const std::string& volume, const std::string& time) {
  REQUIRE(control->run("INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (" +
                       std::to_string(meter) + ", " + std::to_string(resource) + ", " + volume + ", '" + time + "')"));
}

std::string SummaryWorld::marks() {
  return control->value("SELECT count(*) FROM ceilometer_summary_dirty WHERE day <> -1000000");
}

}  // namespace ceilometer::test
