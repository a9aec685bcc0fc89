// What is deleted by its age, on every engine.

#include "storage/upkeep/expiry.hpp"

#include <catch2/catch.hpp>
#include <future>
#include <string>
#include <vector>

#include "storage/event_fixture.hpp"
#include "storage/sql/database_error.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using storage::upkeep::Expiry;

namespace {

const std::string kLimit = "2016-03-01 08:00:00.000000";

storage::upkeep::TurnOptions small_turns() {
  storage::upkeep::TurnOptions options;
  options.rows = 7;
  options.pause = std::chrono::milliseconds(0);
  return options;
}

/// Counts what is told.
class Counted final : public Progress {
 public:
  void begin(std::string_view /*what*/, std::string_view /*units*/, std::optional<std::int64_t> /*total*/) override {
    done_.push_back(0);
  }
  void advance(std::int64_t count) override { done_.back() += count; }
  void end() override {}
  const std::vector<std::int64_t>& done() const { return done_; }

 private:
  std::vector<std::int64_t> done_;
};

struct SampleFixture : StoreFixture {
  model::NewSample add(const std::string& id, const std::string& time, const std::string& meter = "cpu",
                       const std::string& resource = "resource") {
    model::NewSample s = new_sample(id, time);
    s.meter = meter;
    s.resource_id = resource;
    s.resource_metadata = R"({"name": ")" + resource + R"(", "vcpus": 4, "ratio": 0.5, "public": true})";
    record(*store, {s});
    return s;
  }
  storage::upkeep::ExpiredSamples expire(bool only_samples = false, bool dry = false) {
    const auto driver = make_driver(database->url(), logger);
    NoProgress progress;
    return Expiry(*driver, small_turns(), progress).samples(at(kLimit), only_samples, dry);
  }
  Strings ids() const { return database->rows("SELECT message_id FROM sample ORDER BY message_id"); }
  Strings meters() const { return database->rows("SELECT name FROM meter ORDER BY name"); }
  Strings resources() const { return database->rows("SELECT resource_id FROM resource ORDER BY resource_id"); }
  /// How many rows each table has.
  Strings counts() const {
    Strings out;
    for (const std::string table : {"sample", "meter", "resource", "metadata_text", "metadata_int", "metadata_float",
                                    "metadata_bool", "event", "event_type"}) {
      out.push_back(table + " " + database->value("SELECT count(*) FROM " + table));
    }
    return out;
  }
};

struct ExpiredEventFixture : EventFixture {
  storage::upkeep::ExpiredEvents expire(bool dry = false) {
    const auto driver = make_driver(database->url(), logger);
    NoProgress progress;
    return Expiry(*driver, small_turns(), progress).events(at(kLimit), dry);
  }
};

}  // namespace

TEST_CASE("a time to live is seconds before now, and none is for ever") {
  const TimePoint now = at("2016-03-01 08:00:00.000007");
  CHECK(storage::upkeep::oldest_kept(now, 60) == at("2016-03-01 07:59:00.000007"));
  CHECK(storage::upkeep::oldest_kept(now, 0) == std::nullopt);
  CHECK(storage::upkeep::oldest_kept(now, -1) == std::nullopt);
  CHECK(storage::upkeep::oldest_kept(now, std::numeric_limits<std::int64_t>::max()) == std::nullopt);
}

TEST_CASE("samples are kept from the microsecond on, and those without a time") {
  SampleFixture f;
  f.add("at", kLimit);
  f.add("before", "2016-03-01 07:59:59.999999");
  f.add("after", "2016-03-01 08:00:00.000001");
  f.add("long ago", "1999-12-31 23:59:59.000000");
  f.add("timeless", "2015-01-01 00:00:00.000000");
  f.database->run("UPDATE sample SET timestamp = NULL WHERE message_id = 'timeless'");
  const auto expired = f.expire();
  CHECK(expired.samples == 2);
  CHECK(expired.meters == 0);
  CHECK(expired.resources == 0);
  CHECK(f.ids() == Strings{"after", "at", "timeless"});
  CHECK(f.expire().samples == 0);
}

TEST_CASE("meters and resources go with their last sample, and metadata with their resource") {
  SampleFixture f;
  f.add("a", "2016-03-01 07:00:00", "old", "gone");
  f.add("b", "2016-03-01 07:00:00", "shared", "gone");
  f.add("c", "2016-03-01 07:00:00", "shared", "kept");
  f.add("d", "2016-03-01 09:00:00", "shared", "kept");
  f.add("e", "2016-03-01 07:00:00", "old", "kept");
  f.add("f", "2015-01-01 00:00:00", "timeless", "timeless");
  f.database->run("UPDATE sample SET timestamp = NULL WHERE message_id = 'f'");
  // What an expirer of the original left behind where it was interrupted.
  f.database->run("INSERT INTO resource (internal_id, resource_id, metadata_hash) VALUES (900, 'left', 'delete_900')");
  f.database->run("INSERT INTO metadata_int (id, meta_key, value) VALUES (900, 'left', 1)");
  SECTION("all of them") {
    const auto dry = f.expire(false, true);
    const auto expired = f.expire();
    CHECK(expired.samples == 4);
    CHECK(expired.meters == 1);
    CHECK(expired.resources == 2);
    CHECK(dry.samples == expired.samples);
    CHECK(dry.meters == expired.meters);
    CHECK(dry.resources == expired.resources);
    CHECK(f.meters() == Strings{"shared", "timeless"});
    CHECK(f.resources() == Strings{"kept", "timeless"});
    CHECK(f.counts() == Strings{"sample 2", "meter 2", "resource 2", "metadata_text 2", "metadata_int 2",
                                "metadata_float 2", "metadata_bool 2", "event 0", "event_type 0"});
  }
  SECTION("none, where only samples are to go") {
    const auto expired = f.expire(true);
    CHECK(expired.samples == 4);
    CHECK(expired.meters == 0);
    CHECK(expired.resources == 0);
    CHECK(f.meters() == Strings{"old", "shared", "timeless"});
    CHECK(f.resources() == Strings{"gone", "kept", "left", "timeless"});
    CHECK(f.ids() == Strings{"d", "f"});
    // A later run that may takes them.
    CHECK(f.expire().resources == 2);
  }
  SECTION("nothing changes in a dry run") {
    const Strings before = f.counts();
    f.expire(false, true);
    f.expire(true, true);
    CHECK(f.counts() == before);
  }
}

