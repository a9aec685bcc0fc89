#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "base/api_error.hpp"
#include "storage/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using query::GroupField;
using query::StatisticsQuery;
using storage::Scope;

namespace {

model::NewSample measured(const std::string& id, const std::string& time, std::optional<double> volume,
                          const std::string& resource = "vm-1", const std::string& project = "project") {
  model::NewSample s = new_sample(id, time);
  s.volume = volume;
  s.resource_id = resource;
  s.project_id = project;
  return s;
}

std::string number(double d) {
  std::string text = std::to_string(d);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text + "0" : text;
}

/// Each row as "unit group,... count sum first..last [period]; aggregates".
Strings rows(storage::MeteringStore& store, const StatisticsQuery& query, const Scope& scope = Scope::everything()) {
  Strings out;
  const auto cursor = store.statistics(query, scope);
  model::Statistics s;
  while (cursor->next(s)) {
    std::string row(s.unit.value_or("-"));
    for (const auto& value : s.group) row += " " + std::string(value.value_or("-"));
    row += " " + std::to_string(s.count) + " " + (s.sum ? number(*s.sum) : "-");
    row += " " + isoformat(s.first.value()).substr(11) + ".." + isoformat(s.last.value()).substr(11);
    if (s.period > 0) {
      row +=
          " [" + isoformat(s.period_start.value()).substr(11) + ".." + isoformat(s.period_end.value()).substr(11) + "]";
    }
    for (const auto& value : s.aggregates) row += " " + (value ? number(*value) : "-");
    out.push_back(row);
  }
  return out;
}

StatisticsQuery of_cpu(std::vector<GroupField> group_by = {}, std::int64_t period = 0) {
  StatisticsQuery query;
  query.filter.meter = "cpu";
  query.group_by = std::move(group_by);
  query.period = period;
  return query;
}

StatisticsQuery with(StatisticsQuery query, const std::vector<query::AggregateText>& aggregates) {
  query.aggregates = query::to_statistics_query({}, 0, {}, aggregates).aggregates;
  return query;
}

}  // namespace

TEST_CASE("statistics of all samples of a meter, as the engine computes them") {
  StoreFixture f;
  CHECK(rows(*f.store, of_cpu()).empty());
  record(*f.store, {measured("1", "2016-03-01 08:00:00", 1), measured("2", "2016-03-01 08:10:00", 4.5),
                    measured("3", "2016-03-01 07:50:00.5", -1, "vm-2")});
  const auto cursor = f.store->statistics(of_cpu(), Scope::everything());
  model::Statistics s;
  REQUIRE(cursor->next(s));
  CHECK(s.unit == "ns");
  CHECK(s.group.empty());
  CHECK(s.count == 3);
  CHECK(s.min == -1.0);
  CHECK(s.max == 4.5);
  CHECK(s.sum == 4.5);
  CHECK(s.avg == 1.5);
  CHECK(s.aggregates.empty());
  CHECK(s.first == at("2016-03-01 07:50:00.500000"));
  CHECK(s.last == at("2016-03-01 08:10:00"));
  CHECK(s.period == 0);
  CHECK(s.period_start == s.first);
  CHECK(s.period_end == s.last);
  CHECK_FALSE(cursor->next(s));
  CHECK_FALSE(cursor->next(s));
}

TEST_CASE("groups are ordered by unit and value, none first") {
  StoreFixture f;
  auto other_unit = measured("1", "2016-03-01 08:00:00", 1, "vm-1");
  other_unit.unit = "s";
  auto no_unit = measured("2", "2016-03-01 08:00:01", 2, "vm-1");
  no_unit.unit = std::nullopt;
  auto nobody = measured("5", "2016-03-01 08:00:04", 5, "vm-2");
  nobody.user_id = std::nullopt;
  auto other_type = measured("6", "2016-03-01 08:00:05", 6, "vm-2", "p-2");
  other_type.type = "gauge";
  other_type.source = "elsewhere";
  record(*f.store, {other_unit, no_unit, measured("3", "2016-03-01 08:00:02", 3, "vm-2"),
                    measured("4", "2016-03-01 08:00:03", 4, "vm-1"), nobody, other_type});
  CHECK(rows(*f.store, of_cpu()) ==
        Strings{"- 1 2.0 08:00:01..08:00:01", "ns 4 18.0 08:00:02..08:00:05", "s 1 1.0 08:00:00..08:00:00"});
  StatisticsQuery ns = of_cpu({GroupField::kResource, GroupField::kUser});
  ns.filter.start = query::TimeBound{at("2016-03-01 08:00:02"), true};
  CHECK(rows(*f.store, ns) == Strings{"ns vm-1 user 1 4.0 08:00:03..08:00:03", "ns vm-2 - 1 5.0 08:00:04..08:00:04",
                                      "ns vm-2 user 2 9.0 08:00:02..08:00:05"});
  ns.group_by = {GroupField::kSource, GroupField::kProject};
  CHECK(rows(*f.store, ns) ==
        Strings{"ns elsewhere p-2 1 6.0 08:00:05..08:00:05", "ns openstack project 3 12.0 08:00:02..08:00:04"});
}

