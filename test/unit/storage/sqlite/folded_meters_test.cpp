#include <catch2/catch.hpp>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include "storage/upkeep/indexes.hpp"
#include "unit/storage/sqlite/summary_world.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using Outcome = storage::upkeep::SummaryFolder::Outcome;

// Links by summaries are those by samples: the same file is asked by a store that uses summaries and by one that does
// not, while few of the possible series have samples, and those come and go.

namespace {

constexpr int kMeters = 40;

std::string series_of(Random& random) {
  // Most of what happens is of a third of them.
  const auto resource = between(random, 1, kWorldResources);
  const auto meter = between(random, 0, 2) == 0 ? between(random, 1, kMeters) : 1 + (resource * 5) % kMeters;
  return std::to_string(meter) + ", " + std::to_string(resource);
}

std::string where_series(Random& random) {
  const auto series = series_of(random);
  return " WHERE (meter_id, resource_id) IN (VALUES (" + series + "))";
}

std::string insert(Random& random, TimePoint time) {
  const auto* const odd = between(random, 0, 400) == 0 ? "'2016-03-05T08:00:00'" : nullptr;
  return "INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (" + series_of(random) + ", 1.5, " +
         (between(random, 0, 60) == 0 ? "NULL"
          : odd != nullptr            ? odd
                                      : time_literal(time)) +
         ")";
}

std::string random_step(Random& random, TimePoint now) {
  const TimePoint late = random_time(random, world_start(), now);
  switch (between(random, 0, 15)) {
    case 0:
      return "DELETE FROM sample" + where_series(random);
    case 1:
      return "DELETE FROM sample" + where_series(random) + " AND timestamp >= " + time_literal(late);
    case 2:
      return "DELETE FROM sample WHERE timestamp < " + time_literal(world_start() + (now - world_start()) / 3);
    case 3:
      return "UPDATE sample SET (meter_id, resource_id) = (VALUES (" + series_of(random) + "))" + where_series(random);
    case 4:
      return "UPDATE sample SET timestamp = " + time_literal(random_time(random, world_start(), now)) +
             where_series(random);
    case 5:
      return "UPDATE OR REPLACE sample SET id = (SELECT min(id) FROM sample) WHERE id = (SELECT max(id) FROM sample)";
    default:
      return insert(random, between(random, 0, 2) == 0 ? late : now - std::chrono::seconds(between(random, 0, 7200)));
  }
}

std::string links(storage::MeteringStore& store, const storage::Scope& scope) {
  std::string text;
  const auto cursor = store.resources({}, true, scope, std::nullopt);
  for (model::Resource resource; cursor->next(resource);) {
    text.append(resource.resource_id).append(":");
    for (const auto& meter : resource.meters) text.append(" ").append(meter);
    text += '\n';
  }
  return text;
}

struct Sparse {
  explicit Sparse(bool with_index) {
    make_world(path);
    const Database database(path);
    database.run("DELETE FROM meter");
    for (int i = 1; i <= kMeters; ++i) {
      // Names come twice, by their units.
      database.run("INSERT INTO meter VALUES (" + std::to_string(i) + ", 'meter-" + std::to_string(i / 2 * 2) +
                   "', 'gauge', '" + std::to_string(i) + "')");
    }
    if (with_index) database.run("CREATE INDEX mod_ceilometer_sample_resource_time ON sample (resource_id, timestamp)");
    auto options = unsafe_options();
    summed = make_store(path, logger, options);
    options.summaries = false;
    raw = make_store(path, logger, options);
  }

  void change(Random& random, TimePoint now, int steps) const {
    const Database database(path);
    database.run("PRAGMA synchronous = OFF");
    for (int i = 0; i < steps; ++i) database.run(random_step(random, now));
  }

  void compare() {
    for (const auto& scope : {storage::Scope::everything(), storage::Scope::project("project-1")}) {
      const auto expected = links(*raw, scope);
      REQUIRE(links(*summed, scope) == expected);
      size += expected.size();
    }
  }

  ScratchDir dir;
  const std::string path = dir.path("ceilometer.sqlite");
  RecordingLogger logger;
  std::unique_ptr<storage::MeteringStore> summed, raw;
  std::size_t size = 0;
};

/// Stops folding after so many questions whether to.
Outcome fold_partly(Sparse& world, TimePoint until, std::int64_t looks) {
  const auto driver = make_sqlite_driver(world.path, world.logger);
  NoProgress progress;
  return storage::upkeep::SummaryFolder(*driver, world.logger).run(until, progress, [&] { return looks-- <= 0; });
}

}  // namespace

