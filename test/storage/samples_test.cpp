#include <catch2/catch.hpp>
#include <cmath>
#include <string>
#include <vector>

#include "storage/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using query::SampleFilter;
using storage::Scope;

namespace {

/// Four samples, one a minute: a cpu of vm-1, a disk of vm-1, a cpu of vm-2, which moved, an unowned image's size.
struct Samples : StoreFixture {
  Samples() {
    model::NewSample a = new_sample("a", "2016-03-01 08:00:00.000000");
    a.resource_id = "vm-1";
    a.resource_metadata = R"({"name": "one", "vcpus": 2, "ratio": 0.5, "public": true, "host": null})";
    model::NewSample b = a;
    b.message_id = "b";
    b.meter = "disk";
    b.type = "gauge";
    b.unit = std::nullopt;
    b.timestamp = at("2016-03-01 08:01:00.123456");
    model::NewSample c = a;
    c.message_id = "c";
    c.resource_id = "vm-2";
    c.project_id = "other";
    c.user_id = "somebody";
    c.timestamp = at("2016-03-01 08:02:00");
    c.resource_metadata = R"({"name": "two", "vcpus": 2.0, "public": false, "tags": ["x", "y"], "one": 1})";
    model::NewSample d = new_sample("d", "2016-03-01 08:03:00");
    d.meter = "image.size";
    d.resource_id = "image";
    d.user_id = std::nullopt;
    d.project_id = std::nullopt;
    d.source = "elsewhere";
    record(*store, {a, b, c, d});
  }

  Strings all(const SampleFilter& filter) { return found(*store, filter); }
  Strings with(const std::string& key, decltype(query::MetadataCondition::value) value) {
    SampleFilter filter;
    filter.metadata.push_back({key, std::move(value)});
    return all(filter);
  }
};

template <class Set>
SampleFilter filter_with(Set set) {
  SampleFilter filter;
  set(filter);
  return filter;
}

}  // namespace

TEST_CASE("samples are read as they were written, the newest first") {
  Samples f;
  CHECK(f.all({}) == Strings{"d", "c", "b", "a"});
  const auto cursor = f.store->samples({}, Scope::everything(), 3);
  model::Sample sample;
  REQUIRE(cursor->next(sample));
  CHECK(sample.message_id == "d");
  CHECK_FALSE(sample.user_id.has_value());
  CHECK_FALSE(sample.project_id.has_value());
  CHECK(sample.source == "elsewhere");
  REQUIRE(cursor->next(sample));
  const auto key_of_c = sample.resource_key;
  REQUIRE(cursor->next(sample));
  CHECK(sample.message_id == "b");
  CHECK(sample.meter == "disk");
  CHECK(sample.type == "gauge");
  CHECK_FALSE(sample.unit.has_value());
  CHECK(sample.volume == 1.5);
  CHECK(sample.user_id == "user");
  CHECK(sample.project_id == "project");
  CHECK(sample.resource_id == "vm-1");
  CHECK(sample.source == "openstack");
  CHECK(sample.timestamp == at("2016-03-01 08:01:00.123456"));
  REQUIRE(sample.recorded_at.has_value());
  CHECK(utc_now() - *sample.recorded_at < std::chrono::minutes(5));
  CHECK(sample.resource_metadata == R"({"name": "one", "vcpus": 2, "ratio": 0.5, "public": true, "host": null})");
  CHECK(sample.resource_key != key_of_c);
  CHECK_FALSE(cursor->next(sample));
  CHECK_FALSE(cursor->next(sample));
}

TEST_CASE("each field of a filter selects") {
  Samples f;
  CHECK(f.all(filter_with([](auto& q) { q.meter = "cpu"; })) == Strings{"c", "a"});
  CHECK(f.all(filter_with([](auto& q) { q.meter = "cp"; })).empty());
  CHECK(f.all(filter_with([](auto& q) { q.resource = "vm-1"; })) == Strings{"b", "a"});
  CHECK(f.all(filter_with([](auto& q) { q.source = "elsewhere"; })) == Strings{"d"});
  CHECK(f.all(filter_with([](auto& q) { q.message_id = "b"; })) == Strings{"b"});
  CHECK(f.all(filter_with([](auto& q) { q.user = query::Owner{"somebody"}; })) == Strings{"c"});
  CHECK(f.all(filter_with([](auto& q) { q.user = query::Owner{std::nullopt}; })) == Strings{"d"});
  CHECK(f.all(filter_with([](auto& q) { q.project = query::Owner{"project"}; })) == Strings{"b", "a"});
  CHECK(f.all(filter_with([](auto& q) { q.project = query::Owner{std::nullopt}; })) == Strings{"d"});
  CHECK(f.all(filter_with([](auto& q) {
    q.meter = "cpu";
    q.resource = "vm-1";
  })) == Strings{"a"});
}

TEST_CASE("time bounds are open or closed") {
  Samples f;
  const auto between = [&](bool from_inclusive, bool to_inclusive) {
    return f.all(filter_with([&](auto& q) {
      q.start = query::TimeBound{at("2016-03-01 08:01:00.123456"), from_inclusive};
      q.end = query::TimeBound{at("2016-03-01 08:03:00"), to_inclusive};
    }));
  };
  CHECK(between(true, true) == Strings{"d", "c", "b"});
  CHECK(between(true, false) == Strings{"c", "b"});
  CHECK(between(false, true) == Strings{"d", "c"});
  CHECK(between(false, false) == Strings{"c"});
}

