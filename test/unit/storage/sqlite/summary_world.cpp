#include "unit/storage/sqlite/summary_world.hpp"

#include "storage/sqlite/sqlite_dialect.hpp"

namespace ceilometer::test {
namespace {

std::string change_of_sqlite(Random& random, int kind, TimePoint late, const std::string& some) {
  switch (kind) {
    case 0:
      return "INSERT OR REPLACE INTO sample (id, meter_id, resource_id, volume, timestamp) SELECT id, meter_id, "
             "resource_id, volume + 1, timestamp FROM sample WHERE " +
             some;
    case 1:
      return "UPDATE OR REPLACE sample SET id = (SELECT min(id) FROM sample) WHERE id = (SELECT max(id) FROM sample)";
    case 2:
      return "BEGIN; " + random_insert(random, late) + "; " + random_insert(random, late, "INSERT OR ABORT") +
             "; ROLLBACK";
    default:
      return random_insert(random, late, "INSERT OR ABORT");
  }
}

}  // namespace

void make_world(const std::string& path) {
  const Database database(path);
  database.run(std::string(storage::sqlite::SqliteDialect().create_schema()));
  for (const auto& row : world_rows()) database.run(row);
  database.run("PRAGMA journal_mode = WAL");
}

std::string random_change(Random& random, TimePoint now) { return random_change(random, now, change_of_sqlite); }

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
