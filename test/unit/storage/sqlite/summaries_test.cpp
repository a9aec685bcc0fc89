#include <catch2/catch.hpp>
#include <functional>
#include <iostream>
#include <thread>

#include "storage/sql/database_error.hpp"
#include "support/child.hpp"
#include "support/statistics_rows.hpp"
#include "unit/storage/sqlite/summary_world.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using Outcome = storage::upkeep::SummaryFolder::Outcome;

namespace {

/// The same file with summaries and without.
struct World {
  World() {
    make_world(path);
    storage::StoreOptions options = unsafe_options();
    summed = make_store(path, logger, options);
    options.summaries = false;
    raw = make_store(path, logger, options);
  }

  /// Asks both in one state of the database: nobody writes meanwhile.
  void compare(Random& random, int queries) {
    const Database database(path);
    database.run("BEGIN IMMEDIATE");
    for (int i = 0; i < queries; ++i) {
      const auto query = random_query(random);
      const auto scope = random_scope(random);
      const auto expected = statistics_rows(*raw, query, scope);
      rows += expected.size();
      const auto different = difference(statistics_rows(*summed, query, scope), expected);
      if (!different.empty()) {
        INFO(described(query) << ", folded before "
                              << database.value("SELECT folded_before FROM ceilometer_summary_state"));
        FAIL(different);
      }
    }
    database.run("ROLLBACK");
  }

  void change(Random& random, TimePoint now, int changes) const {
    const Database database(path);
    database.run("PRAGMA synchronous = OFF");
    for (int i = 0; i < changes; ++i) database.run(random_change(random, now));
  }

  ScratchDir dir;
  const std::string path = dir.path("ceilometer.sqlite");
  RecordingLogger logger;
  std::unique_ptr<storage::MeteringStore> summed, raw;
  std::size_t rows = 0;
};

/// Folds again and again, to times that go on and now and then stay, until it is killed.
void fold_for_ever(const std::string& path, std::uint64_t seed, TimePoint from, TimePoint until) {
  Random random(seed);
  RecordingLogger logger;
  const auto driver = make_sqlite_driver(path, logger);
  NoProgress progress;
  for (TimePoint to = from;; to = std::min(until, to + std::chrono::minutes(between(random, 0, 600)))) {
    storage::upkeep::SummaryFolder(*driver, logger, {.lease = std::chrono::milliseconds(50)}).run(to, progress);
  }
}

}  // namespace

