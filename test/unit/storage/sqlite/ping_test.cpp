#include <catch2/catch.hpp>

#include "base/api_error.hpp"
#include "unit/storage/sqlite/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using namespace std::chrono_literals;

namespace {

int status_of_ping(storage::MeteringStore& store) {
  try {
    store.ping(1s);
    return 200;
  } catch (const ApiError& error) {
    return error.status();
  }
}

}  // namespace

TEST_CASE("a ping finds a database, empty or not, and makes the schema as a query would") {
  StoreFixture f;
  CHECK(status_of_ping(*f.store) == 200);
  const std::vector<model::NewSample> samples = {new_sample("a")};
  f.store->record(samples);
  CHECK(status_of_ping(*f.store) == 200);
}

TEST_CASE("a ping tells that the database cannot be opened, or has lost its tables, and that it is back") {
  StoreFixture f;
  CHECK(status_of_ping(*f.store) == 200);
  const Database other(f.path);
  other.run("ALTER TABLE meter RENAME TO hidden");
  CHECK(status_of_ping(*f.store) == 503);
  other.run("ALTER TABLE hidden RENAME TO meter");
  CHECK(status_of_ping(*f.store) == 200);
  RecordingLogger logger;
  CHECK(status_of_ping(*make_store(f.dir.path("no/such/directory/x.sqlite"), logger)) == 503);
}

TEST_CASE("a ping waits for a connection no longer than it was told") {
  auto options = quick_options();
  options.max_pool_size = 1;
  options.max_overflow = 0;
  options.pool_timeout = 1h;
  StoreFixture f(options);
  const std::vector<model::NewSample> samples = {new_sample("a"), new_sample("b")};
  f.store->record(samples);
  const auto reading = f.store->samples({}, storage::Scope::everything(), std::nullopt);
  model::Sample row;
  REQUIRE(reading->next(row));
  CHECK_THROWS_AS(f.store->ping(10ms), ApiError);
}
