#include "storage/driver_registry.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace ceilometer;
using namespace ceilometer::storage;

namespace {

class NoLogger : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return false; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view /*message*/) noexcept override {}
};

class EmptyStore : public MeteringStore {
 public:
  std::unique_ptr<SampleCursor> samples(const query::SampleFilter& /*filter*/, const Scope& /*scope*/,
                                        std::optional<std::int64_t> /*limit*/) override {
    return nullptr;
  }
  std::unique_ptr<MeterCursor> meters(const query::SampleFilter& /*filter*/, bool /*unique*/, const Scope& /*scope*/,
                                      std::optional<std::int64_t> /*limit*/) override {
    return nullptr;
  }
  std::unique_ptr<ResourceCursor> resources(const query::SampleFilter& /*filter*/, bool /*with_meters*/,
                                            const Scope& /*scope*/, std::optional<std::int64_t> /*limit*/) override {
    return nullptr;
  }
  std::unique_ptr<StatisticsCursor> statistics(const query::StatisticsQuery& /*query*/,
                                               const Scope& /*scope*/) override {
    return nullptr;
  }
  std::unique_ptr<SampleCursor> samples_by_expression(const query::ComplexQuery& /*query*/, const Scope& /*scope*/,
                                                      std::optional<std::int64_t> /*limit*/) override {
    return nullptr;
  }
  void record(std::span<const model::NewSample> /*samples*/) override {}
  void ping(std::chrono::milliseconds /*limit*/) override {}
  Capabilities capabilities() const override { return {}; }
  void close() noexcept override {}
};

Result<std::unique_ptr<MeteringStore>> make_empty(const DatabaseUrl& url, const StoreOptions& /*options*/,
                                                  Logger& /*logger*/) {
  if (url.database == "/bad") return Error{"bad file"};
  std::unique_ptr<MeteringStore> store = std::make_unique<EmptyStore>();
  return store;
}

std::string error_of(const DriverRegistry& registry, std::string_view url) {
  NoLogger logger;
  const auto store = registry.make(url, {}, logger);
  return store.ok() ? "" : store.error().message;
}

}  // namespace

TEST_CASE("a URL's dialect chooses its driver") {
  DriverRegistry registry;
  registry.add("sqlite", make_empty);
  CHECK(error_of(registry, "sqlite:////x").empty());
  CHECK(error_of(registry, "sqlite+pysqlite:////x").empty());
  CHECK(error_of(registry, "sqlite:////bad") == "bad file");
}

TEST_CASE("a driver that is not there is refused by name, with what is there and without the password") {
  DriverRegistry registry;
  registry.add("sqlite", make_empty);
  for (const std::string dialect : {"mysql", "postgresql", "mongodb", "hbase", "db2", "log"}) {
    const std::string error = error_of(registry, dialect + "+driver://ceilometer:s3cret@db/ceilometer");
    INFO(error);
    CHECK(error == "this build has no storage driver for \"" + dialect + "\"; available: sqlite");
  }
  const std::string unknown = error_of(registry, "oracle://ceilometer:s3cret@db/ceilometer");
  CHECK(unknown == "\"oracle\" is no database dialect that is known here; available: sqlite");
  CHECK(error_of(DriverRegistry(), "sqlite:////x").find("available: none") != std::string::npos);
}

TEST_CASE("a driver may keep events, or samples only") {
  const auto make_no_events = [](const DatabaseUrl& url, const StoreOptions& /*options*/,
                                 Logger& /*logger*/) -> Result<std::unique_ptr<EventStore>> {
    return Error{"no events in " + url.database.value_or("")};
  };
  DriverRegistry registry;
  registry.add("sqlite", make_empty);
  registry.add("mysql", make_empty, make_no_events);
  NoLogger logger;
  const auto error = [&](std::string_view url) { return registry.make_event_store(url, {}, logger).error().message; };
  CHECK(error("sqlite:////x") == "the storage driver for \"sqlite\" keeps no events");
  CHECK(error("mysql://u:s3cret@db/ceilometer") == "no events in ceilometer");
  CHECK(error("hbase://db") == "this build has no storage driver for \"hbase\"; available: mysql, sqlite");
}
