#include <catch2/catch.hpp>
#include <limits>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/api_error.hpp"
#include "storage/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using storage::Scope;

namespace {

/// The status of what ends a write, with the sentence; 201 where nothing did.
struct Outcome {
  int status = 201;
  std::string message;
};

Outcome outcome_of(storage::MeteringStore& store, const std::vector<model::NewSample>& samples) {
  try {
    record(store, samples);
  } catch (const ApiError& error) {
    return {error.status(), error.message()};
  }
  return {};
}

bool has_servers() { return engine() != "sqlite"; }

}  // namespace

TEST_CASE("what is written is the rows that the original wrote") {
  StoreFixture f;
  model::NewSample s = new_sample("message", "2016-03-01 08:17:42");
  s.resource_metadata =
      R"({"vcpus": 4, "name": "Gr\u00f6\u00dfe", "ratio": 0.75, "public": false, "none": null, "tags": ["a", {"b": 1}]})";
  record(*f.store, {s});
  TestDatabase& database = *f.database;
  CHECK(database.rows("SELECT name, type, unit FROM meter") == Strings{"cpu|cumulative|ns"});
  CHECK(database.rows("SELECT user_id, project_id, source_id, resource_id, resource_metadata FROM resource") ==
        Strings{"user|project|openstack|resource|" + s.resource_metadata});
  CHECK(database.value("SELECT length(metadata_hash) FROM resource") == "32");
  CHECK(database.rows("SELECT volume, message_signature, message_id FROM sample WHERE timestamp = " +
                      database.time("2016-03-01 08:17:42.000000")) == Strings{"1.5|signature|message"});
  CHECK(database.rows("SELECT meta_key, value FROM metadata_text ORDER BY meta_key") ==
        Strings{"name|Größe", "none|NULL", "tags[0]|a"});
  CHECK(database.rows("SELECT meta_key, value FROM metadata_int ORDER BY meta_key") ==
        Strings{"tags[1].b|1", "vcpus|4"});
  CHECK(database.rows("SELECT meta_key, value FROM metadata_float") == Strings{"ratio|0.75"});
  CHECK(database.rows("SELECT meta_key FROM metadata_bool WHERE value = " + database.boolean(false)) ==
        Strings{"public"});
  CHECK(database.rows("SELECT repository_id, version FROM migrate_version") == Strings{"ceilometer|45"});
}

TEST_CASE("what is equal shares its rows on every engine, nulls too") {
  StoreFixture f;
  model::NewSample a = new_sample("a");
  model::NewSample b = new_sample("b");
  for (model::NewSample* s : {&a, &b}) {
    s->unit = std::nullopt;
    s->user_id = std::nullopt;
    s->project_id = std::nullopt;
  }
  a.resource_metadata = R"({"x": 1, "y": 2})";
  b.resource_metadata = R"({"y": 2, "x": 1})";
  record(*f.store, {a, b});
  record(*f.store, {b, a});
  // Another process's store finds the same rows without a cache.
  record(*make_store(f.database->url(), f.logger), {a});
  CHECK(f.database->value("SELECT count(*) FROM meter") == "1");
  CHECK(f.database->value("SELECT count(*) FROM resource") == "1");
  CHECK(f.database->value("SELECT count(*) FROM sample") == "5");
  CHECK(f.database->value("SELECT count(*) FROM metadata_int") == "2");
}

TEST_CASE("resources that differ by case, accents or spaces are different ones") {
  StoreFixture f;
  std::vector<model::NewSample> samples;
  for (const std::string id : {"vm", "VM", "vm ", "v\u00dfm", "vssm"}) {
    model::NewSample s = new_sample(id);
    s.resource_id = id;
    s.project_id = "p-" + id;
    samples.push_back(s);
  }
  record(*f.store, samples);
  CHECK(f.database->value("SELECT count(*) FROM resource") == "5");
  for (const auto& s : samples) {
    query::SampleFilter filter;
    filter.resource = s.resource_id;
    CHECK(found(*f.store, filter) == Strings{s.message_id});
    CHECK(found(*f.store, {}, Scope::project(*s.project_id)) == Strings{s.message_id});
    CHECK(found_meters(*f.store, filter) == Strings{"cpu " + s.resource_id + " " + *s.project_id});
  }
  Strings ids;
  const auto cursor = f.store->resources({}, true, Scope::everything(), std::nullopt);
  model::Resource resource;
  while (cursor->next(resource)) {
    ids.emplace_back(resource.resource_id);
    CHECK(resource.meters.size() == 1);
  }
  CHECK(ids == Strings{"VM", "vm", "vm ", "vssm", "v\u00dfm"});
  CHECK(found_meters(*f.store, {}).size() == 5);
  query::StatisticsQuery by_resource;
  by_resource.filter.meter = "cpu";
  by_resource.group_by = {query::GroupField::kResource};
  const auto statistics = f.store->statistics(by_resource, Scope::everything());
  model::Statistics row;
  std::size_t groups = 0;
  for (; statistics->next(row); ++groups) CHECK(row.count == 1);
  CHECK(groups == 5);
}