TEST_CASE("grouping by instance_type leaves out what has none") {
  StoreFixture f;
  auto small = measured("1", "2016-03-01 08:00:00", 1, "vm-1");
  small.resource_metadata = R"({"instance_type": "m1.small", "x": "y"})";
  auto tiny = measured("2", "2016-03-01 08:00:01", 2, "vm-2");
  tiny.resource_metadata = R"({"instance_type": "m1.tiny"})";
  auto number = measured("3", "2016-03-01 08:00:02", 4, "vm-3");
  number.resource_metadata = R"({"instance_type": 5})";
  record(*f.store, {small, tiny, number, measured("4", "2016-03-01 08:00:03", 8, "vm-4")});
  CHECK(rows(*f.store, of_cpu({GroupField::kInstanceType})) ==
        Strings{"ns m1.small 1 1.0 08:00:00..08:00:00", "ns m1.tiny 1 2.0 08:00:01..08:00:01"});
}

TEST_CASE("what scope and filter do not allow is not counted") {
  StoreFixture f;
  record(*f.store,
         {measured("1", "2016-03-01 08:00:00", 1, "vm-1", "a"), measured("2", "2016-03-01 08:00:01", 2, "vm-1", "b"),
          measured("3", "2016-03-01 08:00:02", 4, "vm-2", "b")});
  CHECK(rows(*f.store, of_cpu(), Scope::project("b")) == Strings{"ns 2 6.0 08:00:01..08:00:02"});
  CHECK(rows(*f.store, of_cpu({}, 60), Scope::project("a")).empty());  // one moment is no time to divide
  CHECK(rows(*f.store, of_cpu({}, 60), Scope::project("b")) ==
        Strings{"ns 2 6.0 08:00:01..08:00:02 [08:00:01..08:01:01]"});
  CHECK(rows(*f.store, of_cpu(), Scope::nothing()).empty());
  StatisticsQuery query = of_cpu();
  query.filter.resource = "vm-1";
  CHECK(rows(*f.store, query) == Strings{"ns 2 3.0 08:00:00..08:00:01"});
  query.filter.message_id = "1";
  CHECK(rows(*f.store, query) == Strings{"ns 1 1.0 08:00:00..08:00:00"});
  query.filter.meter = "disk";
  CHECK(rows(*f.store, query).empty());
}

TEST_CASE("periods begin at the query's start, or at the first sample") {
  StoreFixture f;
  record(*f.store, {measured("1", "2016-03-01 08:00:10", 1), measured("2", "2016-03-01 08:05:00", 2, "vm-2"),
                    measured("3", "2016-03-01 08:20:10", 4), measured("4", "2016-03-01 08:20:09.999999", 8)});
  // The last sample is at the end of the second period of ten minutes, so in none.
  CHECK(rows(*f.store, of_cpu({}, 600)) == Strings{"ns 2 3.0 08:00:10..08:05:00 [08:00:10..08:10:10]",
                                                   "ns 1 8.0 08:20:09.999999..08:20:09.999999 [08:10:10..08:20:10]"});
  StatisticsQuery query = of_cpu({}, 600);
  query.filter.start = query::TimeBound{at("2016-03-01 08:00:00"), true};
  CHECK(rows(*f.store, query) == Strings{"ns 2 3.0 08:00:10..08:05:00 [08:00:00..08:10:00]",
                                         "ns 2 12.0 08:20:09.999999..08:20:10 [08:20:00..08:30:00]"});
  query.filter.end = query::TimeBound{at("2016-03-01 08:20:10"), false};
  CHECK(rows(*f.store, query) == Strings{"ns 2 3.0 08:00:10..08:05:00 [08:00:00..08:10:00]",
                                         "ns 1 8.0 08:20:09.999999..08:20:09.999999 [08:20:00..08:30:00]"});
  query.group_by = {GroupField::kResource};
  CHECK(rows(*f.store, query) == Strings{"ns vm-1 1 1.0 08:00:10..08:00:10 [08:00:00..08:10:00]",
                                         "ns vm-2 1 2.0 08:05:00..08:05:00 [08:00:00..08:10:00]",
                                         "ns vm-1 1 8.0 08:20:09.999999..08:20:09.999999 [08:20:00..08:30:00]"});
  query.filter.end = query::TimeBound{at("2016-03-01 07:00:00"), false};
  CHECK(rows(*f.store, query).empty());
}

