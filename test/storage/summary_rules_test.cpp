// What decisions/0006-summaries.md says of PostgreSQL, rule by rule.

#include <catch2/catch.hpp>

#include "storage/summary_world.hpp"
#include "support/statistics_rows.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

namespace {

bool has_overlapping_writers() { return engine() == "postgresql"; }

const char* const kInsert =
    "INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (1, 1, 1, '2016-03-01 10:00:00')";

/// A world with a few samples of two days, folded to the middle of the second. Whoever reads its chunks and spans sees
/// it in the sum.
struct FoldedWorld : SummaryWorld {
  FoldedWorld() {
    insert(1, 1, "1", "2016-03-01 08:00:00");
    insert(1, 1, "1", "2016-03-02 08:00:00");
    insert(1, 2, "1", "2016-03-01 09:00:00");
    insert(1, 2, "1", "2016-03-02 09:00:00");
    install();
    REQUIRE(fold(at("2016-03-02 08:30:00")) == Outcome::kDone);
  }

  void falsify() {
    control->run("UPDATE ceilometer_summary_span SET total = total + 1000");
    control->run("UPDATE ceilometer_summary_day SET total = total + 100");
  }

  double sum(std::int64_t period = 0, const char* start = nullptr) {
    query::StatisticsQuery query;
    query.filter.meter = "cpu";
    query.period = period;
    if (start != nullptr) query.filter.start = query::TimeBound{at(start), true};
    double all = 0;
    for (const auto& row : statistics_rows(*summed, query, storage::Scope::everything())) all += row.values[3].value();
    return all;
  }
};

}  // namespace