TEST_CASE("what a column cannot hold is a 400 that says so, and nothing of the batch is stored") {
  StoreFixture f;
  record(*f.store, {new_sample("first")});
  model::NewSample bad = new_sample("bad");
  SECTION("a text that is too long") {
    bad.resource_id = std::string(256, 'r');
    const Outcome outcome = outcome_of(*f.store, {new_sample("good"), bad});
    if (!has_servers()) {
      CHECK(outcome.status == 201);
      return;
    }
    CHECK(outcome.status == 400);
    CHECK(outcome.message ==
          "Invalid input for field/attribute resource_id. Value must not be longer than 255 characters.");
    bad.resource_id.clear();
    for (int i = 0; i < 255; ++i) bad.resource_id += "\u00dc";
    CHECK(outcome_of(*f.store, {bad}).status == 201);
    return;
  }
  SECTION("a metadata key that is too long") {
    bad.resource_metadata = R"({")" + std::string(256, 'k') + R"(": 1})";
    const Outcome outcome = outcome_of(*f.store, {new_sample("good"), bad});
    if (!has_servers()) {
      CHECK(outcome.status == 201);
      return;
    }
    CHECK(outcome.status == 400);
    CHECK(outcome.message.starts_with("The database cannot hold a value of the sample: "));
  }
  SECTION("a character of four bytes where the tables have three") {
    bad.meter = "smile \U0001F600";
    const Outcome outcome = outcome_of(*f.store, {new_sample("good"), bad});
    if (engine() != "mariadb") {
      CHECK(outcome.status == 201);
      return;
    }
    CHECK(outcome.status == 400);
    CHECK(outcome.message ==
          "The database cannot hold a value of the sample: its characters are none of the column's (name)");
  }
  SECTION("an infinite volume") {
    bad.volume = std::numeric_limits<double>::infinity();
    const Outcome outcome = outcome_of(*f.store, {new_sample("good"), bad});
    if (engine() != "mariadb") {
      CHECK(outcome.status == 201);
      return;
    }
    CHECK(outcome.status == 400);
    CHECK(outcome.message == "Invalid input for field/attribute counter_volume. Value must be finite.");
  }
  SECTION("a name that the unique key takes for another") {
    bad.meter = "CPU";
    const Outcome outcome = outcome_of(*f.store, {new_sample("good"), bad});
    if (engine() != "mariadb") {
      CHECK(outcome.status == 201);
      return;
    }
    CHECK(outcome.status == 400);
    CHECK(outcome.message.find("only by case, accents or trailing spaces") != std::string::npos);
  }
  SECTION("U+0000") {
    bad.source = std::string("a\0b", 3);
    CHECK(outcome_of(*f.store, {new_sample("good"), bad}).status == 400);
  }
  CHECK(found(*f.store, {}) == Strings{"first"});
  CHECK(f.database->value("SELECT count(*) FROM meter") == "1");
}