TEST_CASE("metadata is compared in its own type's table only") {
  Samples f;
  CHECK(f.with("vcpus", std::int64_t{2}) == Strings{"b", "a"});
  CHECK(f.with("vcpus", 2.0) == Strings{"c"});
  CHECK(f.with("vcpus", "2").empty());
  CHECK(f.with("name", "two") == Strings{"c"});
  CHECK(f.with("public", true) == Strings{"b", "a"});
  CHECK(f.with("public", false) == Strings{"c"});
  CHECK(f.with("one", true).empty());
  CHECK(f.with("ratio", 0.5) == Strings{"b", "a"});
  CHECK(f.with("tags[1]", "y") == Strings{"c"});
  // As the original's outer join had it, null also holds where the key is no text, or not there.
  CHECK(f.with("host", nullptr) == Strings{"d", "c", "b", "a"});
  CHECK(f.with("name", nullptr) == Strings{"d"});
  SampleFilter both;
  both.metadata = {{"vcpus", std::int64_t{2}}, {"name", "two"}};
  CHECK(f.all(both).empty());
}

TEST_CASE("a scope limits every reading") {
  Samples f;
  CHECK(found(*f.store, {}, Scope::project("other")) == Strings{"c"});
  CHECK(found(*f.store, {}, Scope::project("nobody's")).empty());
  CHECK(found(*f.store, filter_with([](auto& q) { q.project = query::Owner{"project"}; }), Scope::project("other"))
            .empty());
  CHECK(found(*f.store, filter_with([](auto& q) { q.message_id = "a"; }), Scope::project("other")).empty());
  CHECK(found(*f.store, filter_with([](auto& q) { q.meter = "cpu"; }), Scope::project("other"), 10) == Strings{"c"});
}

TEST_CASE("nothing is answered without the database") {
  RecordingLogger logger;
  const auto store = make_store(absent_database(), logger);
  CHECK(found(*store, {}, Scope::nothing()).empty());
  CHECK(found(*store, {}, Scope::everything(), 0).empty());
  CHECK(found_meters(*store, {}, false, Scope::nothing()).empty());
  CHECK(logger.text().empty());
}

TEST_CASE("a limited list is the head of the whole, wherever its rows are found") {
  StoreFixture f;
  // More than a window's worth, with a rare meter long ago, and samples without a time.
  std::vector<model::NewSample> samples;
  for (int i = 0; i < 3'000; ++i) {
    model::NewSample s = new_sample(std::to_string(i));
    s.timestamp += std::chrono::seconds(i / 3);
    s.meter = i < 30 ? "rare" : i % 7 == 0 ? "often" : "always";
    s.resource_id = "vm-" + std::to_string(i % 11);
    s.project_id = "project-" + std::to_string(i % 3);
    s.resource_metadata = R"({"rack": )" + std::to_string(i % 11 % 4) + "}";
    samples.push_back(s);
  }
  record(*f.store, samples);
  f.database->run("UPDATE sample SET timestamp = NULL WHERE id % 500 = 3");

  std::vector<SampleFilter> filters(6);
  filters[0].meter = "rare";
  filters[1].meter = "often";
  filters[2].resource = "vm-4";
  filters[3].metadata.push_back({"rack", std::int64_t{3}});
  filters[4].meter = "often";
  filters[4].end = query::TimeBound{at("2016-03-01 08:05:00"), false};
  filters[5].meter = "rare";
  filters[5].start = query::TimeBound{at("2016-03-01 08:00:03"), true};
  const auto scopes = {Scope::everything(), Scope::project("project-1")};
  std::vector<Strings> wholes;
  for (const auto& filter : filters) {
    for (const Scope& scope : scopes) wholes.push_back(found(*f.store, filter, scope));
  }
  if (GENERATE(WithExtras::kNo, WithExtras::kYes) == WithExtras::kYes) make_extras(f);
  std::size_t at = 0;
  for (std::size_t i = 0; i < filters.size(); ++i) {
    for (const Scope& scope : scopes) {
      const Strings& whole = wholes[at++];
      CHECK_FALSE(whole.empty());
      CHECK(found(*f.store, filters[i], scope) == whole);
      for (const std::int64_t limit : {1, 7, 25, 100, 5'000}) {
        INFO("filter " << i << ", limit " << limit);
        Strings head = whole;
        if (head.size() > static_cast<std::size_t>(limit)) head.resize(static_cast<std::size_t>(limit));
        CHECK(found(*f.store, filters[i], scope, limit) == head);
      }
    }
  }
}

TEST_CASE("rows that point to no meter or resource are left out") {
  Samples f;
  const std::string time = f.database->time("2017-01-01 00:00:00");
  f.database->run("INSERT INTO sample VALUES (100, 99, 1, 1, " + time +
                  ", NULL, '', 'lost'), "
                  "(101, 1, 99, 1, " +
                  time + ", NULL, '', 'lost'), (102, 1, 1, NULL, NULL, NULL, NULL, NULL)");
  CHECK(f.all({}) == Strings{"d", "c", "b", "a", ""});
  model::Sample sample;
  const auto cursor = f.store->samples({}, Scope::everything(), std::nullopt);
  while (cursor->next(sample) && !sample.message_id.empty()) continue;
  CHECK_FALSE(sample.timestamp.has_value());
  CHECK_FALSE(sample.recorded_at.has_value());
  CHECK_FALSE(sample.volume.has_value());
}