TEST_CASE("summaries are what answers on PostgreSQL, for what is folded and not marked") {
  if (!has_overlapping_writers()) return;
  FoldedWorld world;
  world.falsify();
  CHECK(world.sum() == 2004);                                // two spans, and what is not folded
  CHECK(world.sum(200'000) == 304);                          // three chunks
  CHECK(world.sum(0, "2016-03-01 08:30:00") == 2003 - 900);  // a span; of the other's chunks one is outside
  world.insert(1, 2, "1", "2016-03-01 10:00:00");
  CHECK(world.sum() == 1005);
  REQUIRE(world.fold(at("2016-03-02 08:30:00")) == Outcome::kDone);
  CHECK(world.sum(200'000) == 205);

  // What is at the end of what is folded, to the microsecond, is marked; what comes after it is not.
  world.insert(1, 1, "1", "2016-03-02 08:30:00");
  CHECK(world.marks() == "0");
  world.insert(1, 1, "1", "2016-03-02 08:29:59.999999");
  CHECK(world.marks() == "1");
}

TEST_CASE("a transaction that is open while samples are folded delays that, and nothing is missed") {
  if (!has_overlapping_writers()) return;
  const auto [isolation, is_prepared] = GENERATE(
      table<const char*, bool>({{"READ COMMITTED", false}, {"READ COMMITTED", true}, {"SERIALIZABLE", false}}));
  INFO(isolation << (is_prepared ? ", prepared" : ""));
  FoldedWorld world;
  PlainSession writer(world.url, world.logger);
  writer.begin(isolation);
  // After what is marked so far: nobody has to know of it yet.
  REQUIRE(
      writer.run("INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (1, 1, 1, "
                 "'2016-03-02 10:00:00')"));
  if (is_prepared) REQUIRE(writer.run("PREPARE TRANSACTION 'two'"));
  CHECK(world.fold(at("2016-03-02 12:00:00")) == Outcome::kHeldUp);
  CHECK(world.sum() == 4);
  if (is_prepared) {
    REQUIRE(world.control->run("COMMIT PREPARED 'two'"));
  } else {
    REQUIRE(writer.commit());
  }
  CHECK(world.sum() == 5);
  // What was held up is made up for, even if others are open again by now.
  PlainSession other(world.url, world.logger);
  other.begin();
  REQUIRE(other.run("INSERT INTO meter (id, name) VALUES (99, 'other')"));
  CHECK(world.fold(at("2016-03-03 12:00:00")) == Outcome::kHeldUp);
  CHECK(world.control->value("SELECT folded_before FROM ceilometer_summary_state") == "2016-03-02 12:00:00");
  CHECK(world.sum() == 5);
  REQUIRE(other.commit());
  CHECK(world.fold(at("2016-03-03 12:00:00")) == Outcome::kDone);
  CHECK(world.sum() == 5);
  world.falsify();
  CHECK(world.sum() == 2005);
}

TEST_CASE("a transaction whose snapshot is older than what was folded marks what it changes") {
  if (!has_overlapping_writers()) return;
  const char* const isolation = GENERATE("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE");
  INFO(isolation);
  FoldedWorld world;
  PlainSession writer(world.url, world.logger);
  writer.begin(isolation);  // has read, and written nothing
  REQUIRE(writer.run("SELECT count(*) FROM sample"));
  REQUIRE(world.fold(at("2016-03-03 08:30:00")) == Outcome::kDone);
  world.falsify();
  REQUIRE(
      writer.run("INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (1, 1, 1, "
                 "'2016-03-02 10:00:00'), (1, 2, 1, '2016-03-02 10:00:00')"));
  REQUIRE(writer.run("DELETE FROM sample WHERE timestamp = '2016-03-01 08:00:00'"));
  CHECK(world.sum() == 2004);
  REQUIRE(writer.commit());
  CHECK(world.sum() == 105);  // of three changed chunks each sample, and one chunk
  REQUIRE(world.fold(at("2016-03-03 08:30:00")) == Outcome::kDone);
  CHECK(world.marks() == "0");
  CHECK(world.sum() == 105);
}

TEST_CASE("whoever changes samples waits for nobody because of marks, whatever the order") {
  if (!has_overlapping_writers()) return;
  const char* const isolation = GENERATE("READ COMMITTED", "SERIALIZABLE");
  INFO(isolation);
  FoldedWorld world;
  PlainSession one(world.url, world.logger);
  PlainSession two(world.url, world.logger);
  one.begin(isolation);
  two.begin(isolation);
  const std::string first = kInsert;
  const std::string second =
      "INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (1, 2, 1, '2016-03-01 11:00:00')";
  REQUIRE(one.run(first));
  REQUIRE(two.run(second));
  REQUIRE(one.run(second));
  REQUIRE(two.run(first));
  CHECK(world.fold(at("2016-03-02 08:30:00")) == Outcome::kDone);  // nor does a folder, or anybody for it
  CHECK(one.commit());
  CHECK(two.commit());
  CHECK(world.sum() == 8);
  CHECK(world.fold(at("2016-03-02 08:30:00")) == Outcome::kDone);
  CHECK(world.marks() == "0");
  CHECK(world.sum() == 8);
}

TEST_CASE("COPY, replication's sessions and TRUNCATE are seen by the summaries") {
  if (!has_overlapping_writers()) return;
  FoldedWorld world;
  world.falsify();
  // This one's session_replication_role is replica, and its search_path says nothing of the tables, as a dump's does.
  world.database->run(
      "SET search_path = ''; COPY public.sample (meter_id, resource_id, volume, timestamp) FROM stdin;\n"
      "1\t1\t1\t2016-03-01 10:00:00\n\\.\n");
  CHECK(world.marks() == "1");
  CHECK(world.sum() == 1105);
  REQUIRE(world.control->run("TRUNCATE sample"));
  CHECK(world.sum() == 0);
  world.insert(1, 1, "7", "2016-03-05 08:00:00");
  REQUIRE(world.fold(at("2016-03-06 00:00:00")) == Outcome::kDone);
  CHECK(world.sum() == 7);
  world.falsify();
  CHECK(world.sum() == 1007);
}

TEST_CASE("a folder whose samples are truncated while it folds writes nothing more") {
  if (!has_overlapping_writers()) return;
  FoldedWorld world;
  bool is_truncated = false;
  world.insert(1, 1, "1", "2016-03-02 10:00:00");
  CHECK(world.fold_interrupted(at("2016-03-04 00:00:00"), [&] {
    if (!std::exchange(is_truncated, true)) REQUIRE(world.control->run("TRUNCATE sample"));
  }) == Outcome::kBusy);
  CHECK(world.logger.text().find("CEIL0470") != std::string::npos);
  CHECK(world.control->value("SELECT count(*) FROM ceilometer_summary_day") == "0");
  CHECK(world.sum() == 0);
}

TEST_CASE("where the triggers are not at work the samples answer, until the summaries are made anew") {
  if (!has_overlapping_writers()) return;
  const char* const what =
      GENERATE("ALTER TABLE sample DISABLE TRIGGER ALL", "ALTER TABLE sample DISABLE TRIGGER ceilometer_summary_insert",
               "ALTER TABLE sample DISABLE TRIGGER USER; ALTER TABLE sample ENABLE TRIGGER USER",
               "DROP TRIGGER ceilometer_summary_truncate ON sample", "DROP TABLE ceilometer_summary_dirty",
               "UPDATE ceilometer_summary_state SET of_sample = 1");  // as if loaded from another database's dump
  INFO(what);
  FoldedWorld world;
  world.falsify();
  CHECK(world.sum() == 2004);
  REQUIRE(world.control->run(what));
  CHECK(world.sum() == 4);
  CHECK(world.fold(at("2016-03-02 08:30:00")) == Outcome::kAbsent);
  world.install();
  world.insert(1, 1, "1", "2016-03-01 08:10:00");
  CHECK(world.sum() == 5);
  CHECK(world.fold(at("2016-03-02 08:30:00")) == Outcome::kDone);
  CHECK(world.sum() == 5);
  world.falsify();
  CHECK(world.sum() == 2005);
}

TEST_CASE("where samples may come and go without triggers they answer themselves") {
  if (!has_overlapping_writers()) return;
  FoldedWorld world;
  world.falsify();
  for (const auto& [made, undone] :
       {std::pair("CREATE TABLE part () INHERITS (sample)", "DROP TABLE part"),
        std::pair("ALTER TABLE sample SET UNLOGGED", "ALTER TABLE sample SET LOGGED"),
        std::pair("ALTER TABLE sample ENABLE ROW LEVEL SECURITY", "ALTER TABLE sample DISABLE ROW LEVEL SECURITY")}) {
    INFO(made);
    CHECK(world.sum() == 2004);
    REQUIRE(world.control->run(made));
    CHECK(world.sum() == 4);
    CHECK(world.fold(at("2016-03-02 08:30:00")) == Outcome::kAbsent);
    REQUIRE(world.control->run(undone));
  }
}

TEST_CASE("a series with a row that no chunk can hold is answered from its samples on PostgreSQL") {
  if (!has_overlapping_writers()) return;
  const char* const row =
      GENERATE("'NaN', '2016-03-05 08:00:00'", "'Infinity', '2016-03-05 08:00:00'", "1e200, '2016-03-05 08:00:00'",
               "1, 'infinity'", "1, '-infinity'", "1, '0044-03-15 BC'", "1, '20016-03-05 08:00:00'");
  const bool before = GENERATE(true, false);
  INFO(row << (before ? ", before" : ", after"));
  FoldedWorld world;
  const auto insert = [&] {
    REQUIRE(world.control->run(std::string("INSERT INTO sample (meter_id, resource_id, volume, timestamp) VALUES (1, "
                                           "1, ") +
                               row + ")"));
  };
  if (before) {
    insert();
    REQUIRE(world.control->run("DROP TRIGGER ceilometer_summary_insert ON sample"));
    world.install();
    REQUIRE(world.fold(at("2016-03-06 00:00:00")) == Outcome::kDone);
  } else {
    insert();
    CHECK(world.control->value("SELECT count(*) FROM ceilometer_summary_dirty WHERE day = -1000000") == "1");
    insert();  // once is enough
    REQUIRE(world.fold(at("2016-03-06 00:00:00")) == Outcome::kDone);
  }
  CHECK(world.control->value("SELECT count(*) FROM ceilometer_summary_dirty WHERE day = -1000000") == "1");
  Random random(5);
  REQUIRE(world.control->run("UPDATE ceilometer_summary_span SET total = total + 1000 WHERE meter_id = 1"));
  world.compare(random, 25);
}

TEST_CASE("summaries that were removed leave a schema as it was on PostgreSQL") {
  if (!has_overlapping_writers()) return;
  SummaryWorld world;
  const auto schema = [&] {
    return world.database->rows(
        "SELECT 'c', oid::text, relname, relkind::text, relacl::text FROM pg_class WHERE relnamespace = "
        "'public'::regnamespace UNION ALL SELECT 'f', oid::text, proname, '', '' FROM pg_proc WHERE pronamespace = "
        "'public'::regnamespace UNION ALL SELECT 't', oid::text, tgname, tgenabled::text, '' FROM pg_trigger UNION ALL "
        "SELECT 'd', classid::text, objid::text, refobjid::text, deptype::text FROM pg_depend ORDER BY 1, 2, 3, 4, 5");
  };
  const auto as_it_was = schema();
  world.install();
  CHECK(schema() != as_it_was);
  REQUIRE(world.fold(world_day(1)) == Outcome::kDone);
  world.install();  // again
  CHECK(world.control->value("SELECT folded_before FROM ceilometer_summary_state") == "2016-03-02 00:00:00");
  const auto driver = make_driver(world.url, world.logger);
  for (int i = 0; i < 2; ++i) {
    storage::upkeep::remove_summaries(*driver->open(), driver->dialect());
    CHECK(schema() == as_it_was);
  }
  CHECK(world.fold(world_day(1)) == Outcome::kAbsent);
}

TEST_CASE("summaries are made and removed beside those who write, who wait for a second at most") {
  if (!has_overlapping_writers()) return;
  SummaryWorld world;
  PlainSession writer(world.url, world.logger);
  writer.begin();
  REQUIRE(writer.run(kInsert));
  const auto driver = make_driver(world.url, world.logger);
  const auto connection = driver->open();
  connection->begin_write();
  CHECK_THROWS(connection->execute(std::string(driver->dialect().have_samples_alone())));
  connection->rollback();
  REQUIRE(writer.commit());
  world.install();
  CHECK(world.fold(world_day(2)) == Outcome::kDone);
  CHECK(world.control->value("SELECT sum(samples) FROM ceilometer_summary_day") == "1");
}
