#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unit/api/fakes.hpp"

using namespace ceilometer;
using namespace ceilometer::api::test;
using query::GroupField;

namespace {

const std::string kPath = "/v2/meters/cpu/statistics";

TimePoint at(const std::string& text) { return parse_isotime(text).value().local; }

model::Statistics one_row() {
  model::Statistics s;
  s.unit = "ns";
  s.count = 24;
  s.min = 0.5;
  s.max = 98;
  s.avg = 1e17;
  s.sum = 2.4e18;
  s.first = at("2016-03-01T08:00:00.5");
  s.last = at("2016-03-01T08:15:00");
  s.period_start = s.first;
  s.period_end = s.last;
  return s;
}

/// The part of an answer that begins with that member.
std::string from(const std::string& body, const std::string& member) {
  const auto found = body.find("\"" + member + "\":");
  return found == std::string::npos ? "" : body.substr(found);
}

std::string sentence_of(const std::string& body) {
  const std::string start = "\"faultstring\": \"";
  const auto found = body.find(start);
  if (found == std::string::npos) return body;
  const auto begin = found + start.size();
  return body.substr(begin, body.find("\", \"debuginfo\"") - begin);
}

}  // namespace

TEST_CASE("statistics have the standard fields in the order of old") {
  Api api;
  api.store->statistics_rows = {one_row()};
  const auto answer = api.get(kPath, {}, kAdmin);
  CHECK(answer.status == 200);
  CHECK(answer.type == "application/json; charset=UTF-8");
  CHECK(answer.body ==
        R"([{"groupby": null, "unit": "ns", "min": 0.5, "max": 98.0, "avg": 1e+17, "sum": 2.4e+18, "count": 24, )"
        R"("duration": 899.5, "duration_start": "2016-03-01T08:00:00.500000", )"
        R"("duration_end": "2016-03-01T08:15:00", "period": 0, "period_start": "2016-03-01T08:00:00.500000", )"
        R"("period_end": "2016-03-01T08:15:00"}])");
  CHECK(api.store->asked.meter == "cpu");
  CHECK(api.store->asked_project == "*");
  CHECK(api.store->asked_statistics.period == 0);
  CHECK(api.store->asked_statistics.group_by.empty());
}

TEST_CASE("statistics in XML") {
  Api api;
  auto row = one_row();
  const std::vector<std::optional<std::string_view>> group = {"vm & co", std::nullopt};
  const std::vector<std::optional<double>> values = {24.0, std::nullopt};
  row.unit = std::nullopt;
  row.group = group;
  row.aggregates = values;
  api.store->statistics_rows = {row};
  auto headers = kMember;
  headers.emplace_back("Accept", "application/xml");
  const auto answer = api.get(kPath,
                              "groupby=resource_id&groupby=user_id&aggregate.func=count&aggregate.func=cardinality&"
                              "aggregate.param=&aggregate.param=user_id",
                              headers);
  CHECK(answer.type == "application/xml; charset=UTF-8");
  CHECK(answer.body ==
        "<result><item><groupby><item><key>resource_id</key><value>vm &amp; co</value></item><item><key>user_id</key>"
        "<value nil=\"true\" /></item></groupby><unit nil=\"true\" /><count>24</count><aggregate><item><key>count</key>"
        "<value>24.0</value></item><item><key>cardinality/user_id</key><value nil=\"true\" /></item></aggregate>"
        "<duration>899.5</duration><duration_start>2016-03-01T08:00:00.500000</duration_start>"
        "<duration_end>2016-03-01T08:15:00</duration_end><period>0</period>"
        "<period_start>2016-03-01T08:00:00.500000</period_start><period_end>2016-03-01T08:15:00</period_end>"
        "</item></result>");
  CHECK(api.store->asked_project == "p-1");
}

TEST_CASE("only the aggregates that were asked for are given, those of the standard twice") {
  Api api;
  auto row = one_row();
  const std::vector<std::optional<double>> values = {98.0, 24.0};
  row.aggregates = values;
  api.store->statistics_rows = {row};
  const auto answer = api.get(kPath, "aggregate.func=max&aggregate.func=count&aggregate.func=max", kAdmin);
  CHECK(answer.body.starts_with(R"([{"groupby": null, "unit": "ns", "max": 98.0, "count": 24, )"
                                R"("aggregate": {"max": 98.0, "count": 24.0}, "duration": 899.5, )"));
  CHECK(api.store->asked_statistics.aggregates.size() == 2);
}

