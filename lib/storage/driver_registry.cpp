#include "storage/driver_registry.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace ceilometer::storage {

namespace {

/// The original's drivers (setup.cfg, ceilometer.metering.storage) and the spelling of one that SQLAlchemy knew.
constexpr std::array<std::string_view, 8> kOriginalDrivers = {"sqlite",  "mysql", "postgresql", "postgres",
                                                              "mongodb", "hbase", "db2",        "log"};

}  // namespace

void DriverRegistry::add(std::string dialect, MakeMeteringStore metering, MakeEventStore events) {
  drivers_[std::move(dialect)] = {metering, events};
}

std::string DriverRegistry::available() const {
  std::string names;
  for (const auto& [name, factories] : drivers_) {
    if (!names.empty()) names += ", ";
    names += name;
  }
  return names.empty() ? "none" : names;
}

Result<DriverRegistry::Factories> DriverRegistry::find(const DatabaseUrl& url) const {
  const auto driver = drivers_.find(url.dialect);
  if (driver != drivers_.end()) return driver->second;
  const bool known = std::find(kOriginalDrivers.begin(), kOriginalDrivers.end(), url.dialect) != kOriginalDrivers.end();
  if (known) {
    return Error{"this build has no storage driver for \"" + url.dialect + "\"; available: " + available()};
  }
  return Error{"\"" + url.dialect + "\" is no database dialect that is known here; available: " + available()};
}

Result<std::unique_ptr<MeteringStore>> DriverRegistry::make(std::string_view text, const StoreOptions& options,
                                                            Logger& logger) const {
  const auto url = DatabaseUrl::parse(text);
  if (!url) return url.error();
  const auto driver = find(*url);
  if (!driver) return driver.error();
  return driver->metering(*url, options, logger);
}

Result<std::unique_ptr<EventStore>> DriverRegistry::make_event_store(std::string_view text, const StoreOptions& options,
                                                                     Logger& logger) const {
  const auto url = DatabaseUrl::parse(text);
  if (!url) return url.error();
  const auto driver = find(*url);
  if (!driver) return driver.error();
  if (driver->events == nullptr) return Error{"the storage driver for \"" + url->dialect + "\" keeps no events"};
  return driver->events(*url, options, logger);
}

}  // namespace ceilometer::storage
