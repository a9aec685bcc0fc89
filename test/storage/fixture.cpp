#include "storage/fixture.hpp"

#include <stdexcept>

#include "storage/driver_registry.hpp"
#include "storage/sqlite/sqlite_driver.hpp"
#ifdef CEILOMETER_HAVE_POSTGRESQL
#include "storage/postgresql/postgresql_driver.hpp"
#endif
#ifdef CEILOMETER_HAVE_MYSQL
#include "storage/mysql/mysql_driver.hpp"
#endif

namespace ceilometer::test {
namespace {

storage::DriverRegistry drivers() {
  storage::DriverRegistry all;
  all.add("sqlite", storage::sqlite::make_metering_store, storage::sqlite::make_event_store);
#ifdef CEILOMETER_HAVE_POSTGRESQL
  all.add("postgresql", storage::postgresql::make_metering_store, storage::postgresql::make_event_store);
#endif
#ifdef CEILOMETER_HAVE_MYSQL
  all.add("mysql", storage::mysql::make_metering_store, storage::mysql::make_event_store);
#endif
  return all;
}

}  // namespace

std::unique_ptr<storage::MeteringStore> make_store(const std::string& url, Logger& logger,
                                                   const storage::StoreOptions& options) {
  auto store = drivers().make(url, options, logger);
  if (!store) throw std::runtime_error(store.error().message);
  return *std::move(store);
}

std::unique_ptr<storage::EventStore> make_event_store(const std::string& url, Logger& logger) {
  auto store = drivers().make_event_store(url, quick_options(), logger);
  if (!store) throw std::runtime_error(store.error().message);
  return *std::move(store);
}

}  // namespace ceilometer::test
