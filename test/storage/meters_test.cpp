#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "storage/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using query::SampleFilter;
using storage::Scope;

namespace {

model::NewSample of(const std::string& meter, const std::string& resource, const std::string& project) {
  model::NewSample s = new_sample(meter + resource + project);
  s.meter = meter;
  s.resource_id = resource;
  s.project_id = project;
  return s;
}

Strings sorted(Strings rows) {
  std::sort(rows.begin(), rows.end());
  return rows;
}

/// What the original asked: the latest sample, by id, of each meter and resource, then the filter. `scope` is a sealed
/// scope's condition on what is there at all.
Strings original_meters(TestDatabase& database, const std::string& conditions, bool unique,
                        const std::string& scope = {}) {
  return sorted(database.rows(
      "SELECT meter.name" +
      std::string(unique ? "" : " || ' ' || resource.resource_id || coalesce(' ' || resource.project_id, '')") +
      " FROM sample JOIN (SELECT max(sample.id) AS id FROM sample JOIN resource ON resource.internal_id = "
      "sample.resource_id" +
      (scope.empty() ? "" : " WHERE " + scope) + " GROUP BY sample.meter_id" +
      (unique ? "" : ", resource.resource_id") +
      ") AS latest ON latest.id = sample.id JOIN meter ON meter.id = sample.meter_id "
      "JOIN resource ON resource.internal_id = sample.resource_id" +
      (conditions.empty() ? "" : " WHERE " + conditions)));
}

}  // namespace

TEST_CASE("each meter of each resource is listed once, as its latest sample has it") {
  StoreFixture f;
  record(*f.store, {of("cpu", "vm-1", "a"), of("cpu", "vm-2", "a"), of("disk", "vm-1", "a"), of("cpu", "vm-1", "b"),
                    of("cpu", "vm-1", "b")});
  CHECK(sorted(found_meters(*f.store, {})) == Strings{"cpu vm-1 b", "cpu vm-2 a", "disk vm-1 a"});
  CHECK(sorted(found_meters(*f.store, {}, true)) == Strings{"cpu", "disk"});

  const auto cursor = f.store->meters({}, false, Scope::project("b"), std::nullopt);
  model::Meter meter;
  REQUIRE(cursor->next(meter));
  CHECK(meter.name == "cpu");
  CHECK(meter.type == "cumulative");
  CHECK(meter.unit == "ns");
  CHECK(meter.resource_id == "vm-1");
  CHECK(meter.project_id == "b");
  CHECK(meter.user_id == "user");
  CHECK(meter.source == "openstack");
  CHECK_FALSE(cursor->next(meter));
}

TEST_CASE("filters and scope hold for the latest sample only") {
  StoreFixture f;
  record(*f.store, {of("cpu", "vm-1", "a"), of("cpu", "vm-2", "a"), of("cpu", "vm-1", "b")});
  SampleFilter of_a;
  of_a.project = query::Owner{"a"};
  CHECK(found_meters(*f.store, of_a) == Strings{"cpu vm-2 a"});
  CHECK(found_meters(*f.store, {}, false, Scope::project("a")) == Strings{"cpu vm-2 a"});
  CHECK(found_meters(*f.store, {}, true, Scope::project("a")).empty());
  CHECK(found_meters(*f.store, {}, true, Scope::project("b")) == Strings{"cpu"});
  SampleFilter of_vm_1;
  of_vm_1.resource = "vm-1";
  CHECK(found_meters(*f.store, of_vm_1) == Strings{"cpu vm-1 b"});
  CHECK(found_meters(*f.store, of_vm_1, false, Scope::project("a")).empty());
  CHECK(found_meters(*f.store, of_vm_1, true) == Strings{"cpu"});
}