TEST_CASE("asking for what no column can hold finds nothing") {
  StoreFixture f;
  record(*f.store, {new_sample("first")});
  query::SampleFilter filter;
  filter.resource = std::string("a\0b", 3);
  INFO(f.logger.text());
  CHECK(found(*f.store, filter).empty());
  filter.resource = "\U0001F600";
  CHECK(found(*f.store, filter).empty());
  filter.resource = std::string(10'000, 'x');
  CHECK(found(*f.store, filter).empty());
}

TEST_CASE("long metadata comes back whole") {
  StoreFixture f;
  std::vector<model::NewSample> samples;
  for (const std::size_t size : {100U, 300U, 60'000U, 10U}) {
    model::NewSample s = new_sample(std::to_string(size));
    s.resource_metadata = R"({"text": ")" + std::string(size, 'x') + R"("})";
    s.timestamp += std::chrono::seconds(samples.size());
    samples.push_back(s);
  }
  record(*f.store, samples);
  const auto cursor = f.store->samples({}, Scope::everything(), std::nullopt);
  model::Sample sample;
  for (std::size_t i = samples.size(); i-- > 0;) {
    REQUIRE(cursor->next(sample));
    CHECK(sample.resource_metadata == samples[i].resource_metadata);
  }
}

TEST_CASE("batches of every size are stored whole") {
  StoreFixture f;
  std::size_t all = 0;
  for (const std::size_t size : {1U, 2U, 3U, 63U, 64U, 65U, 200U}) {
    std::vector<model::NewSample> batch;
    for (std::size_t i = 0; i < size; ++i) batch.push_back(new_sample(std::to_string(size) + "-" + std::to_string(i)));
    record(*f.store, batch);
    all += size;
  }
  CHECK(f.database->value("SELECT count(*) FROM sample") == std::to_string(all));
  CHECK(f.database->value("SELECT count(DISTINCT message_id) FROM sample") == std::to_string(all));
}

TEST_CASE("writers of the same new meters at once store everything once") {
  StoreFixture f;
  record(*f.store, {new_sample("first")});
  constexpr int kWriters = 6;
  constexpr int kBatches = 15;
  std::vector<std::thread> writers;
  std::vector<int> failed(kWriters, 0);
  for (int w = 0; w < kWriters; ++w) {
    writers.emplace_back([&, w] {
      for (int b = 0; b < kBatches; ++b) {
        std::vector<model::NewSample> batch;
        for (int i = 0; i < 5; ++i) {
          // Meters in the opposite order in every second writer: what deadlocks.
          model::NewSample s = new_sample(std::to_string(w) + "-" + std::to_string(b) + "-" + std::to_string(i));
          s.meter = "meter-" + std::to_string(b) + "-" + std::to_string(w % 2 == 0 ? i : 4 - i);
          s.resource_id = "vm-" + std::to_string(i);
          batch.push_back(s);
        }
        try {
          f.store->record(batch);
        } catch (const ApiError&) {  // the log says why
          ++failed[static_cast<std::size_t>(w)];
        }
      }
    });
  }
  for (auto& writer : writers) writer.join();
  INFO(f.logger.text());
  CHECK(failed == std::vector<int>(kWriters, 0));
  CHECK(f.database->value("SELECT count(*) FROM sample") == std::to_string(kWriters * kBatches * 5 + 1));
  CHECK(f.database->value("SELECT count(DISTINCT message_id) FROM sample") ==
        std::to_string(kWriters * kBatches * 5 + 1));
  CHECK(f.database->value("SELECT count(*) FROM meter") == std::to_string(kBatches * 5 + 1));
}

TEST_CASE("connections that were lost while they were idle are replaced") {
  if (!has_servers()) return;
  StoreFixture f;
  record(*f.store, {new_sample("first")});
  f.database->end_sessions();
  CHECK(found(*f.store, {}) == Strings{"first"});
  f.database->end_sessions();
  record(*f.store, {new_sample("second", "2016-03-01 09:00:00")});
  f.database->end_sessions();
  CHECK(found_meters(*f.store, {}).size() == 1);
  CHECK(found(*f.store, {}) == Strings{"second", "first"});
  CHECK(f.logger.text().find("CEIL0206") == std::string::npos);
}

TEST_CASE("a reader whose connection is lost in the middle is a 503") {
  if (!has_servers()) return;
  StoreFixture f;
  std::vector<model::NewSample> samples;
  for (int i = 0; i < 3'000; ++i) {
    model::NewSample s = new_sample(std::to_string(i));
    s.resource_metadata = R"({"text": ")" + std::string(3'000, 'x') + R"("})";
    samples.push_back(s);
  }
  record(*f.store, samples);
  const auto cursor = f.store->samples({}, Scope::everything(), std::nullopt);
  model::Sample sample;
  REQUIRE(cursor->next(sample));
  f.database->end_sessions();
  int status = 200;
  try {
    while (cursor->next(sample)) continue;
  } catch (const ApiError& error) {
    status = error.status();
    CHECK(error.retry_after() > 0);
  }
  CHECK(status == 503);
  CHECK(found(*f.store, {}, Scope::everything(), 1).size() == 1);
}

TEST_CASE("a reader that stops early leaves a connection that works") {
  storage::StoreOptions options = quick_options();
  options.max_pool_size = 1;
  options.max_overflow = 0;
  StoreFixture f(options);
  std::vector<model::NewSample> samples;
  for (int i = 0; i < 5'000; ++i) samples.push_back(new_sample(std::to_string(i)));
  record(*f.store, samples);
  for (int i = 0; i < 3; ++i) {
    {
      const auto cursor = f.store->samples({}, Scope::everything(), std::nullopt);
      model::Sample sample;
      REQUIRE(cursor->next(sample));
    }
    CHECK(found(*f.store, {}, Scope::everything(), 2).size() == 2);
  }
}

TEST_CASE("a query that takes too long is stopped and is a 503") {
  if (!has_servers()) return;  // SQLite's own tests have it
  storage::StoreOptions options = quick_options();
  options.query_timeout = std::chrono::milliseconds(300);
  StoreFixture f(options);
  std::vector<model::NewSample> samples;
  for (int i = 0; i < 2'000; ++i) samples.push_back(new_sample(std::to_string(i)));
  for (int i = 0; i < 5; ++i) make_store(f.database->url(), f.logger)->record(samples);
  // As slow as anything: every sample with every other.
  f.database->run("ALTER TABLE sample RENAME TO slow_sample");
  f.database->run(
      "CREATE VIEW sample AS SELECT a.* FROM slow_sample a WHERE (SELECT count(*) FROM slow_sample b WHERE "
      "b.volume + a.volume > a.id) >= 0");
  int status = 200;
  const auto start = std::chrono::steady_clock::now();
  try {
    found(*f.store, {});
  } catch (const ApiError& error) {
    status = error.status();
  }
  INFO(f.logger.text());
  CHECK(status == 503);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
  CHECK(f.logger.text().find("CEIL0204") != std::string::npos);
}

TEST_CASE("a look at whether the database is there ends at its limit") {
  if (!has_servers()) return;  // SQLite's own tests have it
  StoreFixture f;
  record(*f.store, {new_sample("first")});
  f.store->ping(std::chrono::seconds(5));
  f.database->run("ALTER TABLE meter RENAME TO slow_meter");
  f.database->run("CREATE VIEW meter AS SELECT * FROM slow_meter WHERE " +
                  std::string(engine() == "mariadb" ? "SLEEP(5) = 0" : "pg_sleep(5) IS NOT NULL"));
  const auto start = std::chrono::steady_clock::now();
  CHECK_THROWS_AS(f.store->ping(std::chrono::milliseconds(300)), ApiError);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(3));
  INFO(f.logger.text());
  CHECK(f.logger.text().find("CEIL0204") != std::string::npos);
  f.database->run("DROP VIEW meter");
  f.database->run("ALTER TABLE slow_meter RENAME TO meter");
  f.store->ping(std::chrono::seconds(5));
}

TEST_CASE("tables that another process was making when it died are made") {
  if (engine() != "mariadb") return;  // the others make all of them or none
  StoreFixture f;
  record(*f.store, {new_sample("first")});
  const std::string all = "SELECT count(*) FROM information_schema.tables WHERE table_schema = database()";
  const std::string count = f.database->value(all);
  SECTION("some are missing") { f.database->run("DROP TABLE sample, metadata_int, trait_text, migrate_version"); }
  SECTION("all but one are missing") {
    f.database->run(
        "DROP TABLE sample, metadata_text, metadata_int, metadata_float, metadata_bool, trait_text, trait_int, "
        "trait_float, trait_datetime, event, event_type, resource, migrate_version");
  }
  record(*make_store(f.database->url(), f.logger), {new_sample("second")});
  CHECK(f.database->value(all) == count);
  CHECK(f.database->value("SELECT count(*) FROM sample") == "1");
  CHECK(f.database->rows("SELECT repository_id, version FROM migrate_version") == Strings{"ceilometer|45"});
}

TEST_CASE("tables that are not Ceilometer's, or of an older Ceilometer, are left as they are") {
  StoreFixture f;
  SECTION("another service's") { f.database->run("CREATE TABLE sample (id INTEGER)"); }
  SECTION("an older one's") { f.database->run("CREATE TABLE migrate_version (id INTEGER)"); }
  f.database->run("CREATE TABLE something (id INTEGER)");
  CHECK(outcome_of(*f.store, {new_sample("first")}).status == 503);
  INFO(f.logger.text());
  CHECK(f.logger.text().find("CEIL0205") != std::string::npos);
}
