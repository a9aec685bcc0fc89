#include <catch2/catch.hpp>

#include "storage/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using query::SampleFilter;
using storage::Scope;

namespace {

struct Seen {
  std::string id = "vm-1";
  std::string time = "2016-03-01 08:00:00";
  std::string project = "a";
  std::string metadata = "{}";
  std::string meter = "cpu";
};

void record(StoreFixture& f, const std::vector<Seen>& seen) {
  std::vector<model::NewSample> samples;
  for (const auto& [id, time, project, metadata, meter] : seen) {
    auto s = new_sample(std::to_string(samples.size()), time);
    s.resource_id = id;
    s.project_id = project.empty() ? std::nullopt : std::optional(project);
    s.resource_metadata = metadata;
    s.meter = meter;
    samples.push_back(s);
  }
  f.store->record(samples);
}

/// Each row as "id project first..last metadata meter,...".
Strings rows(StoreFixture& f, const SampleFilter& filter = {}, const Scope& scope = Scope::everything(),
             std::optional<std::int64_t> limit = std::nullopt, bool with_meters = true) {
  Strings out;
  const auto cursor = f.store->resources(filter, with_meters, scope, limit);
  model::Resource r;
  while (cursor->next(r)) {
    std::string row(r.resource_id);
    row += " " + std::string(r.project_id.value_or("-"));
    row += " " + isoformat(r.first_sample.value()).substr(11) + ".." + isoformat(r.last_sample.value()).substr(11);
    row += " " + std::string(r.metadata.value_or("-")) + " ";
    for (const auto& meter : r.meters) row += meter + ",";
    out.push_back(row);
  }
  return out;
}

query::TimeBound bound(const std::string& time, bool inclusive = true) { return {at(time), inclusive}; }

}  // namespace

TEST_CASE("a resource is shown as its latest sample has it, with all its meters") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  CHECK(rows(f).empty());
  record(f, {{"vm-2", "2016-03-01 08:00:00", "a", R"({"n": 1})", "cpu"},
             {"vm-1", "2016-03-01 09:00:00", "a", R"({"n": 2})", "disk"},
             {"vm-1", "2016-03-01 07:00:00", "a", R"({"n": 3})", "cpu"},
             {"vm-1", "2016-03-01 08:30:00", "a", R"({"n": 4})", "cpu"}});
  CHECK(rows(f) ==
        Strings{R"(vm-1 a 07:00:00..09:00:00 {"n": 2} cpu,disk,)", R"(vm-2 a 08:00:00..08:00:00 {"n": 1} cpu,)"});
  CHECK(rows(f, {}, Scope::everything(), 1, false) == Strings{R"(vm-1 a 07:00:00..09:00:00 {"n": 2} )"});
  CHECK(rows(f, {}, Scope::nothing()).empty());
  CHECK(rows(f, {}, Scope::everything(), 0).empty());

  const auto cursor = f.store->resources({}, false, Scope::everything(), std::nullopt);
  model::Resource r;
  REQUIRE(cursor->next(r));
  CHECK(r.user_id == "user");
  CHECK(r.source == "openstack");
  CHECK(r.meters.empty());
}

TEST_CASE("of equal timestamps the sample that was stored last is the latest") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  record(f, {{"vm-1", "2016-03-01 08:00:00", "a", R"({"n": 1})", "cpu"},
             {"vm-1", "2016-03-01 08:00:00", "a", R"({"n": 2})", "disk"},
             {"vm-2", "2016-03-01 08:00:00", "a", R"({"n": 3})", "cpu"},
             {"vm-1", "2016-03-01 07:00:00", "a", R"({"n": 4})", "cpu"}});
  CHECK(rows(f).front() == R"(vm-1 a 07:00:00..08:00:00 {"n": 2} cpu,disk,)");
}

TEST_CASE("a meter of two units is there twice") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  auto s = new_sample("1");
  auto other = new_sample("2");
  other.unit = "s";
  f.store->record(std::vector{s, other});
  CHECK(rows(f) == Strings{"resource project 08:00:00..08:00:00 {} cpu,cpu,"});
}

