#include <signal.h>

#include <catch2/catch.hpp>

#include "support/temp_dir.hpp"
#include "upkeep/database.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;

namespace {

constexpr const char* kVersion =
    "SELECT repository_id, repository_path, version FROM migrate_version ORDER BY repository_id";
const std::vector<std::string> kLastVersion = {"ceilometer|ceilometer/storage/sqlalchemy/migrate_repo|45"};

Finished upgrade(const Database& database, std::vector<std::string> arguments = {}) {
  const ConfigFile config(database);
  arguments.insert(arguments.begin(), {"--config-file", config.path()});
  auto finished = run_tool("ceilometer-upgrade", arguments);
  INFO(finished.output);
  CHECK_FALSE(tells_password(finished.output));
  return finished;
}

/// The statements of a dry run, without its comments.
std::vector<std::string> statements_of(const std::string& output) {
  std::vector<std::string> all;
  std::string one;
  std::size_t begin = 0;
  while (begin < output.size()) {
    const auto end = std::min(output.find('\n', begin), output.size());
    const std::string line = output.substr(begin, end - begin);
    begin = end + 1;
    if (line.starts_with("--")) continue;
    one += line + "\n";
    if (!line.ends_with(";")) continue;
    all.push_back(one);
    one.clear();
  }
  return all;
}

int extras_in(Database& database) {
  int found = 0;
  for (const auto& line : database.schema()) {
    if (line.find("mod_ceilometer_") != std::string::npos) ++found;
  }
  return found;
}

}  // namespace

TEST_CASE("an empty database gets Ceilometer's tables and the extras") {
  const auto database = make_database(tested_engine());
  const auto untouched = database->schema();
  const auto dry = upgrade(*database, {"--dry-run"});
  REQUIRE(dry.code == 0);
  CHECK_THAT(dry.output, Contains("CREATE TABLE sample") || Contains("CREATE TABLE IF NOT EXISTS sample"));
  CHECK_THAT(dry.output, Contains("mod_ceilometer_sample_message_id"));
  CHECK(database->schema() == untouched);

  REQUIRE(upgrade(*database, {"--no-extras"}).code == 0);
  CHECK(database->rows(kVersion) == kLastVersion);
  CHECK(extras_in(*database) == 0);
  const auto plain = database->schema();
  REQUIRE(upgrade(*database).code == 0);
  CHECK(extras_in(*database) > 0);
  const auto with_extras = database->schema();
  const auto again = upgrade(*database);
  CHECK(again.code == 0);
  CHECK_THAT(again.output, Contains("nothing to do"));
  CHECK(database->schema() == with_extras);
  REQUIRE(upgrade(*database, {"--undo-extras"}).code == 0);
  CHECK(database->schema() == plain);

  // What a dry run prints is what makes the same.
  const auto other = make_database(tested_engine());
  for (const auto& statement : statements_of(dry.output)) other->run(statement);
  CHECK(other->schema().size() == with_extras.size());
  CHECK_THAT(upgrade(*other).output, Contains("nothing to do"));
}

TEST_CASE("who wants some of the extras names them") {
  const auto database = make_database(tested_engine());
  REQUIRE(upgrade(*database, {"--extras", "statistics,message_id"}).code == 0);
  const int two = extras_in(*database);  // lines: some engines' schemas have several for an index
  REQUIRE(two > 0);
  CHECK(two % 2 == 0);
  CHECK_THAT(upgrade(*database, {"--extras", "statistics"}).output, Contains("nothing to do"));
  CHECK_THAT(upgrade(*database, {"--dry-run"}).output,
             Contains("mod_ceilometer_sample_resource_time") && !Contains("mod_ceilometer_sample_statistics"));
  const auto by_meter = upgrade(*database, {"--extras", "meter_time"});
  CHECK(by_meter.code == 0);
  const bool is_sqlite = tested_engine() == "sqlite";
  CHECK_THAT(by_meter.output, Contains(is_sqlite ? "1 index changed" : "is of use on SQLite only"));
  CHECK(extras_in(*database) == (is_sqlite ? two + two / 2 : two));
  const auto refused = upgrade(*database, {"--extras", "everything"});
  CHECK(refused.code == 2);
  CHECK_THAT(refused.output, Contains("everything") && Contains("resource_time"));
  CHECK(upgrade(*database, {"--extras", "meter_time", "--undo-extras"}).code == 2);
}