TEST_CASE("many of one moment go in many small transactions, and progress counts each once") {
  SampleFixture f;
  std::vector<model::NewSample> samples;
  for (int i = 0; i < 230; ++i) {
    model::NewSample s =
        new_sample("m" + std::to_string(i), i % 2 == 0 ? "2016-03-01 07:00:00" : "2016-03-01 07:00:01");
    s.resource_id = "r" + std::to_string(i);
    samples.push_back(s);
  }
  record(*f.store, samples);
  const auto driver = make_driver(f.database->url(), f.logger);
  Counted progress;
  const auto expired = Expiry(*driver, small_turns(), progress).samples(at(kLimit), false, false);
  CHECK(expired.samples == 230);
  CHECK(expired.resources == 230);
  CHECK(progress.done() == std::vector<std::int64_t>{230, 230, 1, 230});
  CHECK(f.ids().empty());
}

TEST_CASE("events go with their traits, and types with their last event") {
  ExpiredEventFixture f;
  f.add(1, "old", "2016-03-01 07:59:59.999999", "p", "u");
  f.add(2, "both", "2016-03-01 07:00:00.000000", "p");
  f.add(3, "both", kLimit, "p");
  f.add(4, "timeless", "");
  for (const int id : {1, 3}) {
    f.trait("int", id, "size", "5");
    f.trait("float", id, "ratio", "0.5");
    f.trait("datetime", id, "launched", f.database->time(kLimit));
  }
  f.database->run("INSERT INTO event_type (id, \"desc\") VALUES (900, 'never')");
  const auto dry = f.expire(true);
  CHECK(dry.events == 2);
  CHECK(dry.types == 2);
  CHECK(f.database->value("SELECT count(*) FROM event") == "4");
  const auto expired = f.expire();
  CHECK(expired.events == 2);
  CHECK(expired.types == 2);
  CHECK(f.database->rows("SELECT id FROM event ORDER BY id") == Strings{"3", "4"});
  CHECK(f.database->rows("SELECT \"desc\" FROM event_type ORDER BY \"desc\"") == Strings{"both", "timeless"});
  for (const std::string table : {"text", "int", "float", "datetime"}) {
    CHECK(f.database->rows("SELECT DISTINCT event_id FROM trait_" + table) == Strings{"3"});
  }
}

TEST_CASE("what somebody begins to use while it is being deleted stays") {
  SampleFixture f;
  f.add("old", "2016-03-01 07:00:00", "cpu", "revived");
  const std::string ids = f.database->value("SELECT meter_id, resource_id FROM sample");
  const std::string insert = "INSERT INTO sample (meter_id, resource_id, message_id) VALUES (" +
                             ids.substr(0, ids.find('|')) + ", " + ids.substr(ids.find('|') + 1) + ", 'new')";
  // A writer that locks nothing but by what it inserts, as the Python services do.
  const auto driver = make_driver(f.database->url(), f.logger);
  const auto writer = driver->open();
  SECTION("its sample is there, though not committed yet") {
    writer->begin_write();
    writer->execute(insert);
    auto expired = std::async(std::launch::async, [&] { return f.expire(); });
    // It waits for the writer, or passes that row by.
    expired.wait_for(std::chrono::milliseconds(300));
    writer->commit();
    CHECK(expired.get().resources == 0);
    CHECK(f.resources() == Strings{"revived"});
    CHECK(f.meters() == Strings{"cpu"});
    CHECK(f.database->value("SELECT count(*) FROM metadata_int") == "1");
    CHECK(f.ids() == Strings{"new"});
  }
  SECTION("it has looked up what it is about to use, before its transaction: then it is told") {
    CHECK(f.expire().resources == 1);
    CHECK_THROWS_AS(writer->execute(insert), storage::sql::DatabaseError);
    CHECK(f.ids().empty());
    f.add("new", "2016-03-01 09:00:00", "cpu", "revived");
    CHECK(f.ids() == Strings{"new"});
  }
  SECTION("the same, in its transaction") {
    engine() == "sqlite" ? writer->begin_read() : writer->begin_write();
    {
      storage::sql::Statement& look = writer->cached("SELECT internal_id FROM resource WHERE resource_id = 'revived'");
      const storage::sql::Running running(look);
      REQUIRE(look.step());
    }
    CHECK(f.expire().resources == 1);
    CHECK_THROWS_AS(writer->execute(insert), storage::sql::DatabaseError);
    writer->rollback();
    CHECK(f.ids().empty());
  }
}
