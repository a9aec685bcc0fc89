#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "base/api_error.hpp"
#include "unit/storage/sqlite/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

namespace {

// What the original's own dbsync made, from sqlite_master, white space apart.
const std::vector<std::string> kOriginalSchema = {
    R"sql(CREATE TABLE meter ( id INTEGER NOT NULL, name VARCHAR(255) NOT NULL, type VARCHAR(255), unit VARCHAR(255), PRIMARY KEY (id), CONSTRAINT def_unique UNIQUE (name, type, unit) ))sql",
    R"sql(CREATE INDEX ix_meter_name ON meter (name))sql",
    R"sql(CREATE TABLE resource ( internal_id INTEGER NOT NULL, user_id VARCHAR(255), project_id VARCHAR(255), source_id VARCHAR(255), resource_id VARCHAR(255) NOT NULL, resource_metadata TEXT, metadata_hash VARCHAR(32), PRIMARY KEY (internal_id) ))sql",
    R"sql(CREATE INDEX ix_resource_metadata_hash ON resource (metadata_hash))sql",
    R"sql(CREATE INDEX ix_resource_resource_id ON resource (resource_id))sql",
    R"sql(CREATE TABLE event_type ( id INTEGER NOT NULL, "desc" VARCHAR(255), PRIMARY KEY (id), UNIQUE ("desc") ))sql",
    R"sql(CREATE TABLE metadata_text ( id INTEGER NOT NULL, meta_key VARCHAR(255) NOT NULL, value TEXT, PRIMARY KEY (id, meta_key), FOREIGN KEY(id) REFERENCES resource (internal_id) ))sql",
    R"sql(CREATE INDEX ix_meta_text_key ON metadata_text (meta_key))sql",
    R"sql(CREATE TABLE metadata_bool ( id INTEGER NOT NULL, meta_key VARCHAR(255) NOT NULL, value BOOLEAN, PRIMARY KEY (id, meta_key), FOREIGN KEY(id) REFERENCES resource (internal_id), CHECK (value IN (0, 1)) ))sql",
    R"sql(CREATE INDEX ix_meta_bool_key ON metadata_bool (meta_key))sql",
    R"sql(CREATE TABLE metadata_int ( id INTEGER NOT NULL, meta_key VARCHAR(255) NOT NULL, value BIGINT, PRIMARY KEY (id, meta_key), FOREIGN KEY(id) REFERENCES resource (internal_id) ))sql",
    R"sql(CREATE INDEX ix_meta_int_key ON metadata_int (meta_key))sql",
    R"sql(CREATE TABLE metadata_float ( id INTEGER NOT NULL, meta_key VARCHAR(255) NOT NULL, value FLOAT, PRIMARY KEY (id, meta_key), FOREIGN KEY(id) REFERENCES resource (internal_id) ))sql",
    R"sql(CREATE INDEX ix_meta_float_key ON metadata_float (meta_key))sql",
    R"sql(CREATE TABLE sample ( id INTEGER NOT NULL, meter_id INTEGER, resource_id INTEGER, volume FLOAT, timestamp DATETIME, recorded_at DATETIME, message_signature VARCHAR(64), message_id VARCHAR(128), PRIMARY KEY (id), FOREIGN KEY(meter_id) REFERENCES meter (id), FOREIGN KEY(resource_id) REFERENCES resource (internal_id) ))sql",
    R"sql(CREATE INDEX ix_sample_meter_id ON sample (meter_id))sql",
    R"sql(CREATE INDEX ix_sample_timestamp ON sample (timestamp))sql",
    R"sql(CREATE INDEX ix_sample_resource_id ON sample (resource_id))sql",
    R"sql(CREATE INDEX ix_sample_meter_id_resource_id ON sample (meter_id, resource_id))sql",
    R"sql(CREATE TABLE event ( id INTEGER NOT NULL, message_id VARCHAR(50), generated DATETIME, raw TEXT, event_type_id INTEGER, PRIMARY KEY (id), UNIQUE (message_id), FOREIGN KEY(event_type_id) REFERENCES event_type (id) ))sql",
    R"sql(CREATE INDEX ix_event_message_id ON event (message_id))sql",
    R"sql(CREATE INDEX ix_event_generated ON event (generated))sql",
    R"sql(CREATE INDEX ix_event_type_id ON event (event_type_id))sql",
    R"sql(CREATE TABLE trait_text ( event_id INTEGER NOT NULL, "key" VARCHAR(255) NOT NULL, value VARCHAR(255), PRIMARY KEY (event_id, "key"), FOREIGN KEY(event_id) REFERENCES event (id) ))sql",
    R"sql(CREATE INDEX ix_trait_text_event_id_key ON trait_text (event_id, "key"))sql",
    R"sql(CREATE TABLE trait_int ( event_id INTEGER NOT NULL, "key" VARCHAR(255) NOT NULL, value INTEGER, PRIMARY KEY (event_id, "key"), FOREIGN KEY(event_id) REFERENCES event (id) ))sql",
    R"sql(CREATE INDEX ix_trait_int_event_id_key ON trait_int (event_id, "key"))sql",
    R"sql(CREATE TABLE trait_float ( event_id INTEGER NOT NULL, "key" VARCHAR(255) NOT NULL, value FLOAT, PRIMARY KEY (event_id, "key"), FOREIGN KEY(event_id) REFERENCES event (id) ))sql",
    R"sql(CREATE INDEX ix_trait_float_event_id_key ON trait_float (event_id, "key"))sql",
    R"sql(CREATE TABLE trait_datetime ( event_id INTEGER NOT NULL, "key" VARCHAR(255) NOT NULL, value DATETIME, PRIMARY KEY (event_id, "key"), FOREIGN KEY(event_id) REFERENCES event (id) ))sql",
    R"sql(CREATE INDEX ix_trait_datetime_event_id_key ON trait_datetime (event_id, "key"))sql",
    R"sql(CREATE TABLE migrate_version ( repository_id VARCHAR(250) NOT NULL, repository_path TEXT, version INTEGER, PRIMARY KEY (repository_id) ))sql",
};

std::string squeeze(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\n' || c == '\t';
    if (!space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  return out;
}

std::string unspaced(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), ' '), text.end());
  return text;
}