TEST_CASE("a duration is cut to the times of the query, without search_offset") {
  Api api;
  api.store->statistics_rows = {one_row()};
  const std::string offset = "q.field=search_offset&q.op=eq&q.value=60&";
  const auto [query, expected] = GENERATE(table<std::string, std::string>({
      {"q.field=timestamp&q.op=ge&q.value=2016-03-01T08:10:00",
       R"("duration": 300.0, "duration_start": "2016-03-01T08:10:00", "duration_end": "2016-03-01T08:15:00")"},
      {"q.field=timestamp&q.op=lt&q.value=2016-03-01T08:10:00%2B05:00",
       R"("duration": 599.5, "duration_start": "2016-03-01T08:00:00.500000", "duration_end": "2016-03-01T08:10:00")"},
      {"q.field=timestamp&q.op=lt&q.value=2016-03-02",
       R"("duration": 899.5, "duration_start": "2016-03-01T08:00:00.500000", "duration_end": "2016-03-01T08:15:00")"},
      {"q.field=timestamp&q.op=ge&q.value=2016-03-01T09:00:00",
       R"("duration": null, "duration_start": null, "duration_end": null)"},
  }));
  const auto answer = api.get(kPath, offset + query, kAdmin);
  CHECK(answer.status == 200);
  CHECK(from(answer.body, "duration").starts_with(expected));
}

TEST_CASE("groups and periods are asked of the store") {
  Api api;
  CHECK(api.get(kPath, "groupby=source&groupby=resource_metadata.instance_type&groupby=source&period=3600", kMember)
            .body == "[]");
  CHECK(api.store->asked_statistics.group_by == std::vector{GroupField::kSource, GroupField::kInstanceType});
  CHECK(api.store->asked_statistics.period == 3600);
  CHECK(api.get(kPath, "groupby[1]=user_id&groupby[0]=project_id", kMember).status == 200);
  CHECK(api.store->asked_statistics.group_by == std::vector{GroupField::kProject, GroupField::kUser});
  CHECK(api.get(kPath, "aggregate[0].func=cardinality&aggregate[0].param=user_id", kMember).status == 200);
  CHECK(api.store->asked_statistics.aggregates.at(0).name == "cardinality/user_id");
  // The path's name wins over a condition on the meter.
  CHECK(api.get(kPath + "/", "q.field=meter&q.value=disk", kMember).status == 200);
  CHECK(api.store->asked.meter == "cpu");
}

TEST_CASE("what is wrong with a request for statistics is said in the order of old") {
  Api api;
  const auto [query, status, sentence] = GENERATE(table<std::string, int, std::string>({
      {"period=x&groupby=bogus", 400, "Invalid input for field/attribute period. Value: 'x'. unable to convert to int"},
      {"period=-1&q.field=bogus&q.value=x", 400, "Period must be positive."},
      {"groupby=bogus&q.field=project_id&q.value=p-2", 401, "Not Authorized to access project p-2"},
      {"groupby=bogus&q.field=timestamp&q.op=ge&q.value=x", 400,
       "Invalid input for field/attribute timestamp. Value: 'x'. invalid timestamp format"},
      {"groupby=bogus&aggregate.func=quartile", 400, R"(Unknown argument: \"{'bogus'}\": Invalid groupby fields)"},
      {"groupby=&period=60", 400, R"(Unknown argument: \"{''}\": Invalid groupby fields)"},
      {"aggregate.func=quartile", 501, "Selectable aggregate function quartile is not supported"},
      {"aggregate.param=x", 501, "Selectable aggregate function Unset is not supported"},
      {"aggregate.func=cardinality&aggregate.param=bogus", 400, "Bad aggregate: cardinality.bogus"},
      {"aggregate.func=max&aggregate.param=&aggregate.param=x", 400,
       "Invalid input for field/attribute aggregate.param. Value: '['', 'x']'. there are more of them than of "
       "aggregate.func"},
      {"aggregate=max", 400,
       "Invalid input for field/attribute aggregate. Value: 'max'. unable to convert to ArrayType"},
      {"aggregate.bogus=max", 400, R"(Unknown argument: \"aggregate.bogus\")"},
      {"groupby[x]=user_id", 400, R"(Unknown argument: \"groupby[x]\")"},
      {"limit=1", 400, R"(Unknown argument: \"limit\")"},
  }));
  CAPTURE(query);
  const auto answer = api.get(kPath, query, kMember);
  CHECK(answer.status == status);
  CHECK(sentence_of(answer.body) == sentence);
}
