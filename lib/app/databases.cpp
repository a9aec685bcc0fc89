#include "app/databases.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "storage/driver_registry.hpp"
#include "storage/replicated_store.hpp"
#include "storage/sql/stores.hpp"
#include "storage/sqlite/sqlite_driver.hpp"
#ifdef CEILOMETER_HAVE_POSTGRESQL
#include "storage/postgresql/postgresql_driver.hpp"
#endif
#ifdef CEILOMETER_HAVE_MYSQL
#include "storage/mysql/mysql_driver.hpp"
#endif

namespace ceilometer::app {

namespace {

struct SqlDialect {
  std::string_view name;  ///< as a URL begins
  storage::sql::MakeDriver driver;
  storage::MakeMeteringStore metering;
  storage::MakeEventStore events;
};

template <storage::sql::MakeDriver make>
constexpr SqlDialect sql_dialect(std::string_view name) {
  return {name, make, storage::sql::metering_store<make>, storage::sql::event_store<make>};
}

constexpr auto kSqlDialects = std::to_array<SqlDialect>({
    sql_dialect<storage::sqlite::make_driver>("sqlite"),
#ifdef CEILOMETER_HAVE_POSTGRESQL
    sql_dialect<storage::postgresql::make_driver>("postgresql"),
    sql_dialect<storage::postgresql::make_driver>("postgres"),
#endif
#ifdef CEILOMETER_HAVE_MYSQL
    sql_dialect<storage::mysql::make_driver>("mysql"),
    sql_dialect<storage::mysql::make_driver>("mariadb"),
#endif
});

storage::DriverRegistry all_drivers() {
  storage::DriverRegistry drivers;
  for (const auto& dialect : kSqlDialects) drivers.add(std::string(dialect.name), dialect.metering, dialect.events);
  return drivers;
}

struct Place {
  std::string_view group;
  std::string_view name;
};

// The options that may name a database: the first that is set does. [DEFAULT] database_connection is from before
// Havana; where it is set it takes [database] connection's place.
constexpr std::array<Place, 3> kMeteringPlaces = {
    {{"database", "metering_connection"}, {"DEFAULT", "database_connection"}, {"database", "connection"}}};
constexpr std::array<Place, 3> kEventPlaces = {
    {{"database", "event_connection"}, {"DEFAULT", "database_connection"}, {"database", "connection"}}};
constexpr Place kSlave{"database", "slave_connection"};

NamedDatabase database_at(const config::Config& config, const Place& place) {
  std::string url = config.get_string(place.group, place.name);
  const std::string more = config.get_string("database", "connection_parameters");
  if (!more.empty()) url += (url.find('?') == std::string::npos ? "?" : "&") + more;
  return {config.place(place.group, place.name), std::move(url)};
}

Result<NamedDatabase> first_of(const config::Config& config, std::span<const Place> places, std::string_view what) {
  for (const auto& place : places) {
    if (!config.get_string(place.group, place.name).empty()) return database_at(config, place);
  }
  return Error{"section [database], key connection: no database" + std::string(what) +
               " is named, for example sqlite:////var/lib/ceilometer/ceilometer.db"};
}

Error wrong(const NamedDatabase& database, const Error& error) { return Error{database.place + ": " + error.message}; }

}  // namespace

Result<NamedDatabase> metering_database(const config::Config& config) { return first_of(config, kMeteringPlaces, ""); }

Result<NamedDatabase> event_database(const config::Config& config) {
  return first_of(config, kEventPlaces, " of events");
}

Result<Stores> make_stores(const config::Config& config, const storage::StoreOptions& options, Logger& logger) {
  const auto drivers = all_drivers();
  const auto of_samples = metering_database(config);
  if (!of_samples) return of_samples.error();
  auto metering = drivers.make(of_samples->url, options, logger);
  if (!metering) return wrong(*of_samples, metering.error());
  const auto of_events = event_database(config);
  if (!of_events) return of_events.error();
  auto events = drivers.make_event_store(of_events->url, options, logger);
  if (!events) return wrong(*of_events, events.error());
  if (config.get_string(kSlave.group, kSlave.name).empty()) {
    return Stores{*std::move(metering), *std::move(events)};
  }
  const auto slave = database_at(config, kSlave);
  auto metering_replica = drivers.make(slave.url, options, logger);
  if (!metering_replica) return wrong(slave, metering_replica.error());
  auto event_replica = drivers.make_event_store(slave.url, options, logger);
  if (!event_replica) return wrong(slave, event_replica.error());
  return Stores{storage::with_replica(*std::move(metering), *std::move(metering_replica), logger),
                storage::with_replica(*std::move(events), *std::move(event_replica), logger)};
}

Result<std::unique_ptr<storage::sql::Driver>> make_sql_driver(std::string_view url,
                                                              const storage::StoreOptions& options, Logger& logger) {
  const auto parsed = storage::DatabaseUrl::parse(url);
  if (!parsed) return parsed.error();
  const auto dialect = std::find_if(kSqlDialects.begin(), kSqlDialects.end(),
                                    [&](const SqlDialect& each) { return each.name == parsed->dialect; });
  if (dialect != kSqlDialects.end()) return dialect->driver(*parsed, options, logger);
  // The registry knows how to say why not.
  return all_drivers().make(url, options, logger).error();
}

}  // namespace ceilometer::app
