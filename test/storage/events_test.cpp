#include <catch2/catch.hpp>

#include "storage/event_fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using query::EventFilter;
using query::TraitComparison;
using query::TraitCondition;
using storage::EventScope;

namespace {

const EventScope kAdmin = EventScope::admin("p-admin");

EventFilter with(std::vector<TraitCondition> traits) {
  EventFilter filter;
  filter.traits = std::move(traits);
  return filter;
}

}  // namespace

TEST_CASE("whose events are found") {
  EventFixture fixture;
  fixture.add(1, "t", "2016-03-01 08:00:00.000000", "p-1", "u-1");
  fixture.add(2, "t", "2016-03-01 08:00:01.000000", "p-1", "u-2");
  fixture.add(3, "t", "2016-03-01 08:00:02.000000", "p-2", "u-1");
  fixture.add(4, "t", "2016-03-01 08:00:03.000000", "p-admin", "u-1");
  fixture.add(5, "t", "2016-03-01 08:00:04.000000", "", "u-1");  // of no project
  fixture.add(6, "t", "2016-03-01 08:00:05.000000");             // without any text
  fixture.trait("int", 6, "memory_mb", "1");
  fixture.trait("int", 6, "project_id", "1");

  CHECK(fixture.found({}, EventScope::owner("p-1", "u-1")) == Strings{"m-1"});
  CHECK(fixture.found({}, EventScope::owner("p-2", "u-2")).empty());
  CHECK(fixture.found({}, kAdmin) == Strings{"m-4", "m-5"});
  CHECK(fixture.found({}, EventScope::admin("p-1")) == Strings{"m-1", "m-2", "m-5"});
  EventFilter of_another;
  of_another.message_id = "m-3";
  CHECK(fixture.found(of_another, EventScope::owner("p-1", "u-1")).empty());
  CHECK(fixture.found(of_another, EventScope::owner("p-2", "u-1")) == Strings{"m-3"});
  // The query's own conditions are further ones, on the same traits too.
  CHECK(fixture.found(with({{"project_id", TraitComparison::kNotEqual, "p-1"}}), EventScope::owner("p-1", "u-1"))
            .empty());
}

TEST_CASE("all trait conditions hold of one event") {
  EventFixture fixture;
  fixture.add(1, "t", "2016-03-01 08:00:00.000000", "p-admin");
  fixture.trait("text", 1, "a", "'x'");
  fixture.add(2, "t", "2016-03-01 08:00:01.000000", "p-admin");
  fixture.trait("text", 2, "b", "'y'");
  fixture.add(3, "t", "2016-03-01 08:00:02.000000", "p-admin");
  fixture.trait("text", 3, "a", "'x'");
  fixture.trait("text", 3, "b", "'y'");
  const TraitCondition a{"a", TraitComparison::kEqual, "x"};
  const TraitCondition b{"b", TraitComparison::kEqual, "y"};
  CHECK(fixture.found(with({a, b}), kAdmin) == Strings{"m-3"});
  CHECK(fixture.found(with({b, a, a}), kAdmin) == Strings{"m-3"});
  CHECK(fixture.found(with({a}), kAdmin) == Strings{"m-1", "m-3"});
}

TEST_CASE("six operators on four types, each in its own table") {
  EventFixture fixture;
  const Strings ids = {"m-1", "m-2", "m-3"};
  for (int i = 1; i <= 3; ++i) {
    fixture.add(i, "t", "2016-03-01 08:00:0" + std::to_string(i) + ".000000", "p-admin");
    fixture.trait("text", i, "k", "'v" + std::to_string(i) + "'");
    fixture.trait("int", i, "k", std::to_string(i));
    fixture.trait("float", i, "k", std::to_string(i) + ".5");
    fixture.trait("datetime", i, "k", fixture.database->time("2016-03-0" + std::to_string(i) + " 00:00:00.000000"));
  }
  const auto middle = GENERATE(as<std::variant<std::string, std::int64_t, double, TimePoint>>(), std::string("v2"),
                               std::int64_t{2}, 2.5, at("2016-03-02 00:00:00"));
  const auto found = [&](TraitComparison comparison) {
    return fixture.found(with({{"k", comparison, middle}}), kAdmin);
  };
  CHECK(found(TraitComparison::kLess) == Strings{"m-1"});
  CHECK(found(TraitComparison::kLessOrEqual) == Strings{"m-1", "m-2"});
  CHECK(found(TraitComparison::kEqual) == Strings{"m-2"});
  CHECK(found(TraitComparison::kNotEqual) == Strings{"m-1", "m-3"});
  CHECK(found(TraitComparison::kGreaterOrEqual) == Strings{"m-2", "m-3"});
  CHECK(found(TraitComparison::kGreater) == Strings{"m-3"});
  CHECK(fixture.found(with({{"K", TraitComparison::kNotEqual, middle}}), kAdmin).empty());
}

TEST_CASE("event type, message id and time select") {
  EventFixture fixture;
  fixture.add(1, "a", "2016-03-01 08:00:00.000000", "p-admin");
  fixture.add(2, "Ünï.cödé", "2016-03-01 08:00:01.500000", "p-admin");
  fixture.add(3, "a", "2016-03-01 08:00:02.000000", "p-admin");
  EventFilter filter;
  filter.event_type = "Ünï.cödé";
  CHECK(fixture.found(filter, kAdmin) == Strings{"m-2"});
  filter.event_type = "A";
  CHECK(fixture.found(filter, kAdmin).empty());
  EventFilter in_time;
  in_time.start = at("2016-03-01 08:00:01.500000");
  CHECK(fixture.found(in_time, kAdmin) == Strings{"m-2", "m-3"});
  in_time.end = in_time.start;
  CHECK(fixture.found(in_time, kAdmin) == Strings{"m-2"});
  in_time.message_id = "m-3";
  CHECK(fixture.found(in_time, kAdmin).empty());
  CHECK(fixture.found({}, kAdmin, 0).empty());
}

