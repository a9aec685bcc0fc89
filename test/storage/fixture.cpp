#include "storage/fixture.hpp"

#include <cstdlib>
#include <stdexcept>

#include "storage/driver_registry.hpp"
#include "storage/sql/stores.hpp"
#include "storage/sqlite/sqlite_driver.hpp"
#include "storage/upkeep/extras.hpp"
#include "support/folding_store.hpp"
#ifdef CEILOMETER_HAVE_POSTGRESQL
#include "storage/postgresql/postgresql_driver.hpp"
#endif
#ifdef CEILOMETER_HAVE_MYSQL
#include "storage/mysql/mysql_driver.hpp"
#endif

namespace ceilometer::test {
namespace {

template <storage::sql::MakeDriver make>
void add(storage::DriverRegistry& all, const char* dialect) {
  all.add(dialect, storage::sql::metering_store<make>, storage::sql::event_store<make>);
}

storage::DriverRegistry drivers() {
  storage::DriverRegistry all;
  add<storage::sqlite::make_driver>(all, "sqlite");
#ifdef CEILOMETER_HAVE_POSTGRESQL
  add<storage::postgresql::make_driver>(all, "postgresql");
#endif
#ifdef CEILOMETER_HAVE_MYSQL
  add<storage::mysql::make_driver>(all, "mysql");
#endif
  return all;
}

storage::sql::MakeDriver driver_of(std::string_view dialect) {
#ifdef CEILOMETER_HAVE_POSTGRESQL
  if (dialect == "postgresql") return storage::postgresql::make_driver;
#endif
#ifdef CEILOMETER_HAVE_MYSQL
  if (dialect == "mysql") return storage::mysql::make_driver;
#endif
  if (dialect == "sqlite") return storage::sqlite::make_driver;
  throw std::runtime_error("no driver");
}

}  // namespace

std::unique_ptr<storage::sql::Driver> make_driver(const std::string& url, Logger& logger,
                                                  const storage::StoreOptions& options) {
  const auto parsed = storage::DatabaseUrl::parse(url).value();
  auto driver = driver_of(parsed.dialect)(parsed, options, logger);
  if (!driver) throw std::runtime_error(driver.error().message);
  return *std::move(driver);
}

std::unique_ptr<storage::MeteringStore> make_store(const std::string& url, Logger& logger,
                                                   const storage::StoreOptions& options) {
  auto store = drivers().make(url, options, logger);
  if (!store) throw std::runtime_error(store.error().message);
  // The same suite with summaries, by CEILOMETER_TEST_SUMMARIES.
  const auto parsed = storage::DatabaseUrl::parse(url);
  const bool can_fold = parsed->dialect == "sqlite" || parsed->dialect == "postgresql";
  if (std::getenv("CEILOMETER_TEST_SUMMARIES") == nullptr || !can_fold) return *std::move(store);
  return std::make_unique<FoldingStore>(*std::move(store), make_driver(url, logger, options), logger);
}

std::unique_ptr<storage::EventStore> make_event_store(const std::string& url, Logger& logger) {
  auto store = drivers().make_event_store(url, quick_options(), logger);
  if (!store) throw std::runtime_error(store.error().message);
  return *std::move(store);
}

StoreFixture::StoreFixture(WithExtras extras) : StoreFixture() {
  if (extras == WithExtras::kYes) make_extras(*this);
}

void make_extras(StoreFixture& f) {
  f.store->ping(std::chrono::seconds(10));  // makes the tables
  const auto driver = make_driver(f.database->url(), f.logger);
  const auto connection = driver->open();
  for (const auto& extra : storage::upkeep::extras()) {
    for (const auto& statement : driver->dialect().create_index(extra.name, extra.table, extra.columns)) {
      connection->execute(statement);
    }
  }
  f.store = make_store(f.database->url(), f.logger);
}

}  // namespace ceilometer::test