TEST_CASE("bounds in time choose the resources, and the samples that count") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  record(f, {{"vm-1", "2016-03-01 07:00:00", "a", R"({"n": 1})", "cpu"},
             {"vm-1", "2016-03-01 08:00:00", "a", R"({"n": 2})", "disk"},
             {"vm-1", "2016-03-01 09:00:00", "a", R"({"n": 3})", "cpu"},
             {"vm-2", "2016-03-01 09:00:00", "a", R"({"n": 4})", "cpu"}});
  SampleFilter filter;
  filter.end = bound("2016-03-01 08:00:00");
  CHECK(rows(f, filter) == Strings{R"(vm-1 a 07:00:00..08:00:00 {"n": 2} cpu,disk,)"});
  filter.end = bound("2016-03-01 08:00:00", false);
  CHECK(rows(f, filter) == Strings{R"(vm-1 a 07:00:00..07:00:00 {"n": 1} cpu,disk,)"});
  filter = {};
  filter.start = bound("2016-03-01 08:00:00", false);
  CHECK(rows(f, filter) ==
        Strings{R"(vm-1 a 09:00:00..09:00:00 {"n": 3} cpu,disk,)", R"(vm-2 a 09:00:00..09:00:00 {"n": 4} cpu,)"});
  filter.resource = "vm-2";
  CHECK(rows(f, filter).size() == 1);
  filter.resource = "vm-3";
  CHECK(rows(f, filter).empty());
}

TEST_CASE("filters hold of the latest sample too") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  record(f, {{"vm-1", "2016-03-01 07:00:00", "a", R"({"state": "on"})", "cpu"},
             {"vm-1", "2016-03-01 08:00:00", "a", R"({"state": "off"})", "cpu"},
             {"vm-2", "2016-03-01 08:00:00", "a", R"({"state": "off"})", "cpu"}});
  SampleFilter filter;
  filter.metadata.push_back({"state", std::string("on")});
  CHECK(rows(f, filter) == Strings{R"(vm-1 a 07:00:00..07:00:00 {"state": "on"} cpu,)"});
  filter = {};
  filter.resource = "vm-2";
  CHECK(rows(f, filter).size() == 1);
  filter.source = "elsewhere";
  CHECK(rows(f, filter).empty());
}

TEST_CASE("who lost a resource to another project sees its own time only") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  record(f, {{"vm-1", "2016-03-01 07:00:00", "a", R"({"secret": "of a"})", "cpu"},
             {"vm-1", "2016-03-01 08:00:00", "b", R"({"secret": "of b"})", "cpu"},
             {"vm-1", "2016-03-01 09:00:00", "b", R"({"secret": "of b"})", "disk"},
             {"vm-2", "2016-03-01 07:00:00", "b", "{}", "cpu"}});
  const bool bounded = GENERATE(false, true);
  SampleFilter filter;
  if (bounded) filter.start = bound("2016-03-01 00:00:00");
  CHECK(rows(f, filter, Scope::project("a")) == Strings{R"(vm-1 a 07:00:00..07:00:00 {"secret": "of a"} cpu,)"});
  CHECK(rows(f, filter, Scope::project("b")).front() == R"(vm-1 b 08:00:00..09:00:00 {"secret": "of b"} cpu,disk,)");
  CHECK(rows(f, filter, Scope::project("c")).empty());
  CHECK(rows(f, filter).front() == R"(vm-1 b 07:00:00..09:00:00 {"secret": "of b"} cpu,disk,)");
  filter.project = query::Owner{"a"};
  CHECK(rows(f, filter) == Strings{R"(vm-1 a 07:00:00..07:00:00 {"secret": "of a"} cpu,disk,)"});
}

TEST_CASE("the word None chooses resources that once had no owner, and then counts all their samples") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  record(f, {{"vm-1", "2016-03-01 07:00:00", "", "{}", "cpu"},
             {"vm-1", "2016-03-01 08:00:00", "b", R"({"n": 1})", "cpu"},
             {"vm-2", "2016-03-01 08:00:00", "b", "{}", "cpu"}});
  SampleFilter filter;
  filter.project = query::Owner{};
  CHECK(rows(f, filter) == Strings{R"(vm-1 b 07:00:00..08:00:00 {"n": 1} cpu,)"});
  filter.start = bound("2016-03-01 00:00:00");
  CHECK(rows(f, filter) == Strings{R"(vm-1 b 07:00:00..08:00:00 {"n": 1} cpu,)"});
}