TEST_CASE("an event comes with its traits, by name") {
  EventFixture fixture;
  fixture.add(1, "t", "2016-03-01 08:00:00.250000", "p-admin");
  fixture.trait("int", 1, "n", "-1");
  fixture.trait("float", 1, "n", "0.5");
  fixture.trait("datetime", 1, "n", fixture.database->time("2016-03-01 07:00:00.000000"));
  fixture.trait("text", 1, "n", "'x'");
  fixture.trait("int", 1, "a", "NULL");
  fixture.trait("text", 1, "B", "NULL");
  const auto cursor = fixture.store->events({}, kAdmin, 10);
  model::Event event;
  REQUIRE(cursor->next(event));
  CHECK(event.message_id == "m-1");
  CHECK(event.event_type == "t");
  CHECK(event.generated == at("2016-03-01 08:00:00.250000"));
  CHECK(event.raw == "{}");
  Strings traits;
  for (const auto& trait : event.traits) traits.push_back(shown(trait));
  CHECK(traits == Strings{"B string NULL", "a string NULL", "n datetime 2016-03-01T07:00:00", "n integer -1",
                          "n float 0.500000", "n string x", "project_id string p-admin"});
  CHECK_FALSE(cursor->next(event));
  CHECK_FALSE(cursor->next(event));
}

TEST_CASE("events come by time, however many pages they take") {
  EventFixture fixture;
  fixture.add(1, "t", "", "p-admin");
  {
    // Three of each time, later ones stored first; more than are asked for at once.
    std::string events = "INSERT INTO event VALUES ";
    std::string traits = "INSERT INTO trait_text VALUES ";
    for (int i = 2; i <= 10'250; ++i) {
      std::string time;
      append_sqlite_time(time, at("2016-01-01 00:00:00") - std::chrono::seconds(i / 3));
      const std::string id = std::to_string(i);
      const std::string comma = i > 2 ? ", " : "";
      events += comma + "(" + id + ", 'm-" + id + "', " + fixture.database->time(time) + ", NULL, 1)";
      traits += comma + "(" + id + ", 'k', 'v" + id + "')";
    }
    fixture.database->run(events + "; " + traits);
  }
  const auto expected = fixture.database->rows(
      "SELECT message_id FROM event ORDER BY CASE WHEN generated IS NULL THEN 0 ELSE 1 END, generated, id");
  CHECK(fixture.found({}, kAdmin) == expected);
  for (const int limit : {1, 99, 100, 101, 9'999, 10'000, 10'001}) {
    CHECK(fixture.found({}, kAdmin, limit) == Strings(expected.begin(), expected.begin() + limit));
    const auto cursor = fixture.store->events({}, kAdmin, limit);
    model::Event event;
    while (cursor->next(event)) {
      if (event.message_id == "m-1") continue;
      REQUIRE(event.traits.size() == 1);
      CHECK(shown(event.traits[0]) == "k string v" + std::string(event.message_id->substr(2)));
    }
  }
}

TEST_CASE("event types and their traits") {
  EventFixture fixture;
  const auto types = [&] {
    Strings out;
    const auto cursor = fixture.store->event_types();
    model::EventType type;
    while (cursor->next(type)) out.emplace_back(type.name.value_or("NULL"));
    return out;
  };
  const auto descriptions = [&](const std::string& type) {
    Strings out;
    const auto cursor = fixture.store->trait_types(type);
    model::TraitDescription found;
    while (cursor->next(found)) out.push_back(std::string(found.name) + " " + std::string(name_of(found.type)));
    return out;
  };
  const auto traits = [&](const std::string& type, const std::optional<std::string>& name) {
    Strings out;
    const auto cursor = fixture.store->traits(type, name);
    model::Trait trait;
    while (cursor->next(trait)) out.push_back(shown(trait));
    return out;
  };
  CHECK(types().empty());
  CHECK(descriptions("a").empty());
  fixture.add(1, "b", "2016-03-01 08:00:00.000000", "p");
  fixture.add(2, "Ü", "2016-03-01 08:00:00.000000", "p");
  fixture.add(3, "C", "2016-03-01 08:00:00.000000", "q");
  fixture.add(4, "b", "2016-03-01 08:00:00.000000", "q");
  fixture.trait("text", 1, "n", "'1'");
  fixture.trait("int", 1, "n", "NULL");
  fixture.trait("float", 4, "n", "2.5");
  fixture.trait("datetime", 4, "at", fixture.database->time("2016-03-01 08:00:00.000000"));
  CHECK(types() == Strings{"C", "b", "Ü"});
  CHECK(descriptions("b") == Strings{"n string", "project_id string", "n integer", "n float", "at datetime"});
  CHECK(descriptions("Ü") == Strings{"project_id string"});
  CHECK(traits("b", "n") == Strings{"n string 1", "n integer NULL", "n float 2.500000"});
  CHECK(traits("b", "project_id") == Strings{"project_id string p", "project_id string q"});
  CHECK(traits("b", std::nullopt) == Strings{"n string 1", "project_id string p", "project_id string q",
                                             "n integer NULL", "n float 2.500000", "at datetime 2016-03-01T08:00:00"});
  CHECK(traits("b", "N").empty());
}

TEST_CASE("what the store of events can do") {
  EventFixture fixture;
  CHECK(fixture.store->capabilities().simple_query);
  CHECK(fixture.store->capabilities().production_ready);
}