TEST_CASE("on the original's own database only the extras come and go") {
  const auto database = make_database(tested_engine());
  database->load_original();
  database->run("CREATE INDEX ix_of_the_operator ON sample (recorded_at)");
  const auto before = database->schema();
  const auto rows = database->rows("SELECT * FROM sample ORDER BY id");
  const auto dry = upgrade(*database, {"--dry-run"});
  REQUIRE(dry.code == 0);
  CHECK_THAT(dry.output, Contains("INDEX") && !Contains("CREATE TABLE"));
  CHECK(database->schema() == before);

  REQUIRE(upgrade(*database).code == 0);
  CHECK(extras_in(*database) > 0);
  CHECK(database->rows(kVersion) == kLastVersion);
  CHECK_THAT(upgrade(*database, {"--dry-run"}).output, Contains("nothing to do"));
  const auto undo = upgrade(*database, {"--undo-extras", "--dry-run"});
  CHECK_THAT(undo.output, Contains("DROP INDEX") && !Contains("ix_of_the_operator"));
  CHECK(extras_in(*database) > 0);
  REQUIRE(upgrade(*database, {"--undo-extras"}).code == 0);
  CHECK(database->schema() == before);
  CHECK(database->rows("SELECT * FROM sample ORDER BY id") == rows);
}

TEST_CASE("summaries are made and filled where they are asked for, and go with the extras") {
  const auto database = make_database(tested_engine());
  database->load_original();
  const auto before = database->schema();
  if (tested_engine() != "sqlite") {
    const auto refused = upgrade(*database, {"--build-summaries", "--no-extras"});
    CHECK(refused.code == 1);
    CHECK_THAT(refused.output, Contains("SQLite only"));
    CHECK(database->schema() == before);
    return;
  }
  CHECK_THAT(upgrade(*database, {"--build-summaries", "--dry-run"}).output,
             Contains("CREATE TABLE ceilometer_summary_"));
  CHECK(database->schema() == before);
  for (int i = 0; i < 2; ++i) {
    const auto built = upgrade(*database, {"--build-summaries"});
    CHECK(built.code == 0);
    CHECK_THAT(built.output, Contains("the summaries hold all samples"));
    CHECK(database->value("SELECT sum(samples) FROM ceilometer_summary_day") ==
          database->value("SELECT count(*) FROM sample"));
  }
  CHECK_THAT(upgrade(*database, {"--undo-extras", "--dry-run"}).output, Contains("DROP TABLE"));
  const auto undone = upgrade(*database, {"--undo-extras"});
  CHECK(undone.code == 0);
  CHECK_THAT(undone.output, Contains("removed the summaries"));
  CHECK(database->schema() == before);
}

TEST_CASE("its old name is the same command") {
  const auto database = make_database(tested_engine());
  const ConfigFile config(*database);
  const auto done = run_tool("ceilometer-dbsync", {"--config-file", config.path(), "--skip-event-database"});
  INFO(done.output);
  CHECK(done.code == 0);
  CHECK(database->rows(kVersion) == kLastVersion);
  CHECK_THAT(run_tool("ceilometer-dbsync", {"--version"}).output, Contains("ceilometer-dbsync "));
  CHECK_THAT(run_tool("ceilometer-dbsync", {"--config-file", config.path(), "--strange"}).output,
             Contains("ceilometer-dbsync: see ceilometer-dbsync --help"));
}

TEST_CASE("another migration than the last is refused, and nothing is changed") {
  const auto database = make_database(tested_engine());
  database->load_original();
  const auto before = database->schema();
  database->run("UPDATE migrate_version SET version = 37");
  const auto older = upgrade(*database);
  CHECK(older.code == 1);
  CHECK_THAT(older.output, Contains("migration 37") && Contains("dbsync of Mitaka"));
  database->run("UPDATE migrate_version SET version = 46");
  const auto newer = upgrade(*database, {"--dry-run"});
  CHECK(newer.code == 1);
  CHECK_THAT(newer.output, Contains("migration 46"));
  CHECK(database->schema() == before);
}

TEST_CASE("another service's tables are left alone") {
  const auto database = make_database(tested_engine());
  database->run("CREATE TABLE alarm (id INTEGER); CREATE TABLE alembic_version (version_num VARCHAR(32))");
  const auto before = database->schema();
  const auto refused = upgrade(*database);
  CHECK(refused.code == 1);
  CHECK_THAT(refused.output, Contains("another service's") && Contains("alembic_version"));
  CHECK(database->schema() == before);
}

