#include <sys/resource.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <limits>
#include <string>
#include <vector>

#include "base/api_error.hpp"
#include "unit/storage/sqlite/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

TEST_CASE("a sample is stored as the original stored it") {
  StoreFixture f;
  model::NewSample s = new_sample("message", "2016-03-01 08:17:42");
  s.resource_metadata =
      R"({"vcpus": 4, "name": "Gr\u00f6\u00dfe", "ratio": 0.75, "public": false, "none": null, "tags": ["a", {"b": 1}]})";
  record(*f.store, {s});
  const Database database(f.path);
  CHECK(database.rows("SELECT * FROM meter") == Strings{"1|cpu|cumulative|ns"});
  CHECK(database.rows("SELECT internal_id, user_id, project_id, source_id, resource_id, resource_metadata FROM "
                      "resource") == Strings{"1|user|project|openstack|resource|" + s.resource_metadata});
  CHECK(database.value("SELECT length(metadata_hash) FROM resource") == "32");
  CHECK(database.rows("SELECT id, meter_id, resource_id, volume, timestamp, message_signature, message_id, "
                      "typeof(volume), recorded_at GLOB '20[0-9][0-9]-[01][0-9]-[0-3][0-9] "
                      "[0-2][0-9]:[0-5][0-9]:[0-5][0-9].[0-9][0-9][0-9][0-9][0-9][0-9]' FROM sample") ==
        Strings{"1|1|1|1.5|2016-03-01 08:17:42.000000|signature|message|real|1"});
  CHECK(database.rows("SELECT *, typeof(value) FROM metadata_text ORDER BY meta_key") ==
        Strings{"1|name|Größe|text", "1|none|NULL|null", "1|tags[0]|a|text"});
  CHECK(database.rows("SELECT *, typeof(value) FROM metadata_int ORDER BY meta_key") ==
        Strings{"1|tags[1].b|1|integer", "1|vcpus|4|integer"});
  CHECK(database.rows("SELECT *, typeof(value) FROM metadata_float") == Strings{"1|ratio|0.75|real"});
  CHECK(database.rows("SELECT *, typeof(value) FROM metadata_bool") == Strings{"1|public|0|integer"});
}

TEST_CASE("what is equal shares its rows, nulls too") {
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
  record(*make_store(f.path, f.logger), {a});
  const Database database(f.path);
  CHECK(database.value("SELECT count(*) FROM meter") == "1");
  CHECK(database.value("SELECT count(*) FROM resource") == "1");
  CHECK(database.value("SELECT count(*) FROM sample") == "5");
  CHECK(database.value("SELECT count(*) FROM metadata_int") == "2");

  model::NewSample c = new_sample("c");
  c.unit = "";
  c.user_id = "";
  record(*f.store, {c});
  CHECK(database.value("SELECT count(*) FROM meter") == "2");
  CHECK(database.value("SELECT count(*) FROM resource") == "2");
}

TEST_CASE("rows of the Python writer are found by their hash") {
  StoreFixture f;
  found(*f.store, {});
  const Database database(f.path);
  database.run("INSERT INTO meter VALUES (5, 'cpu', 'cumulative', 'ns')");
  // md5 of {"a": "x", "b": 1}
  database.run(
      "INSERT INTO resource VALUES (7, 'user', 'project', 'openstack', 'resource', '{\"b\": 1, \"a\": \"x\"}', "
      "'19afc29426da0042fc4e8b7c6b727fdf')");
  model::NewSample s = new_sample("m");
  s.resource_metadata = R"({"b": 1, "a": "x"})";
  record(*f.store, {s});
  CHECK(database.rows("SELECT meter_id, resource_id FROM sample") == Strings{"5|7"});
  CHECK(database.value("SELECT count(*) FROM resource") == "1");
}

TEST_CASE("ids that an expirer deleted and SQLite gave away again are noticed") {
  StoreFixture f;
  record(*f.store, {new_sample("old")});
  const Database database(f.path);
  // What the Python expirer does in the end, and then another writer takes both ids; its metadata rows were kept.
  database.run("DELETE FROM sample; DELETE FROM meter; DELETE FROM resource");
  database.run("INSERT INTO meter VALUES (1, 'disk', 'gauge', 'B')");
  database.run("INSERT INTO resource VALUES (1, 'else', 'else', 'else', 'else', '{}', 'else')");
  record(*f.store, {new_sample("new")});
  CHECK(database.rows("SELECT meter.name, resource.resource_id FROM sample JOIN meter ON meter.id = meter_id "
                      "JOIN resource ON internal_id = sample.resource_id") == Strings{"cpu|resource"});
  CHECK(database.value("SELECT count(*) FROM meter") == "2");

  // Marked for deletion, as the expirer does first: not to be used any more.
  database.run("DELETE FROM sample");
  database.run("UPDATE resource SET metadata_hash = 'delete_' || internal_id");
  record(*f.store, {new_sample("newer")});
  CHECK(database.value("SELECT metadata_hash FROM sample JOIN resource ON internal_id = sample.resource_id") ==
        "99914b932bd37a50b983c5e7c90ae93b");
}