TEST_CASE("in a sealed scope others' samples do not count as the latest") {
  StoreFixture f;
  record(*f.store, {of("cpu", "vm-1", "a"), of("cpu", "vm-2", "a"), of("cpu", "vm-1", "b")});
  CHECK(sorted(found_meters(*f.store, {}, false, Scope::sealed_project("a"))) == Strings{"cpu vm-1 a", "cpu vm-2 a"});
  CHECK(found_meters(*f.store, {}, false, Scope::sealed_project("b")) == Strings{"cpu vm-1 b"});
  CHECK(found_meters(*f.store, {}, true, Scope::sealed_project("a")) == Strings{"cpu"});
  SampleFilter of_vm_1;
  of_vm_1.resource = "vm-1";
  CHECK(found_meters(*f.store, of_vm_1, false, Scope::sealed_project("a")) == Strings{"cpu vm-1 a"});
  CHECK(found_meters(*f.store, {}, false, Scope::sealed_project("c")).empty());
}

TEST_CASE("a limit cuts the list") {
  StoreFixture f;
  record(*f.store, {of("cpu", "vm-1", "a"), of("cpu", "vm-2", "a"), of("disk", "vm-1", "a")});
  const Strings all = found_meters(*f.store, {});
  CHECK(found_meters(*f.store, {}, false, Scope::everything(), 2) == Strings{all[0], all[1]});
  CHECK(found_meters(*f.store, {}, true, Scope::everything(), 1).size() == 1);
}

TEST_CASE("meters are those that the original's statement finds") {
  StoreFixture f;
  std::vector<model::NewSample> samples;
  unsigned state = 20161;
  const auto random = [&](unsigned n) {
    state = state * 1'103'515'245U + 12'345U;
    return (state >> 16U) % n;
  };
  for (int i = 0; i < 2'000; ++i) {
    model::NewSample s = of("meter-" + std::to_string(random(9)), "vm-" + std::to_string(random(12)),
                            "project-" + std::to_string(random(3)));
    if (random(10) == 0) s.project_id = std::nullopt;
    s.message_id = std::to_string(i);
    s.source = random(4) == 0 ? "other" : "openstack";
    s.resource_metadata = R"({"flavor": )" + std::to_string(random(5)) + "}";
    samples.push_back(s);
  }
  record(*f.store, samples);
  TestDatabase& database = *f.database;
  // A resource row is gone, so its samples count no more.
  database.run("DELETE FROM resource WHERE internal_id % 17 = 5");
  database.run("DELETE FROM meter WHERE id = 4");

  struct Case {
    SampleFilter filter;
    std::string conditions;
  };
  std::vector<Case> cases(6);
  cases[1].filter.project = query::Owner{"project-1"};
  cases[1].conditions = "resource.project_id = 'project-1'";
  cases[2].filter.project = query::Owner{std::nullopt};
  cases[2].conditions = "resource.project_id IS NULL";
  cases[3].filter.source = "other";
  cases[3].conditions = "resource.source_id = 'other'";
  cases[4].filter.metadata.push_back({"flavor", std::int64_t{2}});
  cases[4].conditions = "resource.internal_id IN (SELECT id FROM metadata_int WHERE meta_key = 'flavor' AND value = 2)";
  cases[5].filter.resource = "vm-7";
  cases[5].conditions = "resource.resource_id = 'vm-7'";
  for (std::size_t i = 0; i < cases.size(); ++i) {
    INFO("case " << i);
    const Strings expected = original_meters(database, cases[i].conditions, false);
    CHECK_FALSE(expected.empty());
    CHECK(sorted(found_meters(*f.store, cases[i].filter)) == expected);
    // Of one resource the original took the meter's latest among that resource's samples.
    if (!cases[i].filter.resource) {
      CHECK(sorted(found_meters(*f.store, cases[i].filter, true)) ==
            original_meters(database, cases[i].conditions, true));
    }
  }
  CHECK(sorted(found_meters(*f.store, {}, false, Scope::project("project-1"))) ==
        original_meters(database, cases[1].conditions, false));
  CHECK(sorted(found_meters(*f.store, {}, false, Scope::sealed_project("project-1"))) ==
        original_meters(database, "", false, cases[1].conditions));
}