TEST_CASE("summaries are what answers, for what is folded and not marked") {
  World world;
  const Database database(world.path);
  const auto insert = [&](int resource, const char* time) {
    database.run("INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (1, " +
                 std::to_string(resource) + ", 1, '" + time + "')");
  };
  insert(1, "2016-03-01 08:00:00.000000");
  insert(1, "2016-03-02 08:00:00.000000");
  insert(2, "2016-03-01 09:00:00.000000");
  insert(2, "2016-03-02 09:00:00.000000");
  install(world.path, world.logger);
  REQUIRE(fold(world.path, world.logger, at("2016-03-02 08:30:00")) == Outcome::kDone);
  // Whoever reads these sees it in the sum.
  database.run("UPDATE ceilometer_summary_span SET total = total + 1000");
  database.run("UPDATE ceilometer_summary_day SET total = total + 100");
  const auto sum = [&](std::int64_t period = 0, const char* start = nullptr) {
    query::StatisticsQuery query;
    query.filter.meter = "cpu";
    query.period = period;
    if (start != nullptr) query.filter.start = query::TimeBound{at(start), true};
    double all = 0;
    for (const auto& row : statistics_rows(*world.summed, query, storage::Scope::everything())) {
      all += row.values[3].value();
    }
    return all;
  };
  CHECK(sum() == 2004);                                // two spans, and what is not folded
  CHECK(sum(200'000) == 304);                          // three chunks
  CHECK(sum(0, "2016-03-01 08:30:00") == 2003 - 900);  // a span; of the other's chunks one is outside
  insert(2, "2016-03-01 10:00:00.000000");
  CHECK(sum() == 1005);
  REQUIRE(fold(world.path, world.logger, at("2016-03-02 08:30:00")) == Outcome::kDone);
  CHECK(sum(200'000) == 205);
  database.run("DROP TRIGGER ceilometer_summary_delete");
  CHECK(sum() == 5);
}

TEST_CASE("statistics by summaries are those of the samples, whatever is asked and whatever was changed") {
  const auto seed = GENERATE(1, 2, 3, 4);
  std::cout << "summaries: seed " << seed << '\n';
  Random random(static_cast<Random::result_type>(seed));
  World world;
  TimePoint now = world_day(20);
  world.change(random, now, 2000);
  install(world.path, world.logger);
  world.compare(random, 10);  // nothing is folded
  for (int step = 0; step < 25; ++step) {
    now = std::min(now + std::chrono::minutes(between(random, 0, 5000)), world_day(kWorldDays));
    world.change(random, now, 120);
    world.compare(random, 20);
    if (step % 3 != 0) {
      const auto lag = std::chrono::microseconds(between(random, 0, 7'200'000'000));
      CHECK(fold(world.path, world.logger, now - lag) == Outcome::kDone);
      world.compare(random, 30);
    }
  }
  CHECK(world.rows > 1000);
  CHECK(Database(world.path).value("SELECT count(*) > 0 FROM ceilometer_summary_day") == "1");
  CHECK(world.logger.text().empty());
}

namespace {

/// Changes samples whenever the folder tells how far it is: also between its snapshot and what it makes of it.
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

Outcome fold_interrupted(World& world, TimePoint until, std::function<void()> interrupt) {
  const auto driver = make_sqlite_driver(world.path, world.logger);
  Interruption progress(std::move(interrupt));
  return storage::upkeep::SummaryFolder(*driver, world.logger).run(until, progress);
}

}  // namespace

TEST_CASE("what changes between a folder's snapshot and its chunks is in the answers") {
  const auto seed = GENERATE(21, 22);
  std::cout << "summaries, interrupted: seed " << seed << '\n';
  Random random(static_cast<Random::result_type>(seed));
  World world;
  const TimePoint end = world_day(6);
  world.change(random, end, 500);
  install(world.path, world.logger);
  for (int step = 0; step < 12; ++step) {
    const TimePoint until = world_day(0) + (end - world_day(0)) * (step + 1) / 12;
    CHECK(fold_interrupted(world, until, [&] { world.change(random, end, 5); }) == Outcome::kDone);
    world.compare(random, 40);
    world.change(random, end, 20);
  }
  CHECK(fold(world.path, world.logger, end) == Outcome::kDone);
  CHECK(Database(world.path).value("SELECT count(*) FROM ceilometer_summary_dirty") == "0");
  world.compare(random, 40);
}

TEST_CASE("a folder whose lease was taken from it writes nothing more") {
  Random random(31);
  World world;
  world.change(random, world_day(6), 500);
  install(world.path, world.logger);
  REQUIRE(fold(world.path, world.logger, world_day(2)) == Outcome::kDone);
  world.change(random, world_day(6), 50);
  const Database database(world.path);
  const auto contents = [&] {
    return std::pair(database.rows("SELECT * FROM ceilometer_summary_day"),
                     database.value("SELECT folded_before FROM ceilometer_summary_state"));
  };
  const auto before = contents();
  CHECK(fold_interrupted(world, world_day(4), [&] {
          database.run("UPDATE ceilometer_summary_state SET lease_owner = 'another', lease_until = 0");
        }) == Outcome::kBusy);
  CHECK(contents() == before);
  CHECK(world.logger.text().find("CEIL0470") != std::string::npos);
  world.compare(random, 40);
  CHECK(fold(world.path, world.logger, world_day(4)) == Outcome::kDone);
  CHECK(contents() != before);
}

TEST_CASE("folders that are killed, several at once, and writers who know nothing of them leave the answers right") {
  const auto seed = GENERATE(11, 12);
  std::cout << "summaries, killed: seed " << seed << '\n';
  Random random(static_cast<Random::result_type>(seed));
  World world;
  const TimePoint end = world_day(kWorldDays);
  world.change(random, end, 4000);
  install(world.path, world.logger);
  const auto writer = [&](std::uint64_t number) {
    return Child([&world, number, end] {
      Random own(number);
      const Database database(world.path);
      database.run("PRAGMA synchronous = OFF");
      for (int i = 0; i < 1500; ++i) database.run(random_change(own, end));
    });
  };
  Child first = writer(static_cast<std::uint64_t>(seed) * 100);
  Child second = writer(static_cast<std::uint64_t>(seed) * 200);
  int killed = 0;
  for (int round = 0; round < 40; ++round) {
    std::vector<Child> folders;
    for (int i = 0; i < 2; ++i) {
      const std::uint64_t number = random();
      folders.emplace_back([&] { fold_for_ever(world.path, number, world_day(round), end); });
    }
    std::this_thread::sleep_for(std::chrono::microseconds(between(random, 1000, 150'000)));
    folders.front().kill_now();
    world.compare(random, 15);
    killed += 2;
  }
  CHECK(killed == 80);
  CHECK(first.ended_well());
  CHECK(second.ended_well());
  CHECK(Database(world.path).value("SELECT count(*) > 0 FROM ceilometer_summary_day") == "1");
  // Whoever comes next finishes what they left.
  Outcome outcome = Outcome::kBusy;
  for (int i = 0; i < 100 && outcome == Outcome::kBusy; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    outcome = fold(world.path, world.logger, end);
  }
  CHECK(outcome == Outcome::kDone);
  world.compare(random, 100);
  const Database database(world.path);
  CHECK(database.value("SELECT count(*) FROM ceilometer_summary_dirty") == "0");
  CHECK(database.value("SELECT count(*) FROM ceilometer_summary_day d LEFT JOIN ceilometer_summary_points p ON p.id = "
                       "d.points_id WHERE p.id IS NULL") == "0");
  CHECK(database.value("SELECT (SELECT count(*) FROM ceilometer_summary_day) - (SELECT count(*) FROM "
                       "ceilometer_summary_points)") == "0");
  CHECK(database.value("PRAGMA integrity_check") == "ok");
}

TEST_CASE("a series with a row that no chunk can hold is answered from its samples") {
  const auto* const row = GENERATE("1, '2016-03-05T08:00:00'", "1, '2016-03-05 08:00:00'",
                                   "1, '2016-02-30 08:00:00.000000'", "1, 2016", "'many', '2016-03-05 08:00:00.000000'",
                                   "x'31', '2016-03-05 08:00:00.000000'", "1, '2016-03-05 08:00:00.0000001'",
                                   "9e999, '2016-03-05 08:00:00.000000'", "-9e999, '2016-03-05 08:00:00.000000'");
  const bool before = GENERATE(true, false);
  INFO(row << (before ? ", before" : ", after"));
  Random random(5);
  World world;
  const auto insert = [&] {
    Database(world.path)
        .run(std::string("INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (1, 1, ") + row + ")");
  };
  if (before) insert();
  world.change(random, world_day(10), 400);
  install(world.path, world.logger);
  REQUIRE(fold(world.path, world.logger, world_day(8)) == Outcome::kDone);
  if (!before) {
    insert();
    world.compare(random, 40);
    REQUIRE(fold(world.path, world.logger, world_day(9)) == Outcome::kDone);
  }
  world.compare(random, 60);
}

TEST_CASE("summaries that were removed leave a schema as it was") {
  World world;
  const auto schema = [&] { return Database(world.path).rows("SELECT type, name, tbl_name, sql FROM sqlite_master"); };
  const auto as_it_was = schema();
  install(world.path, world.logger);
  CHECK(schema() != as_it_was);
  REQUIRE(fold(world.path, world.logger, world_day(1)) == Outcome::kDone);
  install(world.path, world.logger);  // again
  CHECK(Database(world.path).value("SELECT folded_before FROM ceilometer_summary_state") ==
        "2016-03-02 00:00:00.000000");
  Database(world.path).run("DROP TRIGGER ceilometer_summary_insert");
  CHECK(fold(world.path, world.logger, world_day(1)) == Outcome::kAbsent);
  install(world.path, world.logger);  // anew
  CHECK(Database(world.path).value("SELECT folded_before FROM ceilometer_summary_state") ==
        "0001-01-01 00:00:00.000000");
  const auto driver = make_sqlite_driver(world.path, world.logger);
  storage::upkeep::remove_summaries(*driver->open(), driver->dialect());
  CHECK(schema() == as_it_was);
  storage::upkeep::remove_summaries(*driver->open(), driver->dialect());
  CHECK(fold(world.path, world.logger, world_day(1)) == Outcome::kAbsent);
}
