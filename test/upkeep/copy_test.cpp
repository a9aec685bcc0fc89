#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "support/database_server.hpp"
#include "support/eventually.hpp"
#include "support/temp_dir.hpp"
#include "upkeep/database.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;

namespace {

using Ends = std::pair<std::string, std::string>;

/// The pairs of engines that a run for one of them tries: all nine, over the three runs.
std::vector<Ends> pairs() {
  const std::string engine = tested_engine();
  std::vector<Ends> all = {{engine, engine}};
  if (engine == "sqlite") return all;
  all.emplace_back("sqlite", engine);
  all.emplace_back(engine, "sqlite");
  if (engine == "mariadb" && is_installed("postgresql")) {
    all.emplace_back("postgresql", engine);
    all.emplace_back(engine, "postgresql");
  }
  return all;
}

Finished copy(const Database& source, const Database& target, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.end(), {source.url(), target.url()});
  auto finished = run_tool("ceilometer-copy", arguments);
  CHECK_FALSE(tells_password(finished.output));
  return finished;
}

bool is_same(const Database& source, const Database& target) {
  const auto verified = copy(source, target, {"--verify-only"});
  INFO(verified.output);
  CHECK(verified.code == 0);
  return verified.code == 0;
}

/// Rows that any engine can hold, and that are easily lost on the way.
void add_strange_rows(Database& database) {
  database.run(
      "INSERT INTO meter (id, name, type, unit) VALUES (1001, 'größe \xE2\x82\xAC', 'gauge', NULL), "
      "(1002, 'trailing ', '', ' %'), (1003, 'quo''te\"d', 'delta', 'a|b')");
  database.run(
      "INSERT INTO resource (internal_id, user_id, project_id, source_id, resource_id, resource_metadata, "
      "metadata_hash) VALUES (1001, NULL, '', NULL, 'r-1', '{}', NULL), (1002, 'u', 'p', 's', 'r-1', NULL, 'x')");
  database.run(
      "INSERT INTO metadata_int (id, meta_key, value) VALUES (1001, 'b', 9223372036854775807), (1001, 'a.c', "
      "-9223372036854775807), (1001, 'a', NULL), (1002, 'a', 0)");
  database.run(
      "INSERT INTO metadata_float (id, meta_key, value) VALUES (1001, 'denormal', 5e-324), (1001, 'large', "
      "1.7976931348623157e308), (1001, 'third', 0.3333333333333333), (1001, 'zero', -0.0)");
  database.run("INSERT INTO metadata_text (id, meta_key, value) VALUES (1001, 'empty', ''), (1001, 'null', NULL)");
  database.run(
      "INSERT INTO sample (id, meter_id, resource_id, volume, timestamp, recorded_at, message_signature, message_id) "
      "SELECT 900001, 1001, 1001, 0.1, timestamp, NULL, NULL, '' FROM sample WHERE id = 1");
  database.run(
      "INSERT INTO sample (id, meter_id, resource_id, volume, timestamp, recorded_at, message_signature, message_id) "
      "SELECT 900005, 1002, 1002, NULL, NULL, recorded_at, 's', NULL FROM sample WHERE id = 1");
}

/// Doubles the samples that often.
void grow(Database& database, int times) {
  for (int i = 0; i < times; ++i) {
    database.run(
        "INSERT INTO sample (meter_id, resource_id, volume, timestamp, recorded_at, message_signature, message_id) "
        "SELECT meter_id, resource_id, volume, timestamp, recorded_at, message_signature, message_id FROM sample");
  }
}

std::vector<std::string> everything(Database& database) {
  std::vector<std::string> all;
  for (const char* query :
       {"SELECT * FROM meter ORDER BY id", "SELECT * FROM resource ORDER BY internal_id",
        "SELECT * FROM metadata_text ORDER BY id, meta_key", "SELECT * FROM metadata_bool ORDER BY id, meta_key",
        "SELECT * FROM metadata_int ORDER BY id, meta_key", "SELECT * FROM metadata_float ORDER BY id, meta_key",
        "SELECT * FROM sample ORDER BY id", "SELECT * FROM event_type ORDER BY id", "SELECT * FROM event ORDER BY id",
        "SELECT * FROM trait_text ORDER BY event_id, \"key\"", "SELECT * FROM trait_int ORDER BY event_id, \"key\"",
        "SELECT * FROM trait_float ORDER BY event_id, \"key\"",
        "SELECT * FROM trait_datetime ORDER BY event_id, \"key\""}) {
    for (auto& row : database.rows(query)) all.push_back(std::move(row));
  }
  return all;
}

}  // namespace