TEST_CASE("metadata rows that a deleted resource left behind do not come to its id's next owner") {
  StoreFixture f;
  model::NewSample s = new_sample("a");
  s.resource_metadata = R"({"name": "x", "n": 1, "f": 1.5, "b": true})";
  record(*f.store, {s});
  const Database database(f.path);
  database.run("DELETE FROM sample; DELETE FROM resource");
  s.resource_metadata = R"({"name": "y"})";
  record(*f.store, {s});
  CHECK(database.rows("SELECT * FROM metadata_text") == Strings{"1|name|y"});
  CHECK(database.value("SELECT (SELECT count(*) FROM metadata_int) + (SELECT count(*) FROM metadata_float) + "
                       "(SELECT count(*) FROM metadata_bool)") == "0");
}

TEST_CASE("volumes and texts of every kind") {
  StoreFixture f;
  std::vector<model::NewSample> samples(4, new_sample("m"));
  samples[0].volume = std::numeric_limits<double>::quiet_NaN();
  samples[1].volume = std::nullopt;
  samples[2].volume = -std::numeric_limits<double>::infinity();
  samples[3].volume = 0.1;
  samples[3].message_id = std::string(500, 'm');
  samples[3].resource_id = "Größe-" + std::string(1'000, 'r');
  samples[3].user_id = "";
  record(*f.store, samples);
  const Database database(f.path);
  CHECK(database.rows("SELECT volume FROM sample ORDER BY id") == Strings{"NULL", "NULL", "-Inf", "0.1"});
  query::SampleFilter filter;
  filter.resource = samples[3].resource_id;
  CHECK(found(*f.store, filter) == Strings{samples[3].message_id});
  CHECK(database.value("SELECT typeof(user_id) FROM resource WHERE internal_id = 2") == "text");
}

TEST_CASE("null metadata is NULL, an integer beyond 64 bits is kept but cannot be asked for") {
  StoreFixture f;
  model::NewSample null = new_sample("null");
  null.resource_metadata = "null";
  model::NewSample huge = new_sample("huge");
  huge.resource_metadata = R"({"n": 123456789012345678901234567890, "m": 1})";
  record(*f.store, {null, huge});
  const Database database(f.path);
  CHECK(database.rows("SELECT resource_metadata, metadata_hash FROM resource WHERE internal_id = 1") ==
        Strings{"NULL|37a6259cc0c1dae299a7866489dff0bd"});
  CHECK(database.value("SELECT resource_metadata FROM resource WHERE internal_id = 2") == huge.resource_metadata);
  CHECK(database.rows("SELECT meta_key FROM metadata_int") == Strings{"m"});
  CHECK(f.logger.text().find("CEIL0207: metadata key (n)") != std::string::npos);
}

TEST_CASE("a batch is stored whole or not at all") {
  StoreFixture f;
  record(*f.store, {new_sample("first")});
  std::vector<model::NewSample> bad{new_sample("a"), new_sample("b")};
  bad[1].unit = std::string("n\0s", 3);
  try {
    record(*f.store, bad);
    FAIL("it was stored");
  } catch (const ApiError& error) {
    CHECK(error.status() == 400);
    CHECK(error.message().find("counter_unit") != std::string::npos);
  }
  // A statement that fails in the middle.
  const Database database(f.path);
  database.run(
      "CREATE TRIGGER refuse BEFORE INSERT ON sample WHEN new.message_id = 'b' "
      "BEGIN SELECT RAISE(ABORT, 'refused'); END");
  std::vector<model::NewSample> refused{new_sample("a"), new_sample("b")};
  refused[0].meter = "unseen";
  try {
    record(*f.store, refused);
    FAIL("it was stored");
  } catch (const ApiError& error) {
    CHECK(error.status() == 503);
  }
  CHECK(found(*f.store, {}) == Strings{"first"});
  CHECK(database.value("SELECT count(*) FROM meter") == "1");
  database.run("DROP TRIGGER refuse");
  record(*f.store, refused);
  CHECK(found(*f.store, {}).size() == 3);
}

namespace {

/// A disk with no more room: no file of this process can grow beyond that size.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit limit = before_;
    limit.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  void (*handler_)(int);
  rlimit before_{};
};

}  // namespace

TEST_CASE("a full disk stores nothing and is a 503, and the store goes on when there is room") {
  StoreFixture f;
  record(*f.store, {new_sample("first")});
  model::NewSample big = new_sample("big");
  big.resource_metadata = R"({"text": ")" + std::string(2'000'000, 'x') + "\"}";
  int status = 0;
  {
    const auto size = std::max(std::filesystem::file_size(f.path), std::filesystem::file_size(f.path + "-wal"));
    const FileSizeLimit full(size + 20'000);
    try {
      record(*f.store, {new_sample("a"), big});
    } catch (const ApiError& error) {
      status = error.status();
    }
  }
  CHECK(status == 503);
  CHECK(f.logger.text().find("CEIL0206") != std::string::npos);
  CHECK(found(*f.store, {}) == Strings{"first"});
  record(*f.store, {new_sample("b", "2016-03-01 09:00:00")});
  CHECK(found(*f.store, {}) == Strings{"b", "first"});
  CHECK(Database(f.path).value("PRAGMA integrity_check") == "ok");
}
