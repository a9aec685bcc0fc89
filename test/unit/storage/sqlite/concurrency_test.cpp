#include <atomic>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/api_error.hpp"
#include "unit/storage/sqlite/fixture.hpp"

using namespace std::chrono_literals;
using namespace ceilometer;
using namespace ceilometer::test;
using storage::Scope;

namespace {

struct Outcome {
  int status = 200;
  int retry_after = 0;
  std::chrono::steady_clock::duration took{};
};

template <class F>
Outcome outcome_of(F f) {
  Outcome outcome;
  const auto start = std::chrono::steady_clock::now();
  try {
    f();
  } catch (const ApiError& error) {
    outcome.status = error.status();
    outcome.retry_after = error.retry_after();
  }
  outcome.took = std::chrono::steady_clock::now() - start;
  return outcome;
}

/// Enough rows for a statement that runs for long.
void fill(const std::string& path, int rows) {
  Database(path).run(
      "INSERT INTO meter VALUES (1, 'cpu', 'gauge', '%');"
      "INSERT INTO resource VALUES (1, 'u', 'p', 's', 'r', '{}', 'h');"
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
      std::to_string(rows) +
      ") INSERT INTO sample SELECT i, 1, 1, i, printf('2016-03-01 %06d', i), NULL, '', 'm' || i FROM n");
}

}  // namespace

TEST_CASE("threads that write and read at once lose and double nothing") {
  constexpr int kWriters = 6;
  constexpr int kReaders = 2;
  constexpr int kBatches = 12;
  constexpr int kBatchSize = 10;
  StoreFixture f;
  std::atomic<int> failures = 0;
  std::atomic<int> torn = 0;
  std::atomic<bool> done = false;
  const auto write = [&](int writer) {
    for (int batch = 0; batch < kBatches; ++batch) {
      std::vector<model::NewSample> samples;
      for (int i = 0; i < kBatchSize; ++i) {
        model::NewSample s = new_sample(std::to_string(writer) + "-" + std::to_string(batch) + "-" + std::to_string(i));
        s.meter = "meter-" + std::to_string(i % 3);
        s.resource_id = "resource-" + std::to_string((writer + batch + i) % 5);
        samples.push_back(s);
      }
      if (outcome_of([&] { f.store->record(samples); }).status != 200) ++failures;
    }
  };
  const auto read = [&] {
    while (!done) {
      const auto result = outcome_of([&] {
        if (found(*f.store, {}).size() % kBatchSize != 0) ++torn;
        found_meters(*f.store, {});
      });
      if (result.status != 200) ++failures;
    }
  };
  std::vector<std::thread> writers;
  std::vector<std::thread> readers;
  for (int i = 0; i < kWriters; ++i) writers.emplace_back(write, i);
  for (int i = 0; i < kReaders; ++i) readers.emplace_back(read);
  for (auto& thread : writers) thread.join();
  done = true;
  for (auto& thread : readers) thread.join();

  CHECK(failures == 0);
  CHECK(torn == 0);
  const Strings ids = found(*f.store, {});
  CHECK(ids.size() == kWriters * kBatches * kBatchSize);
  CHECK(std::set<std::string>(ids.begin(), ids.end()).size() == ids.size());
  const Database database(f.path);
  CHECK(database.value("SELECT count(*) FROM meter") == "3");
  CHECK(database.value("SELECT count(*) FROM resource") == "5");
}

TEST_CASE("a cursor holds its connection until its end or its destruction") {
  storage::StoreOptions options = quick_options();
  options.max_pool_size = 1;
  options.max_overflow = 0;
  options.pool_timeout = 100ms;
  StoreFixture f(options);
  record(*f.store, {new_sample("a"), new_sample("b")});

  auto cursor = f.store->samples({}, Scope::everything(), std::nullopt);
  model::Sample sample;
  REQUIRE(cursor->next(sample));
  const Outcome refused = outcome_of([&] { found(*f.store, {}); });
  CHECK(refused.status == 503);
  CHECK(refused.retry_after == 1);
  CHECK(refused.took >= 100ms);
  CHECK(refused.took < 5s);
  cursor.reset();
  CHECK(found(*f.store, {}).size() == 2);

  cursor = f.store->samples({}, Scope::everything(), std::nullopt);
  while (cursor->next(sample)) continue;
  CHECK(found(*f.store, {}).size() == 2);
}

TEST_CASE("a query that runs away is stopped by its time limit") {
  storage::StoreOptions options = quick_options();
  options.query_timeout = 60ms;
  StoreFixture f(options);
  found(*f.store, {});
  fill(f.path, 400'000);
  // No index helps: every sample is looked at and sorted.
  query::SampleFilter filter;
  filter.project = query::Owner{"p"};
  const Outcome stopped = outcome_of([&] { found(*f.store, filter); });
  CHECK(stopped.status == 503);
  CHECK(stopped.took < 5s);
  CHECK(f.logger.text().find("CEIL0204") != std::string::npos);
  // The connection is as good as before.
  filter.message_id = std::nullopt;
  CHECK(found(*f.store, filter, Scope::everything(), 3).size() == 3);
}

TEST_CASE("the time limit counts while the reader does something else") {
  storage::StoreOptions options = quick_options();
  options.query_timeout = 100ms;
  StoreFixture f(options);
  record(*f.store, {new_sample("a"), new_sample("b")});
  const auto cursor = f.store->samples({}, Scope::everything(), std::nullopt);
  model::Sample sample;
  REQUIRE(cursor->next(sample));
  std::this_thread::sleep_for(150ms);
  CHECK(outcome_of([&] { cursor->next(sample); }).status == 503);
  CHECK_FALSE(cursor->next(sample));
  CHECK(found(*f.store, {}).size() == 2);
}

TEST_CASE("a lock that another program keeps is a 503 after busy_timeout") {
  storage::StoreOptions options = quick_options();
  options.busy_timeout = 100ms;
  StoreFixture f(options);
  record(*f.store, {new_sample("a")});
  const Database other(f.path);
  other.run("BEGIN IMMEDIATE");
  const Outcome refused = outcome_of([&] { record(*f.store, {new_sample("b")}); });
  CHECK(refused.status == 503);
  CHECK(refused.retry_after == 1);
  CHECK(refused.took >= 100ms);
  CHECK(f.logger.text().find("CEIL0203") != std::string::npos);
  CHECK(found(*f.store, {}) == Strings{"a"});
  other.run("ROLLBACK");
  record(*f.store, {new_sample("b")});
  CHECK(found(*f.store, {}).size() == 2);
}

TEST_CASE("a reader that stays open does not hold up the writer") {
  StoreFixture f;
  record(*f.store, {new_sample("a"), new_sample("b")});
  const auto cursor = f.store->samples({}, Scope::everything(), std::nullopt);
  model::Sample sample;
  REQUIRE(cursor->next(sample));
  CHECK(outcome_of([&] { record(*f.store, {new_sample("c")}); }).took < 5s);
  REQUIRE(cursor->next(sample));
  CHECK_FALSE(cursor->next(sample));
  CHECK(found(*f.store, {}).size() == 3);
}
