#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "unit/api/fakes.hpp"

using namespace ceilometer;
using namespace ceilometer::api::test;

namespace {

const std::vector<std::string> kMeters = {"cpu", "meter with space/slash"};

model::Resource one_row() {
  model::Resource r;
  r.resource_id = "res+5/with?odd&chars";
  r.project_id = "p";
  r.source = "openstack";
  r.first_sample = parse_isotime("2016-03-01T08:00:00").value().local;
  r.last_sample = parse_isotime("2016-03-01T08:00:00.5").value().local;
  r.metadata = R"({"a": {"b": {"c": 1}}, "n": null})";
  r.meters = kMeters;
  return r;
}

}  // namespace

TEST_CASE("a resource has links to itself and to its meters, as they were always put together") {
  Api api;
  api.store->resource_rows = {one_row()};
  const std::string body =
      R"({"resource_id": "res+5/with?odd&chars", "project_id": "p", "user_id": null, )"
      R"("first_sample_timestamp": "2016-03-01T08:00:00", "last_sample_timestamp": "2016-03-01T08:00:00.500000", )"
      R"("metadata": {"a.b:c": "1", "n": "None"}, "links": [)"
      R"({"href": "http://localhost:8777/v2/resources/res+5/with?odd&chars", "rel": "self"}, )"
      R"({"href": "http://localhost:8777/v2/meters/cpu?q.field=resource_id&q.value=res+5/with?odd&chars", )"
      R"("rel": "cpu"}, )"
      R"({"href": "http://localhost:8777/v2/meters/meter with space/slash?q.field=resource_id&)"
      R"(q.value=res+5/with?odd&chars", "rel": "meter with space/slash"}], "source": "openstack"})";
  CHECK(api.get("/v2/resources", {}, kAdmin).body == "[" + body + "]");
  CHECK(api.store->asked_meters);
  CHECK(api.store->asked_limit == 100);
  CHECK(api.store->asked_project == "*");
  const auto one = api.get("/v2/resources/vm-1", {}, kMember);
  CHECK(one.type == "application/json; charset=UTF-8");
  CHECK(one.body == body);
  CHECK(api.store->asked.resource == "vm-1");
  CHECK(api.store->asked_project == "p-1");
  CHECK(api.store->asked_limit == 1);
}

TEST_CASE("a resource in XML") {
  Api api;
  auto row = one_row();
  row.metadata = std::nullopt;
  row.first_sample = std::nullopt;
  api.store->resource_rows = {row};
  auto headers = kAdmin;
  headers.emplace_back("Accept", "application/xml");
  CHECK(api.get("/v2/resources/vm-1", {}, headers).body ==
        "<result><resource_id>res+5/with?odd&amp;chars</resource_id><project_id>p</project_id><user_id nil=\"true\" />"
        "<first_sample_timestamp nil=\"true\" /><last_sample_timestamp>2016-03-01T08:00:00.500000"
        "</last_sample_timestamp><metadata /><links><item><href>http://localhost:8777/v2/resources/res+5/with?odd&amp;"
        "chars</href><rel>self</rel></item><item><href>http://localhost:8777/v2/meters/cpu?q.field=resource_id&amp;"
        "q.value=res+5/with?odd&amp;chars</href><rel>cpu</rel></item><item><href>http://localhost:8777/v2/meters/meter "
        "with space/slash?q.field=resource_id&amp;q.value=res+5/with?odd&amp;chars</href><rel>meter with space/slash"
        "</rel></item></links><source>openstack</source></result>");
}

TEST_CASE("meter_links is a number, and only 0 asks for none") {
  Api api;
  const auto [query, with_meters] = GENERATE(table<std::string, bool>({{"", true},
                                                                       {"meter_links=1", true},
                                                                       {"meter_links=2", true},
                                                                       {"meter_links=-1", true},
                                                                       {"meter_links=0", false}}));
  CHECK(api.get("/v2/resources", query, kAdmin).body == "[]");
  CHECK(api.store->asked_meters == with_meters);
}

TEST_CASE("what is wrong with a request for resources") {
  Api api;
  const auto [path, query, status, sentence] = GENERATE(table<std::string, std::string, int, std::string>({
      {"", "meter_links=abc", 400,
       "Invalid input for field/attribute meter_links. Value: 'abc'. unable to convert to int"},
      {"", "limit=0", 400, "Limit must be positive"},
      {"", "q.field=meter&q.value=x", 400,
       R"(Unknown argument: \"meter\": unrecognized field in query: [<Query 'meter' eq 'x' Unset>], valid keys: )"
       R"(['project', 'resource', 'search_offset', 'source', 'timestamp', 'user'])"},
      {"", "q.field=timestamp&q.op=ge&q.value=x", 400,
       "Invalid input for field/attribute timestamp. Value: 'x'. invalid timestamp format"},
      {"", "q.field=timestamp&q.op=eq&q.value=2016", 400,
       "Invalid input for field/attribute op. Value: 'eq'. unimplemented operator for timestamp"},
      {"", "q.field=project_id&q.value=p-2", 401, "Not Authorized to access project p-2"},
      {"/r\xc3\xa9s", "", 404, R"(Resource r\u00e9s Not Found)"},
      {"/", "limit=1", 400, R"(Unknown argument: \"limit\")"},
  }));
  CAPTURE(path, query);
  const auto answer = api.get("/v2/resources" + path, query, kMember);
  CHECK(answer.status == status);
  CHECK(answer.body.find("\"faultstring\": \"" + sentence + "\"") != std::string::npos);
}

TEST_CASE("an id with a slash is no path of one segment, and Accept is looked at before that") {
  Api api;
  api.store->resource_rows = {one_row()};
  CHECK(api.get("/v2/resources/a/b", {}, kAdmin).status == 404);
  auto headers = kAdmin;
  headers.emplace_back("Accept", "text/html");
  CHECK(api.get("/v2/resources/a/b", {}, headers).status == 406);
  CHECK(api.get("/v2/resources/a/", {}, kAdmin).status == 200);
}