TEST_CASE("where there are several units the first one's samples say what is divided") {
  StoreFixture f;
  auto other = measured("1", "2016-03-01 07:00:00", 1);
  other.unit = "s";
  record(*f.store, {other, measured("2", "2016-03-01 08:00:00", 2), measured("3", "2016-03-01 08:01:30", 4)});
  CHECK(rows(*f.store, of_cpu({}, 60)) == Strings{"ns 1 2.0 08:00:00..08:00:00 [08:00:00..08:01:00]",
                                                  "ns 1 4.0 08:01:30..08:01:30 [08:01:00..08:02:00]"});
}

TEST_CASE("empty periods cost nothing, and one that cannot be is refused") {
  StoreFixture f;
  record(*f.store, {measured("1", "1990-01-01 00:00:00", 1), measured("2", "2016-03-01 08:00:00.5", 2)});
  CHECK(rows(*f.store, of_cpu({}, 1)).size() == 2);
  CHECK_THROWS_WITH(f.store->statistics(of_cpu({}, 99'999'999'999'999), Scope::everything()),
                    "Invalid period 99999999999999: days=1157407407; must have magnitude <= 999999999");
  StatisticsQuery nothing = of_cpu({}, 99'999'999'999'999);
  nothing.filter.meter = "none";
  CHECK(rows(*f.store, nothing).empty());
}

TEST_CASE("volumes that are not there do not count") {
  StoreFixture f;
  record(*f.store, {measured("1", "2016-03-01 08:00:00", std::nullopt), measured("2", "2016-03-01 08:01:00", 2),
                    measured("3", "2016-03-01 08:02:00", std::nullopt, "vm-2")});
  CHECK(rows(*f.store, of_cpu()) == Strings{"ns 1 2.0 08:00:00..08:02:00"});
  CHECK(rows(*f.store, of_cpu({GroupField::kResource})) == Strings{"ns vm-1 1 2.0 08:00:00..08:01:00"});
  // Without a count among the aggregates the original kept the group.
  CHECK(rows(*f.store, with(of_cpu({GroupField::kResource}), {{"max", {}}})) ==
        Strings{"ns vm-1 1 2.0 08:00:00..08:01:00 2.0", "ns vm-2 0 - 08:02:00..08:02:00 -"});
  CHECK(rows(*f.store, with(of_cpu({GroupField::kResource}), {{"max", {}}, {"count", {}}})) ==
        Strings{"ns vm-1 1 2.0 08:00:00..08:01:00 2.0 1.0"});
  CHECK(rows(*f.store, with(of_cpu(), {{"cardinality", "resource_id"}, {"stddev", {}}})) ==
        Strings{"ns 1 2.0 08:00:00..08:02:00 2.0 0.0"});
}

TEST_CASE("infinite volumes do no harm") {
  if (engine() == "mariadb") return;  // its columns cannot hold any
  StoreFixture f;
  const double infinity = std::numeric_limits<double>::infinity();
  record(*f.store, {measured("1", "2016-03-01 08:00:00", infinity), measured("2", "2016-03-01 08:01:00", 2, "vm-2")});
  const auto query = with(of_cpu(), {{"sum", {}}, {"stddev", {}}});
  {
    const auto cursor = f.store->statistics(query, Scope::everything());
    model::Statistics s;
    REQUIRE(cursor->next(s));
    CHECK(s.sum == infinity);
    CHECK_FALSE(s.aggregates[1]);
  }
  record(*f.store, {measured("3", "2016-03-01 08:02:00", -infinity, "vm-3")});
  const auto cursor = f.store->statistics(query, Scope::everything());
  model::Statistics s;
  REQUIRE(cursor->next(s));
  CHECK_FALSE(s.sum);
  CHECK(s.min == -infinity);
}

