#include <catch2/catch.hpp>
#include <string>

#include "storage/sql/statistics_queries.hpp"
#include "storage/sql/summary_queries.hpp"
#include "unit/storage/sqlite/summary_world.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using query::GroupField;
using storage::Scope;
using storage::sql::Query;

namespace {

/// A reader of a world with summaries.
struct Reader {
  Reader() {
    make_world(path);
    install(path, logger);
  }

  std::string plan(const Query& query) {
    session.run({"EXPLAIN QUERY PLAN " + query.text, query.values});
    std::string out;
    while (session.step()) out += std::string(session.row().text(3)) + "\n";
    return out;
  }

  ScratchDir dir;
  const std::string path = dir.path("ceilometer.sqlite");
  RecordingLogger logger;
  std::unique_ptr<storage::sql::Driver> driver = make_sqlite_driver(path, logger);
  const storage::sql::FaultHandler faults{std::chrono::seconds(10), logger};
  storage::sql::ConnectionPool pool{[this] { return driver->open(); }, unsafe_options(), logger};
  storage::sql::ReadSession session{pool, faults, std::nullopt};
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("statements about summaries follow their keys") {
  Reader reader;
  const Scope scope = Scope::everything();
  const std::vector<std::int64_t> one = {1};
  const std::vector<std::int64_t> several = {1, 2, 3};
  const storage::sql::Stretch stretch{0, 1'500'000'000'000'000};
  const std::vector<GroupField> attributes =
      GENERATE(std::vector<GroupField>{}, std::vector<GroupField>{GroupField::kResource, GroupField::kInstanceType});
  const std::optional<query::Periods> periods =
      GENERATE(std::optional<query::Periods>(), std::optional(query::Periods{world_start(), 3600, 100}));
  query::StatisticsQuery query;
  query.filter.meter = "cpu";
  query.filter.start = query::TimeBound{world_start(), true};
  const storage::sql::PartsQuery parts{reader.session, reader.driver->dialect(), query, attributes, scope, periods};

  const auto rest =
      reader.plan(statistics_parts(parts.dialect, query, attributes, scope, periods, storage::sql::Samples::kByTime));
  CHECK(has(rest, "SEARCH sample USING INDEX ix_sample_timestamp (timestamp>?"));
  CHECK_FALSE(has(rest, "ix_sample_meter_id"));
  const auto without_time = reader.plan(
      statistics_parts(parts.dialect, query, attributes, scope, periods, storage::sql::Samples::kWithoutTime));
  CHECK(has(without_time, "ix_sample_timestamp (timestamp=?"));

  const auto days = reader.plan(storage::sql::days(parts, one, stretch, 0, 100));
  CHECK(has(days, "SEARCH sample USING PRIMARY KEY (meter_id=? AND day>? AND day<?)"));
  CHECK_FALSE(has(days, "TEMP B-TREE"));
  CHECK(has(reader.plan(storage::sql::days(parts, several, stretch, 0, 100)),
            "SEARCH sample USING PRIMARY KEY (meter_id=? AND day>? AND day<?)"));
  CHECK(has(reader.plan(storage::sql::spans(parts, one, stretch)),
            "SEARCH sample USING PRIMARY KEY (meter_id=? AND span>? AND span<?)"));
  const auto marked = reader.plan(storage::sql::samples_of_marked_series(parts, one, stretch));
  CHECK(has(marked, "SEARCH s USING INDEX ix_sample_meter_id_resource_id (meter_id=? AND resource_id=?)"));
  CHECK(has(reader.plan(storage::sql::has_more_samples(parts.dialect, world_start(), 10)),
            "USING COVERING INDEX ix_sample_timestamp"));

  query.filter.resource = "vm-1";
  CHECK(has(reader.plan(storage::sql::days(parts, one, stretch, 0, 100)),
            "ceilometer_summary_day_series (resource_id=? AND meter_id=?"));
  CHECK(has(reader.plan(storage::sql::spans(parts, one, stretch)),
            "ceilometer_summary_span_series (resource_id=? AND meter_id=?"));
}
