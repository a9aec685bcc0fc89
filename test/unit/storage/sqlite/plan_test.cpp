#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "storage/sql/folded_meter_queries.hpp"
#include "storage/sql/read_queries.hpp"
#include "storage/sql/resource_queries.hpp"
#include "storage/sqlite/sqlite_dialect.hpp"
#include "unit/storage/sqlite/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using query::SampleFilter;
using storage::Scope;
using storage::sql::Query;

namespace {

const storage::sqlite::SqliteDialect kDialect;

/// Samples of 10 meters and 50 resources, each resource with two rows, one sample every second.
void fill(const std::string& path, int samples) {
  const Database database(path);
  database.run(std::string(kDialect.create_schema()));
  const auto numbers = [](int n) {
    return "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(n - 1) + ") ";
  };
  database.run("BEGIN");
  database.run("INSERT INTO meter " + numbers(10) + "SELECT i + 1, 'meter-' || i, 'gauge', 'u' FROM n");
  database.run("INSERT INTO resource " + numbers(100) +
               "SELECT i + 1, 'u', 'project-' || (i % 5), 's', 'vm-' || (i % 50), '{}', 'h' || i FROM n");
  database.run("INSERT INTO metadata_int " + numbers(100) + "SELECT i + 1, 'vcpus', i % 4 FROM n");
  database.run("INSERT INTO sample " + numbers(samples) +
               "SELECT i + 1, i % 10 + 1, (i / 10) % 100 + 1, i, "
               "strftime('%Y-%m-%d %H:%M:%S.000000', '2016-01-01', '+' || i || ' seconds'), "
               "'2016-06-01 00:00:00.000000', 'signature', 'message-' || i FROM n");
  database.run("COMMIT");
}