TEST_CASE("links by summaries are those of the samples, whatever was changed and however far folding is") {
  const auto seed = GENERATE(1, 2, 3, 4);
  const bool with_index = GENERATE(true, false);
  std::cout << "links: seed " << seed << '\n';
  Random random(static_cast<Random::result_type>(seed));
  Sparse world(with_index);
  TimePoint now = world_day(20);
  world.change(random, now, 300);
  install(world.path, world.logger);
  world.compare();  // nothing is folded
  for (int step = 0; step < 30; ++step) {
    now = std::min(now + std::chrono::minutes(between(random, 0, 4000)), world_day(kWorldDays));
    for (int i = 0; i < 6; ++i) {
      world.change(random, now, 4);
      world.compare();
    }
    const auto until = now - std::chrono::microseconds(between(random, 0, 7'200'000'000));
    switch (step % 3) {
      case 0:
        CHECK(fold(world.path, world.logger, until) == Outcome::kDone);
        break;
      case 1:
        fold_partly(world, until, between(random, 0, 12));
        break;
      default:
        break;
    }
    world.compare();
  }
  CHECK(world.size > 10'000);
  CHECK(Database(world.path).value("SELECT count(*) > 0 FROM ceilometer_summary_span") == "1");
  CHECK(world.logger.text().empty());
}

TEST_CASE("summaries are what gives links, for what is folded and not marked") {
  Sparse world(true);
  const Database database(world.path);
  const auto insert = [&](int meter, int resource, const char* time) {
    database.run("INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (" + std::to_string(meter) +
                 ", " + std::to_string(resource) + ", 1, " + time + ")");
  };
  const auto of_one = [&] { return links(*world.summed, storage::Scope::project("project-1")); };
  // vm-1 is the rows 1 and 6, and only the first is of the project.
  insert(2, 1, "'2016-03-01 08:00:00.000000'");
  insert(4, 1, "'2016-03-01 08:00:00.000000'");
  insert(6, 6, "'2016-03-01 08:00:00.000000'");
  install(world.path, world.logger);
  REQUIRE(fold(world.path, world.logger, at("2016-03-02 00:00:00")) == Outcome::kDone);
  CHECK(of_one() == "vm-1: meter-2 meter-4\n");
  SECTION("what is not folded, and what has no time, is seen") {
    insert(8, 1, "'2016-03-02 08:00:00.000000'");
    insert(10, 1, "NULL");
    CHECK(of_one() == "vm-1: meter-2 meter-4 meter-8 meter-10\n");
  }
  SECTION("and what changed") {
    database.run("DELETE FROM sample WHERE meter_id = 2");
    insert(12, 1, "'2016-02-01 08:00:00.000000'");
    CHECK(of_one() == "vm-1: meter-4 meter-12\n");
  }
  SECTION("nothing else is looked for") {
    // Whoever reads these misses it.
    database.run("DELETE FROM ceilometer_summary_span WHERE meter_id = 4");
    database.run("DELETE FROM ceilometer_summary_dirty");
    CHECK(of_one() == "vm-1: meter-2\n");
    SECTION("unless they are incomplete") {
      database.run("DROP TRIGGER ceilometer_summary_delete");
      CHECK(of_one() == "vm-1: meter-2 meter-4\n");
    }
    SECTION("unless there are more meters than are kept in memory") {
      database.run(
          "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 5100) "
          "INSERT INTO meter (id, name, type, unit) SELECT i, 'more-' || i, 'gauge', 'B' FROM n");
      CHECK(of_one() == "vm-1: meter-2 meter-4\n");
    }
  }
  SECTION("a series with a row that no chunk can hold is looked at itself") {
    database.run("DELETE FROM sample WHERE meter_id = 4");
    database.run("UPDATE ceilometer_summary_dirty SET day = -1000000");
    CHECK(of_one() == "vm-1: meter-2\n");
  }
  SECTION("where folding is under way, what may be later proves nothing") {
    database.run("UPDATE ceilometer_summary_state SET marked_before = '2016-03-03 00:00:00.000000'");
    database.run("DELETE FROM sample WHERE meter_id = 4");
    database.run("DELETE FROM ceilometer_summary_dirty");
    CHECK(of_one() == "vm-1: meter-2\n");
  }
}
