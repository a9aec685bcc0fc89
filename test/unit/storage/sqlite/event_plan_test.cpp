#include <catch2/catch.hpp>

#include "storage/sql/event_queries.hpp"
#include "storage/sqlite/sqlite_dialect.hpp"
#include "unit/storage/sqlite/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using query::EventFilter;
using query::TraitComparison;
using storage::EventScope;
using storage::sql::Query;

namespace {

const storage::sqlite::SqliteDialect kDialect;

/// Events every second, each with three text traits and one integer, of 5 types and 10 projects.
void fill(const std::string& path, int events) {
  const Database database(path);
  database.run(std::string(kDialect.create_schema()));
  const auto numbers = [](int n) {
    return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(n) + ") ";
  };
  database.run("BEGIN");
  database.run("INSERT INTO event_type " + numbers(5) + "SELECT i, 'type-' || i FROM n");
  database.run("INSERT INTO event " + numbers(events) +
               "SELECT i, 'm-' || i, strftime('%Y-%m-%d %H:%M:%S.000000', '2016-01-01', '+' || i || ' seconds'), "
               "'{}', i % 5 + 1 FROM n");
  database.run("INSERT INTO trait_text " + numbers(events) + "SELECT i, 'project_id', 'p-' || (i % 10) FROM n");
  database.run("INSERT INTO trait_text " + numbers(events) + "SELECT i, 'user_id', 'u-' || (i / 10 % 10) FROM n");
  database.run("INSERT INTO trait_text " + numbers(events) + "SELECT i, 'request_id', 'req-' || i FROM n");
  database.run("INSERT INTO trait_int " + numbers(events) + "SELECT i, 'memory_mb', i % 4 FROM n");
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

/// SQLite's virtual machine's steps for all rows.
int steps(const Database& database, const Query& query) {
  const Prepared statement(database, query.text, query);
  while (sqlite3_step(statement.get()) == SQLITE_ROW) {
  }
  return sqlite3_stmt_status(statement.get(), SQLITE_STMTSTATUS_VM_STEP, 0);
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

}  // namespace

TEST_CASE("event filters look traits up by their keys, and cost by the events there are") {
  const ScratchDir dir;
  fill(dir.path("small"), 2'000);
  fill(dir.path("large"), 20'000);
  const Database small(dir.path("small"));
  const Database large(dir.path("large"));
  EventFilter filter;
  filter.traits = {{"memory_mb", TraitComparison::kLess, std::int64_t{2}},
                   {"request_id", TraitComparison::kEqual, "req-none"}};

  for (const auto& scope : {EventScope::owner("p-1", "u-1"), EventScope::admin("p-1")}) {
    INFO("admin " << scope.is_admin());
    const Query query = event_keys(kDialect, filter, scope, std::nullopt, 100);
    const std::string text = plan(large, query);
    CHECK(has(text, "SCAN event USING INDEX ix_event_generated"));
    CHECK(has(text, "trait_int_1 (event_id=? AND key=?)"));
    CHECK(has(text, "trait_text_1 (event_id=? AND key=?)"));
    CHECK_FALSE(has(text, "SCAN trait"));
    CHECK_FALSE(has(text, "TEMP B-TREE"));
    // Nothing matches, so that every event is looked at: ten times as many, ten times the work.
    const int few = steps(small, query);
    const int many = steps(large, query);
    CHECK(many < few * 11);
    CHECK(many < 20'000 * 60);
  }
  SECTION("a listing is the head of the index on time") {
    const Query query = event_keys(kDialect, {}, EventScope::admin("p-1"), std::nullopt, 100);
    CHECK(steps(large, query) < 100 * 10 * 60);
    const Query next = event_keys(kDialect, {}, EventScope::admin("p-1"),
                                  storage::sql::EventPosition{15'000, std::string("2016-01-01 04:10:00.000000")}, 100);
    CHECK(has(plan(large, next), "SEARCH event USING INDEX ix_event_generated (generated>?)"));
    CHECK(steps(large, next) < 100 * 10 * 60);
  }
  SECTION("a message id and an event type have their indexes") {
    EventFilter one;
    one.message_id = "m-7";
    CHECK(has(plan(large, event_keys(kDialect, one, EventScope::admin("p-1"), std::nullopt, 1)), "(message_id=?)"));
    EventFilter of_type;
    of_type.event_type = "type-1";
    CHECK(has(plan(large, event_keys(kDialect, of_type, EventScope::admin("p-1"), std::nullopt, 100)),
              "SEARCH event USING INDEX ix_event_type_id (event_type_id=?)"));
  }
  SECTION("a page is found by ids, and so are its traits") {
    const std::vector<std::int64_t> ids = {5, 3, 9};
    CHECK(has(plan(large, events_by_id(kDialect, ids, 100)), "SEARCH event USING INTEGER PRIMARY KEY (rowid=?)"));
    CHECK(events_by_id(kDialect, ids, 100).values.size() == 100);
    for (const auto type : storage::sql::kTraitTypes) {
      CHECK(has(plan(large, traits_by_event(kDialect, type, ids, 100)), "(event_id=?)"));
      CHECK(has(plan(large, trait_names(kDialect, type, "type-1")), "(event_id=?)"));
      CHECK(has(plan(large, traits_of_type(kDialect, type, "type-1", "memory_mb")), "(event_id=? AND key=?)"));
    }
  }
}