int status_of_read(storage::MeteringStore& store) {
  try {
    found(store, {});
    return 200;
  } catch (const ApiError& error) {
    CHECK(error.message().find('/') == std::string::npos);
    return error.status();
  }
}

}  // namespace

TEST_CASE("an empty database gets the original's schema") {
  StoreFixture f;
  CHECK(found(*f.store, {}).empty());
  const Database database(f.path);
  std::vector<std::string> made;
  for (const auto& sql : database.rows("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")) {
    made.push_back(unspaced(squeeze(sql)));
  }
  std::vector<std::string> expected;
  for (const auto& sql : kOriginalSchema) expected.push_back(unspaced(sql));
  std::sort(made.begin(), made.end());
  std::sort(expected.begin(), expected.end());
  CHECK(made == expected);
  CHECK(database.rows("SELECT * FROM migrate_version") ==
        Strings{"ceilometer|ceilometer/storage/sqlalchemy/migrate_repo|45"});
  CHECK(database.value("PRAGMA journal_mode") == "wal");
  CHECK(f.logger.text().find("CEIL0200") != std::string::npos);
}

TEST_CASE("a database that is there is used as it is") {
  ScratchDir dir;
  const std::string path = dir.path("there.sqlite");
  {
    const Database database(path);
    for (const auto& sql : kOriginalSchema) database.run(sql);
    database.run("CREATE INDEX ix_sample_message_id ON sample (message_id)");
    database.run("CREATE TABLE gauge_of_another (id INTEGER)");
    database.run("INSERT INTO meter VALUES (1, 'cpu', 'gauge', '%')");
    database.run("INSERT INTO resource VALUES (1, 'u', 'p', 's', 'r', '{}', 'h')");
    database.run(
        "INSERT INTO sample VALUES (1, 1, 1, 2.5, '2016-03-01 08:00:00', '2016-03-01 08:00:01.000000', '', 'm')");
  }
  RecordingLogger logger;
  const auto store = make_store(path, logger);
  CHECK(found(*store, {}) == Strings{"m"});
  const Database database(path);
  CHECK(database.value("SELECT count(*) FROM migrate_version") == "0");
  CHECK(logger.text().find("CEIL0200") == std::string::npos);
}