TEST_CASE("resources without samples are not listed") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  record(f, {{}, {.id = "vm-2"}});
  f.database->run("DELETE FROM sample WHERE message_id = '0'");
  CHECK(rows(f).size() == 1);
  CHECK(rows(f).front().starts_with("vm-2"));
}

TEST_CASE("a sample without a time does not hide its resource") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  record(f, {{}});
  f.database->run("UPDATE sample SET timestamp = NULL");
  const auto cursor = f.store->resources({}, true, Scope::everything(), std::nullopt);
  model::Resource r;
  REQUIRE(cursor->next(r));
  CHECK_FALSE(r.first_sample);
  CHECK_FALSE(r.last_sample);
  CHECK(r.project_id == "a");
}

TEST_CASE("long listings are read in batches without a gap") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  std::vector<Seen> seen;
  for (int i = 0; i < 1'000; ++i) {
    seen.push_back({"vm-" + std::to_string(10'000 + i), "2016-03-01 08:00:00", i % 10 == 0 ? "b" : "a", "{}",
                    i % 2 == 0 ? "even" : "odd"});
  }
  record(f, seen);
  const bool bounded = GENERATE(false, true);
  SampleFilter filter;
  if (bounded) filter.start = bound("2016-03-01 00:00:00");
  const auto all = rows(f, filter);
  REQUIRE(all.size() == 1'000);
  for (int i = 0; i < 1'000; ++i) {
    CHECK(all[static_cast<std::size_t>(i)] == "vm-" + std::to_string(10'000 + i) + (i % 10 == 0 ? " b" : " a") +
                                                  " 08:00:00..08:00:00 {} " + (i % 2 == 0 ? "even," : "odd,"));
  }
  CHECK(rows(f, filter, Scope::project("b")).size() == 100);
  CHECK(rows(f, filter, Scope::everything(), 384).size() == 384);
  CHECK(rows(f, filter, Scope::everything(), 5'000).size() == 1'000);
}

TEST_CASE("a listing that was remembered is never another one's, nor of another day") {
  StoreFixture f(GENERATE(WithExtras::kNo, WithExtras::kYes));
  record(f, {{}, {.id = "vm-2", .project = "b"}});
  const auto other = make_store(f.database->url(), f.logger);
  const auto both = Strings{"vm-1 a 08:00:00..08:00:00 {} cpu,", "vm-2 b 08:00:00..08:00:00 {} cpu,"};
  for (int i = 0; i < 3; ++i) {
    CHECK(rows(f) == both);
    CHECK(rows(f, {}, Scope::project("a")) == Strings{both[0]});
    CHECK(rows(f, {}, Scope::sealed_project("b")) == Strings{both[1]});
    CHECK(rows(f, {}, Scope::project("c")).empty());
    CHECK(rows(f, {}, Scope::nothing()).empty());
    CHECK(rows(f, {}, Scope::everything(), 1) == Strings{both[0]});
    CHECK(rows(f, {}, Scope::everything(), 1, false) == Strings{"vm-1 a 08:00:00..08:00:00 {} "});
    SampleFilter of_b;
    of_b.project = query::Owner{"b"};
    CHECK(rows(f, of_b) == Strings{both[1]});
  }
  // By somebody else's session, by this store's own, and without a store.
  auto late = new_sample("late", "2016-03-01 09:00:00");
  late.resource_id = "vm-1";
  late.project_id = "a";
  late.meter = "disk";
  other->record(std::vector{late});
  CHECK(rows(f, {}, Scope::project("a")) == Strings{"vm-1 a 08:00:00..09:00:00 {} cpu,disk,"});
  late.message_id = "later";
  late.timestamp = at("2016-03-01 10:00:00");
  f.store->record(std::vector{late});
  CHECK(rows(f, {}, Scope::project("a")) == Strings{"vm-1 a 08:00:00..10:00:00 {} cpu,disk,"});
  f.database->run("DELETE FROM sample WHERE message_id IN ('late', 'later')");
  CHECK(rows(f) == both);
  f.database->run("UPDATE resource SET project_id = 'b' WHERE resource_id = 'vm-1'");
  CHECK(rows(f, {}, Scope::project("a")).empty());
  CHECK(rows(f, {}, Scope::sealed_project("b")).size() == 2);
}