TEST_CASE("aggregates are what the samples themselves give") {
  StoreFixture f;
  std::vector<model::NewSample> samples;
  unsigned state = 7;
  const auto random = [&](unsigned n) {
    state = state * 1'103'515'245U + 12'345U;
    return (state >> 16U) % n;
  };
  struct Plain {
    std::vector<double> volumes;
    std::set<std::string> projects;
  };
  std::map<std::string, Plain> expected;  // by user and hour
  for (int i = 0; i < 1'500; ++i) {
    const unsigned minute = random(600);
    const std::string user = "u-" + std::to_string(random(3));
    // Large and alike, where a difference of sums of squares has no digit left.
    auto s = measured(
        std::to_string(i), isoformat(at("2016-03-01 00:00:00") + std::chrono::minutes(minute)).replace(10, 1, " "),
        1e9 + random(1000) / 1000.0, "vm-" + std::to_string(random(20)), "p-" + std::to_string(random(4)));
    s.user_id = user;
    s.resource_metadata = R"({"v": )" + std::to_string(random(3)) + "}";
    samples.push_back(s);
    auto& plain = expected[std::to_string(minute / 60) + user];
    plain.volumes.push_back(*s.volume);
    plain.projects.insert(*s.project_id);
  }
  record(*f.store, samples);
  auto query = with(of_cpu({GroupField::kUser}, 3600),
                    {{"stddev", {}}, {"cardinality", "project_id"}, {"avg", {}}, {"min", {}}, {"count", {}}});
  query.filter.start = query::TimeBound{at("2016-03-01 00:00:00"), true};
  query.filter.end = query::TimeBound{at("2016-03-01 10:00:00"), false};
  const auto cursor = f.store->statistics(query, Scope::everything());
  model::Statistics s;
  std::size_t found = 0;
  std::int64_t all = 0;
  while (cursor->next(s)) {
    ++found;
    const auto hour =
        std::chrono::duration_cast<std::chrono::hours>(*s.period_start - at("2016-03-01 00:00:00")).count();
    const auto& plain = expected.at(std::to_string(hour) + std::string(*s.group[0]));
    const auto n = static_cast<double>(plain.volumes.size());
    double mean = 0;
    for (const double v : plain.volumes) mean += v / n;
    double variance = 0;
    for (const double v : plain.volumes) variance += (v - mean) * (v - mean) / n;
    CHECK(s.aggregates[0].value() == Approx(std::sqrt(variance)).epsilon(1e-6));
    CHECK(s.aggregates[1] == static_cast<double>(plain.projects.size()));
    CHECK(s.aggregates[2].value() == Approx(mean).epsilon(1e-12));
    CHECK(s.aggregates[3] == *std::min_element(plain.volumes.begin(), plain.volumes.end()));
    CHECK(s.aggregates[4] == n);
    all += s.count;
  }
  CHECK(found == expected.size());
  CHECK(all == 1'500);
}

TEST_CASE("samples whose resource or meter is gone are in no statistics") {
  StoreFixture f;
  record(*f.store, {measured("1", "2016-03-01 08:00:00", 1, "vm-1"), measured("2", "2016-03-01 08:01:00", 2, "vm-2")});
  TestDatabase& database = *f.database;
  database.run("DELETE FROM resource WHERE resource_id = 'vm-2'");
  CHECK(rows(*f.store, of_cpu()) == Strings{"ns 1 1.0 08:00:00..08:00:00"});
  CHECK(rows(*f.store, of_cpu({GroupField::kResource})) == Strings{"ns vm-1 1 1.0 08:00:00..08:00:00"});
  database.run("DELETE FROM meter");
  CHECK(rows(*f.store, of_cpu()).empty());
}

TEST_CASE("the word None says what is divided, where the query has no bounds, and then every owner counts") {
  StoreFixture f;
  auto nobody = measured("1", "2016-03-01 08:00:00", 1);
  nobody.user_id = std::nullopt;
  auto nobody_later = measured("2", "2016-03-01 08:01:30", 2);
  nobody_later.user_id = std::nullopt;
  record(*f.store, {nobody, nobody_later, measured("3", "2016-03-01 08:01:00", 4),
                    measured("4", "2016-03-01 08:05:00", 8), measured("5", "2016-03-01 08:01:01", 16, "vm-1", "b")});
  StatisticsQuery query = of_cpu({}, 60);
  query.filter.user = query::Owner{};
  CHECK(
      rows(*f.store, query, Scope::project("project")) ==
      Strings{"ns 1 1.0 08:00:00..08:00:00 [08:00:00..08:01:00]", "ns 2 6.0 08:01:00..08:01:30 [08:01:00..08:02:00]"});
  query.period = 0;
  CHECK(rows(*f.store, query) == Strings{"ns 2 3.0 08:00:00..08:01:30"});
}
