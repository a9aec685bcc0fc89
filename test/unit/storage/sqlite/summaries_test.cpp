#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <catch2/catch.hpp>
#include <iostream>
#include <thread>

#include "storage/sql/database_error.hpp"
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
        INFO("period " << query.period << ", " << query.group_by.size() << " groups, start "
                       << (query.filter.start ? isoformat(query.filter.start->at) : "-") << ", end "
                       << (query.filter.end ? isoformat(query.filter.end->at) : "-") << ", folded before "
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

TimePoint day(int number) { return world_start() + std::chrono::hours(24) * number; }

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
  TimePoint now = day(20);
  world.change(random, now, 2000);
  install(world.path, world.logger);
  world.compare(random, 10);  // nothing is folded
  for (int step = 0; step < 25; ++step) {
    now = std::min(now + std::chrono::minutes(between(random, 0, 5000)), day(kWorldDays));
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
