#include "unit/storage/sqlite/summary_world.hpp"

#include "storage/sqlite/sqlite_dialect.hpp"

namespace ceilometer::test {
namespace {

constexpr auto kDay = std::chrono::hours(24);

std::string insert(Random& random, TimePoint time, const std::string& verb = "INSERT") {
  return verb + " INTO sample (meter_id, resource_id, volume, timestamp, message_id) VALUES (" +
         std::to_string(between(random, 1, kWorldMeters)) + ", " + std::to_string(between(random, 1, kWorldResources)) +
         ", " + random_volume(random) + ", " + (between(random, 0, 200) == 0 ? "NULL" : time_literal(time)) + ", 'm')";
}

}  // namespace

void make_world(const std::string& path) {
  const Database database(path);
  database.run(std::string(storage::sqlite::SqliteDialect().create_schema()));
  for (const auto& row : world_rows()) database.run(row);
  database.run("PRAGMA journal_mode = WAL");
}

std::string random_change(Random& random, TimePoint now) {
  const TimePoint start = world_start();
  const TimePoint late = random_time(random, start, now);
  const std::string series = "meter_id = " + std::to_string(between(random, 1, kWorldMeters)) +
                             " AND resource_id = " + std::to_string(between(random, 1, kWorldResources));
  const std::string some = "id IN (SELECT id FROM sample WHERE timestamp >= " + time_literal(late) + " LIMIT " +
                           std::to_string(between(random, 1, 4)) + ")";
  switch (between(random, 0, 39)) {
    case 0:
      return "DELETE FROM sample WHERE " + some;
    case 1:
      return "DELETE FROM sample WHERE timestamp < " + time_literal(start + (now - start) / 50);
    case 2:
      return "DELETE FROM sample WHERE " + series + " AND timestamp BETWEEN " + time_literal(late - kDay) + " AND " +
             time_literal(late);
    case 3:
      return "UPDATE sample SET volume = " + random_volume(random) + " WHERE " + some;
    case 4:
      return "UPDATE sample SET timestamp = " + time_literal(random_time(random, start, now)) + " WHERE " + some;
    case 5:
      return "UPDATE sample SET resource_id = " + std::to_string(between(random, 1, kWorldResources)) + " WHERE " +
             some;
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