class Prepared {
 public:
  Prepared(const Database& database, const std::string& text, const Query& query) {
    REQUIRE(sqlite3_prepare_v2(database.handle(), text.c_str(), -1, &statement_, nullptr) == SQLITE_OK);
    int index = 0;
    for (const auto& value : query.values) {
      ++index;
      if (const auto* s = std::get_if<std::string>(&value)) {
        sqlite3_bind_text(statement_, index, s->c_str(), -1, SQLITE_TRANSIENT);
      } else if (const auto* i = std::get_if<std::int64_t>(&value)) {
        sqlite3_bind_int64(statement_, index, *i);
      }
    }
  }
  ~Prepared() { sqlite3_finalize(statement_); }
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;
  sqlite3_stmt* get() const { return statement_; }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

/// What it takes to read all rows: SQLite's virtual machine's steps.
struct Cost {
  int rows = 0;
  int steps = 0;
};

Cost cost(const Database& database, const Query& query) {
  const Prepared statement(database, query.text, query);
  Cost cost;
  while (sqlite3_step(statement.get()) == SQLITE_ROW) ++cost.rows;
  cost.steps = sqlite3_stmt_status(statement.get(), SQLITE_STMTSTATUS_VM_STEP, 0);
  return cost;
}

std::string plan(const Database& database, const Query& query) {
  const Prepared statement(database, "EXPLAIN QUERY PLAN " + query.text, query);
  std::string out;
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
    out += reinterpret_cast<const char*>(sqlite3_column_text(statement.get(), 3));
    out += '\n';
  }
  return out;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

struct Databases {
  Databases() {
    fill(dir.path("small"), 10'000);
    fill(dir.path("large"), 100'000);
  }
  ScratchDir dir;
};

}  // namespace

TEST_CASE("statements follow the indexes that are there, and cost by what they answer") {
  const Databases databases;
  const Database small(databases.dir.path("small"));
  const Database large(databases.dir.path("large"));

  SECTION("the newest samples are the head of the index on time") {
    const Query query = samples_by_set(kDialect, {}, Scope::everything(), std::nullopt, 100);
    CHECK(has(plan(large, query), "SCAN sample USING INDEX ix_sample_timestamp"));
    CHECK_FALSE(has(plan(large, query), "TEMP B-TREE"));
    CHECK(cost(large, query).rows == 100);
    CHECK(cost(large, query).steps < 10'000);
    SampleFilter bounded;
    bounded.end = query::TimeBound{at("2016-01-01 10:00:00"), false};
    const Query before = samples_by_set(kDialect, bounded, Scope::everything(), std::nullopt, 100);
    CHECK(has(plan(large, before), "SEARCH sample USING INDEX ix_sample_timestamp (timestamp<?)"));
    CHECK(cost(large, before).steps < 10'000);
  }
  SECTION("a window of the newest samples is looked through without sorting") {
    SampleFilter filter;
    filter.meter = "meter-3";
    filter.metadata.push_back({"vcpus", std::int64_t{1}});
    CHECK(has(plan(large, place_at_rank(kDialect, filter, std::nullopt, 5'000)),
              "USING COVERING INDEX ix_sample_timestamp"));
    const Query query =
        samples_since(kDialect, filter, Scope::project("project-1"), std::string("2016-01-02 00:00:00.000000"), 100);
    CHECK(has(plan(large, query), "SEARCH sample USING INDEX ix_sample_timestamp (timestamp>?)"));
    CHECK_FALSE(has(plan(large, query), "TEMP B-TREE"));
  }
  SECTION("the samples of a meter and a resource are found by both") {
    SampleFilter filter;
    filter.meter = "meter-3";
    CHECK(has(plan(large, samples_by_set(kDialect, filter, Scope::everything(), std::nullopt, 100)),
              "SEARCH sample USING INDEX ix_sample_meter_id (meter_id=?)"));
    filter.resource = "vm-7";
    const Query query = samples_by_set(kDialect, filter, Scope::everything(), std::nullopt, 100);
    CHECK(has(plan(large, query), "ix_sample_meter_id_resource_id (meter_id=? AND resource_id=?)"));
    CHECK(cost(large, query).rows == 100);
    CHECK(cost(large, query).steps < 30'000);
    SampleFilter of_project;
    CHECK(has(plan(large, samples_by_set(kDialect, of_project, Scope::project("project-1"), std::nullopt, 100)),
              "SEARCH sample USING INDEX ix_sample_resource_id (resource_id=?)"));
  }
  SECTION("a message id is found by the index that an upgrade may add") {
    SampleFilter filter;
    filter.message_id = "message-77";
    const Query query = samples_by_set(kDialect, filter, Scope::everything(), std::nullopt, 100);
    CHECK(cost(large, query).rows == 1);
    large.run("CREATE INDEX ix_sample_message_id ON sample (message_id)");
    CHECK(has(plan(large, query), "ix_sample_message_id (message_id=?)"));
    large.run("DROP INDEX ix_sample_message_id");
  }
  SECTION("meters cost by their series, not by their samples") {
    for (const bool unique : {false, true}) {
      INFO("unique " << unique);
      const Query query = meters(kDialect, {}, unique, Scope::everything(), std::nullopt);
      const Cost few = cost(small, query);
      const Cost many = cost(large, query);
      CHECK(few.rows == (unique ? 10 : 500));
      CHECK(many.rows == few.rows);
      CHECK(many.steps < few.steps + few.steps / 10);
    }
    SampleFilter of_one;
    of_one.resource = "vm-7";
    const Query query = meters(kDialect, of_one, false, Scope::everything(), std::nullopt);
    CHECK(cost(large, query).rows == 10);
    CHECK(cost(large, query).steps < 10'000);
    // With a limit the walk ends early.
    const Query head = meters(kDialect, {}, false, Scope::everything(), 10);
    CHECK(cost(large, head).steps * 10 < cost(large, meters(kDialect, {}, false, Scope::everything(), {})).steps);
  }
  SECTION("a walk through a window ends where it has enough") {
    SampleFilter filter;
    filter.meter = "meter-3";
    const Query query = samples_near(kDialect, filter, Scope::everything(), std::nullopt, 5'000, 100);
    CHECK_FALSE(has(plan(large, query), "TEMP B-TREE"));
    CHECK(cost(large, query).rows == 100);
    CHECK(cost(large, query).steps < 30'000);
    CHECK(cost(large, samples_near(kDialect, filter, Scope::everything(), std::nullopt, 500, 100)).rows == 50);
  }
  SECTION("the newest samples of a meter are the head of an index that an upgrade may add") {
    const Query query = samples_of_meter(kDialect, {}, 4, 100);
    for (const auto* database : {&small, &large}) {
      database->run("CREATE INDEX mod_ceilometer_sample_meter_time ON sample (meter_id, timestamp)");
      CHECK(has(plan(*database, query), "USING INDEX mod_ceilometer_sample_meter_time (meter_id=? AND timestamp>?)"));
      CHECK_FALSE(has(plan(*database, query), "TEMP B-TREE"));
      CHECK(cost(*database, query).rows == 100);
      CHECK(cost(*database, query).steps < 5'000);
    }
    SampleFilter bounded;
    bounded.end = query::TimeBound{at("2016-01-01 10:00:00"), false};
    CHECK(cost(large, samples_of_meter(kDialect, bounded, 4, 100)).steps < 5'000);
  }
  SECTION("resources cost by their rows, not by their samples, with the index that an upgrade may add") {
    for (const auto* database : {&small, &large}) {
      database->run("CREATE INDEX mod_ceilometer_sample_resource_time ON sample (resource_id, timestamp)");
    }
    SampleFilter bounded;
    bounded.start = query::TimeBound{at("2016-01-01 00:10:00"), true};
    bounded.end = query::TimeBound{at("2016-01-01 02:30:00"), false};
    for (const auto& filter : {SampleFilter{}, bounded}) {
      const Query query = rows_of_resources(kDialect, filter, Scope::everything(), std::nullopt, 100);
      CHECK(cost(small, query).rows == 100);
      CHECK(cost(large, query).rows == 100);
      CHECK(cost(large, query).steps < cost(small, query).steps * 11 / 10);
    }
    // However many samples have one time.
    large.run("UPDATE sample SET timestamp = '2016-01-01 00:00:00.000000'");
    const Query query = rows_of_resources(kDialect, {}, Scope::everything(), std::nullopt, 100);
    CHECK(cost(large, query).steps < cost(small, query).steps * 11 / 10);
  }
  SECTION("what links need of summaries is found by its series, and of samples by their resources' times") {
    large.run("CREATE INDEX mod_ceilometer_sample_resource_time ON sample (resource_id, timestamp)");
    large.run(kDialect.create_summaries());
    const std::vector<std::int64_t> resources = {1, 2, 3};
    const auto folded = plan(large, folded_series(kDialect, resources));
    CHECK(has(folded, "USING COVERING INDEX ceilometer_summary_span_series (resource_id=?)"));
    CHECK_FALSE(has(folded, "TEMP B-TREE"));
    const auto unfolded = plan(large, unfolded_series(kDialect, resources, at("2016-01-02 00:00:00")));
    CHECK(has(unfolded, "mod_ceilometer_sample_resource_time (resource_id=? AND timestamp>?)"));
    CHECK(has(unfolded, "mod_ceilometer_sample_resource_time (resource_id=? AND timestamp=?)"));
    CHECK(has(plan(large, storage::sql::has_sample(kDialect, 1, 2)),
              "USING COVERING INDEX ix_sample_meter_id_resource_id (meter_id=? AND resource_id=?)"));
    const std::vector<std::string> ids = {"vm-1", "vm-2", "vm-3"};
    CHECK(has(plan(large, rows_of_ids(kDialect, ids, Scope::project("project-1"))),
              "USING INDEX ix_resource_resource_id (resource_id=?)"));
  }
}