TEST_CASE("tables that no row of migrate_version speaks of are Ceilometer's where they have all columns") {
  const auto database = make_database(tested_engine());
  database->load_original();
  database->run("DROP TABLE migrate_version");
  const auto taken = upgrade(*database);
  CHECK(taken.code == 0);
  CHECK_THAT(taken.output, Contains("migrate_version does not say so"));
  REQUIRE(upgrade(*database, {"--undo-extras"}).code == 0);
  database->run("ALTER TABLE resource DROP COLUMN source_id");
  const auto refused = upgrade(*database);
  CHECK(refused.code == 1);
  CHECK_THAT(refused.output, Contains("\"resource\" is there, but lacks a column"));
}

TEST_CASE("making the tables goes on where it was broken off") {
  const auto whole = make_database(tested_engine());
  REQUIRE(upgrade(*whole, {"--no-extras"}).code == 0);
  const auto empty = make_database(tested_engine());
  const auto statements = statements_of(upgrade(*empty, {"--dry-run", "--no-extras"}).output);
  for (const std::size_t done : {std::size_t{1}, std::size_t{9}, statements.size() - 1}) {
    const auto database = make_database(tested_engine());
    for (std::size_t i = 0; i < done; ++i) database->run(statements[i]);
    REQUIRE(upgrade(*database, {"--no-extras"}).code == 0);
    CHECK(database->schema() == whole->schema());
    CHECK(database->rows(kVersion) == kLastVersion);
  }
}

TEST_CASE("killed at any moment, it is finished by another run") {
  const auto database = make_database(tested_engine());
  database->load_original();
  for (int i = 0; i < 7; ++i) {
    database->run(
        "INSERT INTO sample (meter_id, resource_id, volume, timestamp, recorded_at, message_signature, message_id) "
        "SELECT meter_id, resource_id, volume, timestamp, recorded_at, message_signature, message_id FROM sample");
  }
  const auto before = database->schema();
  const ConfigFile config(*database);
  const TempDir output;
  for (const int milliseconds : {5, 40, 90, 150, 250}) {
    const pid_t pid = spawn({tool("ceilometer-upgrade"), "--config-file", config.path()},
                            {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"}, output.path("output"));
    if (!wait_for(pid, std::chrono::milliseconds(milliseconds))) {
      ::kill(pid, SIGKILL);
      REQUIRE(wait_for(pid, std::chrono::seconds(10)));
    }
  }
  const auto done = upgrade(*database);
  INFO(done.output);
  REQUIRE(done.code == 0);
  CHECK_THAT(upgrade(*database).output, Contains("nothing to do"));
  REQUIRE(upgrade(*database, {"--undo-extras"}).code == 0);
  CHECK(database->schema() == before);
}

TEST_CASE("an index that was left unfinished is made anew") {
  if (tested_engine() != "postgresql") return;
  const auto database = make_database(tested_engine());
  database->load_original();
  REQUIRE(upgrade(*database).code == 0);
  const std::string is_whole =
      "SELECT indisvalid FROM pg_index WHERE indexrelid = 'mod_ceilometer_sample_message_id'::regclass";
  database->run(
      "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'mod_ceilometer_sample_message_id'::regclass");
  REQUIRE(database->value(is_whole) == "f");
  const auto mended = upgrade(*database);
  CHECK(mended.code == 0);
  CHECK_THAT(mended.output, Contains("removing the unfinished index"));
  CHECK(database->value(is_whole) == "t");
}

TEST_CASE("what is wrong with the databases is said") {
  const auto database = make_database(tested_engine());
  const ConfigFile config(*database);
  write_file(config.path(), "[database]\nconnection = strange://user:not%2Fneeded@host/name\n");
  const auto strange = run_tool("ceilometer-upgrade", {"--config-file", config.path()});
  CHECK(strange.code == 1);
  CHECK_THAT(strange.output, Contains("[database], key connection"));
  CHECK_FALSE(tells_password(strange.output));
  write_file(config.path(), "");
  CHECK_THAT(run_tool("ceilometer-upgrade", {"--config-file", config.path()}).output, Contains("no database is named"));
  CHECK(run_tool("ceilometer-upgrade", {"--no-extras", "--undo-extras"}).code == 2);
  write_file(config.path(), "[database]\nconnection = sqlite:////not/there/ceilometer.sqlite\n");
  CHECK(run_tool("ceilometer-upgrade", {"--config-file", config.path(), "--dry-run"}).code == 1);
}
