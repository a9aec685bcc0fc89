#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "storage/database_url.hpp"
#include "storage/event_store.hpp"
#include "storage/metering_store.hpp"
#include "storage/options.hpp"

namespace ceilometer::storage {

/// Makes the store of a URL, without opening anything yet. `logger` must outlive the store. The error is the rest of a
/// sentence that begins with where the URL stands, and holds no password.
using MakeMeteringStore = Result<std::unique_ptr<MeteringStore>> (*)(const DatabaseUrl& url,
                                                                     const StoreOptions& options, Logger& logger);
using MakeEventStore = Result<std::unique_ptr<EventStore>> (*)(const DatabaseUrl& url, const StoreOptions& options,
                                                               Logger& logger);

/// Which drivers this build has, by the URL's dialect: the original's stevedore namespaces ceilometer.metering.storage
/// and ceilometer.event.storage.
/// Filled once by the composition root, const from then on.
class DriverRegistry {
 public:
  /// `events` null: a driver that keeps samples only.
  void add(std::string dialect, MakeMeteringStore metering, MakeEventStore events = nullptr);

  /// The store that `url` names. The error says what is wrong with the URL, or that its driver is not there and which
  /// are; the caller puts section and key before it.
  Result<std::unique_ptr<MeteringStore>> make(std::string_view url, const StoreOptions& options, Logger& logger) const;
  /// The same of the store of events.
  Result<std::unique_ptr<EventStore>> make_event_store(std::string_view url, const StoreOptions& options,
                                                       Logger& logger) const;

 private:
  struct Factories {
    MakeMeteringStore metering;
    MakeEventStore events;
  };

  std::string available() const;
  Result<Factories> find(const DatabaseUrl& url) const;

  std::map<std::string, Factories, std::less<>> drivers_;
};

}  // namespace ceilometer::storage