TEST_CASE("a database is copied between engines, and back") {
  const auto original = make_database("sqlite");
  original->load_original();
  add_strange_rows(*original);
  const auto rows = everything(*original);
  for (const auto& [from, to] : pairs()) {
    INFO(from + " -> " + to);
    const auto source = make_database(from);
    REQUIRE(copy(*original, *source).code == 0);
    const auto target = make_database(to);
    const auto dry = copy(*source, *target, {"--dry-run"});
    CHECK(dry.code == 0);
    CHECK_THAT(dry.output, Contains("sample: 2302 rows in the source, 0 in the target"));
    if (to != "sqlite") CHECK(target->schema().empty());
    const auto copied = copy(*source, *target);
    INFO(copied.output);
    REQUIRE(copied.code == 0);
    CHECK(is_same(*source, *target));
    CHECK(is_same(*original, *target));
    if (from == to) CHECK(source->schema() == target->schema());
    // Nothing of ours is left, and the way back ends where it began.
    for (const auto& line : target->schema()) CHECK_THAT(line, !Contains("mod_ceilometer"));
    const auto back = make_database("sqlite");
    REQUIRE(copy(*target, *back).code == 0);
    CHECK(everything(*back) == rows);

    // The ids that the engine makes go on behind the highest.
    const ConfigFile config(*target);
    const auto sent = run_tool("ceilometer-send-sample", {"--config-file", config.path(), "-n", "new", "-r", "new"});
    INFO(sent.output);
    CHECK(sent.code == 0);
    CHECK(target->value("SELECT max(id) FROM sample") == "900006");
    CHECK(target->value("SELECT max(id) FROM meter") == "1004");
  }
}