TEST_CASE("a database that lacks a table is refused with the table's name in the log") {
  ScratchDir dir;
  const std::string path = dir.path("other.sqlite");
  {
    const Database database(path);
    for (const auto& sql : kOriginalSchema) database.run(sql);
    database.run("DROP TABLE metadata_float");
  }
  RecordingLogger logger;
  const auto store = make_store(path, logger);
  CHECK(status_of_read(*store) == 503);
  CHECK(logger.text().find("\"metadata_float\"") != std::string::npos);
  // Once it is repaired the store works without a restart.
  Database(path).run(
      "CREATE TABLE metadata_float (id INTEGER NOT NULL, meta_key VARCHAR(255) NOT NULL, value FLOAT, "
      "PRIMARY KEY (id, meta_key))");
  CHECK(status_of_read(*store) == 200);
}

TEST_CASE("a file that is no database is a 503 and left alone") {
  ScratchDir dir;
  const std::string path = dir.path("text");
  const std::string text(5'000, 'x');
  std::ofstream(path) << text;
  RecordingLogger logger;
  const auto store = make_store(path, logger);
  CHECK(status_of_read(*store) == 503);
  CHECK(logger.text().find("CEIL0205") != std::string::npos);
  std::ifstream in(path);
  CHECK(std::string(std::istreambuf_iterator<char>(in), {}) == text);
}

TEST_CASE("a missing directory is named in the log, and used once it is there") {
  ScratchDir dir;
  const std::string path = dir.path("missing/ceilometer.sqlite");
  RecordingLogger logger;
  const auto store = make_store(path, logger);
  try {
    found(*store, {});
    FAIL("it was opened");
  } catch (const ApiError& error) {
    CHECK(error.status() == 503);
    CHECK(error.retry_after() == 10);
  }
  CHECK(logger.text().find("the directory " + dir.path("missing")) != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(dir.path("missing")));
  std::filesystem::create_directory(dir.path("missing"));
  CHECK(status_of_read(*store) == 200);
}

TEST_CASE("a file that was replaced is noticed: nothing is written to the one that is gone") {
  StoreFixture f;
  record(*f.store, {new_sample("old")});
  CHECK(found(*f.store, {}) == Strings{"old"});
  for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(f.path + suffix);
  record(*f.store, {new_sample("new")});
  CHECK(found(*f.store, {}) == Strings{"new"});
  CHECK(Database(f.path).rows("SELECT message_id FROM sample") == Strings{"new"});
}

TEST_CASE("a table that goes away is a 503, and its return is noticed") {
  StoreFixture f;
  CHECK(status_of_read(*f.store) == 200);
  const Database database(f.path);
  database.run("ALTER TABLE sample RENAME TO sample_away");
  CHECK(status_of_read(*f.store) == 503);
  database.run("ALTER TABLE sample_away RENAME TO sample");
  CHECK(status_of_read(*f.store) == 200);
}

TEST_CASE("a URL without a file, or with a host, is refused in a sentence") {
  RecordingLogger logger;
  const auto error = [&](const std::string& text) {
    const auto url = storage::DatabaseUrl::parse(text);
    REQUIRE(url.ok());
    const auto store = storage::sql::metering_store<storage::sqlite::make_driver>(*url, {}, logger);
    return store.ok() ? std::string() : store.error().message;
  };
  for (const char* text : {"sqlite://", "sqlite:///", "sqlite:///:memory:"}) {
    CHECK(error(text).find("in memory") != std::string::npos);
  }
  CHECK(error("sqlite://host/path").find("no host") != std::string::npos);
  CHECK(error("sqlite:////x?timeout=soon").find("timeout") != std::string::npos);
  CHECK(error("sqlite:////x?timeout=2.5").empty());
  CHECK(logger.text().empty());
  CHECK(error("sqlite:///relative").empty());
  CHECK(logger.text().find("CEIL0209") != std::string::npos);
}
