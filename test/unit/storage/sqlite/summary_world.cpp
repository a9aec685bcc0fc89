#include "unit/storage/sqlite/summary_world.hpp"

#include "storage/sqlite/sqlite_dialect.hpp"

namespace ceilometer::test {
namespace {

constexpr int kMeters = 4;
constexpr int kResources = 8;
constexpr auto kDay = std::chrono::hours(24);

std::string quoted(TimePoint t) {
  std::string text = "'";
  append_sqlite_time(text, t);
  return text + "'";
}

std::string volume(Random& random) {
  switch (between(random, 0, 19)) {
    case 0:
      return "NULL";
    case 1:
      return "0";
    case 2:
      return "-" + std::to_string(between(random, 1, 1000)) + ".25";
    case 3:
      return std::to_string(between(random, 1, 9)) + "e" + std::to_string(between(random, 5, 12));
    default:
      return std::to_string(between(random, 0, 1'000'000)) + "." + std::to_string(between(random, 0, 999));
  }
}

std::string insert(Random& random, TimePoint time, const std::string& verb = "INSERT") {
  return verb + " INTO sample (meter_id, resource_id, volume, timestamp, message_id) VALUES (" +
         std::to_string(between(random, 1, kMeters)) + ", " + std::to_string(between(random, 1, kResources)) + ", " +
         volume(random) + ", " + (between(random, 0, 200) == 0 ? "NULL" : quoted(time)) + ", 'm')";
}

/// Often at the edge of a second, an hour or a day.
TimePoint random_time(Random& random, TimePoint from, TimePoint until) {
  TimePoint t = from + std::chrono::microseconds(between(random, 0, (until - from).count()));
  switch (between(random, 0, 5)) {
    case 0:
      return std::chrono::floor<std::chrono::days>(t);
    case 1:
      return std::chrono::floor<std::chrono::hours>(t) - std::chrono::microseconds(1);
    case 2:
      return std::chrono::floor<std::chrono::seconds>(t);
    default:
      return t;
  }
}

}  // namespace

void make_world(const std::string& path) {
  const Database database(path);
  database.run(std::string(storage::sqlite::SqliteDialect().create_schema()));
  database.run(
      "INSERT INTO meter (id, name, type, unit) VALUES (1, 'cpu', 'gauge', 'ns'), (2, 'cpu', 'delta', 'ns'), "
      "(3, 'cpu', 'gauge', NULL), (4, 'disk', 'gauge', 'B')");
  for (int i = 1; i <= kResources; ++i) {
    const std::string id = std::to_string(i);
    database.run(
        "INSERT INTO resource (internal_id, user_id, project_id, source_id, resource_id, resource_metadata) "
        "VALUES (" +
        id + ", " + (i % 4 == 0 ? "NULL" : "'user-" + std::to_string(i % 3) + "'") + ", " +
        (i == 7 ? "NULL" : "'project-" + std::to_string(i % 2) + "'") + ", 'openstack', 'vm-" + std::to_string(i % 5) +
        "', '{}')");
    if (i % 3 != 0) {
      database.run("INSERT INTO metadata_text (id, meta_key, value) VALUES (" + id + ", 'instance_type', 'm" +
                   std::to_string(i % 2) + "')");
    }
    database.run("INSERT INTO metadata_int (id, meta_key, value) VALUES (" + id + ", 'vcpus', " +
                 std::to_string(i % 2) + ")");
  }
  database.run("PRAGMA journal_mode = WAL");
}

std::string random_change(Random& random, TimePoint now) {
  const TimePoint start = world_start();
  const TimePoint late = random_time(random, start, now);
  const std::string series = "meter_id = " + std::to_string(between(random, 1, kMeters)) +
                             " AND resource_id = " + std::to_string(between(random, 1, kResources));
  const std::string some = "id IN (SELECT id FROM sample WHERE timestamp >= " + quoted(late) + " LIMIT " +
                           std::to_string(between(random, 1, 4)) + ")";
  switch (between(random, 0, 39)) {
    case 0:
      return "DELETE FROM sample WHERE " + some;
    case 1:
      return "DELETE FROM sample WHERE timestamp < " + quoted(start + (now - start) / 50);
    case 2:
      return "DELETE FROM sample WHERE " + series + " AND timestamp BETWEEN " + quoted(late - kDay) + " AND " +
             quoted(late);
    case 3:
      return "UPDATE sample SET volume = " + volume(random) + " WHERE " + some;
    case 4:
      return "UPDATE sample SET timestamp = " + quoted(random_time(random, start, now)) + " WHERE " + some;
    case 5:
      return "UPDATE sample SET resource_id = " + std::to_string(between(random, 1, kResources)) + " WHERE " + some;
    case 6:
      return "INSERT OR REPLACE INTO sample (id, meter_id, resource_id, volume, timestamp) SELECT id, meter_id, "
             "resource_id, volume + 1, timestamp FROM sample WHERE " +
             some;
    case 7:
      return "UPDATE OR REPLACE sample SET id = (SELECT min(id) FROM sample) WHERE id = (SELECT max(id) FROM sample)";
    case 8:
      return "BEGIN; " + insert(random, late) + "; " + insert(random, late, "INSERT OR ABORT") + "; ROLLBACK";
    case 9:
      return insert(random, late, "INSERT OR ABORT");
    case 10:
      return "UPDATE sample SET message_id = 'other' WHERE " + some;
    default:
      return insert(random, between(random, 0, 3) == 0 ? late : now - std::chrono::seconds(between(random, 0, 7200)));
  }
}

query::StatisticsQuery random_query(Random& random) {
  using query::GroupField;
  const auto chance = [&](int one_in) { return between(random, 1, one_in) == 1; };
  query::StatisticsQuery query;
  std::vector<query::AggregateText> aggregates;
  if (chance(3)) aggregates = {{"stddev", {}}, {"count", {}}, {"cardinality", "resource_id"}, {"sum", {}}};
  if (chance(8)) aggregates = {{"cardinality", "user_id"}, {"min", {}}, {"cardinality", "project_id"}};
  query.aggregates = query::to_statistics_query({}, 0, {}, aggregates).aggregates;
  query.filter.meter = chance(4) ? "disk" : "cpu";
  const TimePoint end = world_start() + kDay * kWorldDays;
  if (chance(2)) query.filter.start = query::TimeBound{random_time(random, world_start(), end), chance(2)};
  if (chance(2)) query.filter.end = query::TimeBound{random_time(random, world_start(), end), chance(2)};
  if (chance(5)) query.filter.resource = "vm-" + std::to_string(between(random, 0, 5));
  if (chance(6)) query.filter.user = query::Owner{"user-1"};
  if (chance(12)) query.filter.user = query::Owner{};
  if (chance(12)) query.filter.project = query::Owner{};
  if (chance(12)) query.filter.source = "openstack";
  if (chance(8)) query.filter.metadata = {{"vcpus", std::int64_t{1}}};
  if (chance(12)) query.filter.metadata.push_back({"instance_type", nullptr});
  if (chance(30)) query.filter.message_id = "m";
  for (const auto field : {GroupField::kUser, GroupField::kProject, GroupField::kResource, GroupField::kSource,
                           GroupField::kInstanceType}) {
    if (chance(5)) query.group_by.push_back(field);
  }
  if (chance(2)) {
    constexpr std::array<std::int64_t, 8> kPeriods = {600, 3600, 3601, 7200, 86'400, 100'000, 604'800, 4'000'000};
    query.period = kPeriods[static_cast<std::size_t>(between(random, 0, 7))];
  }
  return query;
}

storage::Scope random_scope(Random& random) {
  switch (between(random, 0, 5)) {
    case 0:
      return storage::Scope::project("project-1");
    case 1:
      return storage::Scope::sealed_project("project-0");
    default:
      return storage::Scope::everything();
  }
}

std::unique_ptr<storage::sql::Driver> make_sqlite_driver(const std::string& path, Logger& logger) {
  const auto url = storage::DatabaseUrl::parse("sqlite:///" + path);
  auto driver = storage::sqlite::make_driver(url.value(), unsafe_options(), logger);
  if (!driver) throw std::runtime_error(driver.error().message);
  return *std::move(driver);
}

void install(const std::string& path, Logger& logger) {
  const auto driver = make_sqlite_driver(path, logger);
  const auto connection = driver->open();
  storage::upkeep::install_summaries(*connection, driver->dialect());
}

storage::upkeep::SummaryFolder::Outcome fold(const std::string& path, Logger& logger, TimePoint until) {
  const auto driver = make_sqlite_driver(path, logger);
  NoProgress progress;
  return storage::upkeep::SummaryFolder(*driver, logger).run(until, progress);
}

}  // namespace ceilometer::test