TEST_CASE("a copy that is killed goes on, and doubles nothing") {
  const auto source = make_database("sqlite");
  source->load_original();
  grow(*source, 5);
  const std::string engine = tested_engine();
  const auto target = make_database(engine);
  const TempDir output;
  long last = 0;
  int killed = 0;
  const auto count = [&]() -> long {
    try {
      return std::stol(target->value("SELECT count(*) FROM sample"));
    } catch (const std::exception&) {
      return 0;  // there is no such table yet
    }
  };
  for (int i = 0; i < 5; ++i) {
    const pid_t pid = spawn({tool("ceilometer-copy"), source->url(), target->url()},
                            {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"}, output.path("output"));
    bool over = false;
    eventually(
        [&] {
          over = wait_for(pid, std::chrono::milliseconds(1));
          return over || (i == 0 ? !target->schema().empty() : count() > last);
        },
        std::chrono::seconds(60));
    if (over) break;
    ::kill(pid, SIGKILL);
    REQUIRE(wait_for(pid, std::chrono::seconds(10)));
    ++killed;
    last = count();
  }
  INFO(read_file(output.path("output")));
  CHECK(killed >= 3);
  const auto finished = copy(*source, *target);
  INFO(finished.output);
  REQUIRE(finished.code == 0);
  CHECK(count() == 2300 * 32);
  CHECK(is_same(*source, *target));
  for (const auto& line : target->schema()) CHECK_THAT(line, !Contains("mod_ceilometer"));
}

TEST_CASE("a target that holds something else is refused, and nothing is stored") {
  const auto source = make_database("sqlite");
  source->load_original();
  const auto target = make_database(tested_engine());
  const ConfigFile config(*target);
  REQUIRE(run_tool("ceilometer-send-sample", {"--config-file", config.path(), "-n", "mine", "-r", "mine"}).code == 0);
  const auto before = everything(*target);
  const auto refused = copy(*source, *target);
  CHECK(refused.code == 1);
  CHECK_THAT(refused.output,
             Contains("the target: it is not empty, and no copy of the source: meter, id 1, has another"));
  CHECK(everything(*target) == before);
  CHECK_THAT(copy(*source, *target, {"--verify-only"}).output,
             Contains("meter: 10 rows in the source, 1 in the target"));

  const auto others = make_database(tested_engine());
  others->run("CREATE TABLE alarm (id INTEGER)");
  CHECK_THAT(copy(*source, *others).output, Contains("the target: ") && Contains("another service's"));
  CHECK_THAT(copy(*others, *source).output, Contains("the source: ") && Contains("another service's"));
  CHECK_THAT(copy(*source, *source).output, Contains("the source and the target are the same"));
  const auto empty = make_database(tested_engine());
  CHECK_THAT(copy(*empty, *source).output, Contains("the source: it has no tables to copy"));
}

TEST_CASE("a second run takes up what has come since") {
  const auto source = make_database("sqlite");
  source->load_original();
  const auto target = make_database(tested_engine());
  REQUIRE(copy(*source, *target).code == 0);
  const ConfigFile config(*source);
  REQUIRE(run_tool("ceilometer-send-sample",
                   {"--config-file", config.path(), "-n", "new", "-r", "new", "-m", R"({"a": 1, "b": "c"})"})
              .code == 0);
  // One that a writer had begun before, with a lower id, comes too.
  source->run("INSERT INTO sample (id, meter_id, resource_id, volume) VALUES (-5, 1, 1, 2.5)");
  CHECK(copy(*source, *target, {"--verify-only"}).code == 1);
  const auto again = copy(*source, *target);
  INFO(again.output);
  CHECK(again.code == 0);
  CHECK(is_same(*source, *target));
  CHECK(target->value("SELECT volume FROM sample WHERE id = -5") == "2.5");

  // What an expirer has taken from the source is still in the target.
  source->run("DELETE FROM sample WHERE id = 7");
  const auto expired = copy(*source, *target);
  CHECK(expired.code == 1);
  CHECK_THAT(expired.output, Contains("sample, id 7, is not in the source"));
}

TEST_CASE("a row that the target cannot hold is named") {
  const std::string engine = tested_engine();
  if (engine == "sqlite") return;  // it holds everything
  const auto source = make_database("sqlite");
  source->load_original();
  const auto target = make_database(engine);
  const auto refused = [&](const std::string& change, const std::string& row, const std::string& undo,
                           const std::string& end = "the target: ") {
    source->run(change);
    const auto finished = copy(*source, *target);
    INFO(finished.output);
    CHECK(finished.code == 1);
    CHECK_THAT(finished.output, Contains(end + row));
    source->run(undo);
  };
  refused("INSERT INTO meter (id, name) VALUES (77, '" + std::string(300, 'x') + "')",
          "meter, id 77: ", "DELETE FROM meter WHERE id = 77");
  refused("INSERT INTO metadata_text (id, meta_key, value) VALUES (1, '" + std::string(256, 'k') + "', 'x')",
          "metadata_text, id 1, meta_key \"kkk", "DELETE FROM metadata_text WHERE length(meta_key) = 256");
  refused("INSERT INTO sample (id, meter_id, resource_id) VALUES (77000, 1, 4711)",
          "sample, id 77000: ", "DELETE FROM sample WHERE id = 77000");
  refused("INSERT INTO sample (id, meter_id, resource_id) VALUES (7700000000, 1, 1)",
          "sample, id 7700000000: ", "DELETE FROM sample WHERE id = 7700000000");
  refused("INSERT INTO sample (id, meter_id, resource_id, timestamp) VALUES (77000, 1, 1, 'yesterday')",
          "sample, id 77000: timestamp is no time", "DELETE FROM sample WHERE id = 77000", "the source: ");
  if (engine == "postgresql") {
    refused("INSERT INTO meter (id, name) VALUES (78, CAST(x'610062' AS TEXT))",
            "meter, id 78: name holds the character U+0000", "DELETE FROM meter WHERE id = 78");
  } else {
    source->run("INSERT INTO meter (id, name) VALUES (78, CAST(x'610062' AS TEXT))");
    refused("INSERT INTO sample (id, meter_id, resource_id, volume) VALUES (77000, 1, 1, -9e999)",
            "sample, id 77000: volume is infinite", "DELETE FROM sample WHERE id = 77000");
    refused("INSERT INTO meter (id, name) VALUES (79, '\xF0\x9F\x98\x80')",
            "meter, id 79: ", "DELETE FROM meter WHERE id = 79");
    refused("INSERT INTO meter (id, name, type, unit) SELECT 80, upper(name), type, unit FROM meter WHERE id = 1",
            "meter, id 80: ", "DELETE FROM meter WHERE id = 80");
  }
  // What was stored meanwhile is of use.
  const auto finished = copy(*source, *target);
  INFO(finished.output);
  CHECK(finished.code == 0);
  CHECK(is_same(*source, *target));
}

TEST_CASE("what PostgreSQL holds and the others do not is told apart") {
  if (tested_engine() != "postgresql") return;
  const auto source = make_database("postgresql");
  source->load_original();
  source->run("UPDATE sample SET volume = 'Infinity' WHERE id = 3");
  const auto file = make_database("sqlite");
  REQUIRE(copy(*source, *file).code == 0);
  source->run("UPDATE sample SET volume = 'NaN' WHERE id = 4");
  const auto target = make_database("postgresql");
  REQUIRE(copy(*source, *target).code == 0);
  CHECK(target->value("SELECT volume FROM sample WHERE id = 4") == "NaN");
  const auto other = make_database("sqlite");
  CHECK_THAT(copy(*source, *other).output, Contains("the target: sample, id 4: volume is no number (NaN)"));
}

TEST_CASE("URLs may come from the environment") {
  const auto source = make_database("sqlite");
  source->load_original();
  const auto target = make_database(tested_engine());
  const auto finished =
      run({tool("ceilometer-copy"), "--dry-run"},
          {"CEILOMETER_SOURCE_URL=" + source->url(), "CEILOMETER_TARGET_URL=" + target->url(), "LANG=C.UTF-8"});
  INFO(finished.output);
  CHECK(finished.code == 0);
  CHECK(run_tool("ceilometer-copy", {source->url()}).code == 2);
  const auto absent = run_tool("ceilometer-copy", {"sqlite:////not/there/x.sqlite", target->url()});
  CHECK(absent.code == 1);
  CHECK_THAT(absent.output, Contains("the source: "));
}
