#include <catch2/catch.hpp>

#include "json/write.hpp"
#include "unit/api/fakes.hpp"

using namespace ceilometer::api::test;
using ceilometer::query::Field;

namespace {

const std::string kPath = "/v2/query/samples";

std::string fault(const std::string& sentence) {
  std::string text;
  ceilometer::json::append_string(text, sentence);
  return "{\"error_message\": {\"faultcode\": \"Client\", \"faultstring\": " + text + ", \"debuginfo\": null}}";
}

}  // namespace

TEST_CASE("/v2/query/samples is posted to, and nothing else") {
  Api api;
  const auto [method, path, status] = GENERATE(table<std::string, std::string, int>({
      {"POST", "/v2/query/samples", 200},
      {"POST", "/v2/query/samples/", 200},
      {"GET", "/v2/query/samples", 405},
      {"PUT", "/v2/query/samples", 405},
      {"DELETE", "/v2/query/samples", 405},
      {"HEAD", "/v2/query/samples", 405},
      {"POST", "/v2/query/samples/x", 400},
      {"POST", "/v2/query/samples/x/y", 404},
      {"POST", "/v2/query/nosuch", 404},
      {"POST", "/v2/query", 404},
  }));
  CAPTURE(method, path);
  const auto answer = api.ask(method, path, "", {{"Content-Type", "application/json"}}, "{}");
  CHECK(answer.status == status);
  if (status == 405) CHECK(answer.allow == "POST");
}

TEST_CASE("a complex query's body is bound as WSME bound it") {
  Api api;
  const auto [body, sentence] = GENERATE(table<std::string, std::string>({
      {"", "Missing argument: \"body\""},
      {"null", "Missing argument: \"body\""},
      {"{", "Request is not in valid JSON format"},
      {std::string(200'000, '['), "Request is not in valid JSON format"},
      {"{\"limit\": " + std::string(200'000, '[') + std::string(200'000, ']') + "}",
       "Request is not in valid JSON format"},
      {"[]", "Invalid input for field/attribute body. Value: '[]'. a query is an object"},
      {"\"s\"", "Invalid input for field/attribute body. Value: 's'. a query is an object"},
      {R"({"bogus": 1})", "Unknown attribute for argument body: bogus"},
      {R"({"b": 1, "filter": "{", "c": 2})", "Unknown attributes for argument body: b, c"},
      {R"({"filter": {"=": {"meter": "x"}}})",
       "Invalid input for field/attribute filter. Value: '{'=': {'meter': 'x'}}'. Wrong type. Expected '<class "
       "'str'>', got '<class 'dict'>'"},
      {R"({"orderby": 5, "limit": "x"})",
       "Invalid input for field/attribute orderby. Value: '5'. Wrong type. Expected '<class 'str'>', got '<class "
       "'int'>'"},
      {R"({"limit": "abc"})",
       "Invalid input for field/attribute body. Value: '{'limit': 'abc'}'. invalid literal for int() with base 10: "
       "'abc'"},
      {R"({"limit": NaN})",
       "Invalid input for field/attribute body. Value: '{'limit': nan}'. cannot convert float NaN to integer"},
      {R"({"limit": [1]})", "Invalid input for field/attribute limit. Value: '[1]'. unable to convert to int"},
      {R"({"limit": 0})", "Limit must be positive"},
      {R"({"limit": -1})", "Limit must be positive"},
      {R"({"limit": 0.5})", "Limit must be positive"},
      {R"({"limit": false})", "Limit must be positive"},
      {R"({"limit": -1e300})", "Limit must be positive"},
      {R"({"filter": "{", "limit": 0})",
       "Filter expression not valid: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
      {R"({"orderby": "5", "limit": 0})", "Order-by expression not valid: 5 is not of type 'array'"},
  }));
  CAPTURE(body.substr(0, 100));
  const auto answer = api.post_json(kPath, "", body, kAdmin);
  CHECK(answer.status == 400);
  CHECK(answer.body == fault(sentence));
}

TEST_CASE("other bodies and arguments are refused") {
  Api api;
  CHECK(api.ask("POST", kPath, "", {{"Content-Type", "text/plain"}}, "{}").status == 415);
  CHECK(api.ask("POST", kPath, "", {{"Content-Type", "application/xml"}}, "{}").status == 415);
  CHECK(api.ask("POST", kPath, "", {}, "{}").status == 400);
  CHECK(api.post_json(kPath, "x=1", "{}").body == fault("Unknown argument: \"x\""));
  CHECK(api.post_json(kPath + "/x", "", "{}").body ==
        fault("Invalid input for field/attribute body. Value: 'x'. unable to convert to ComplexQuery"));
}

TEST_CASE("a limit may be written in many ways") {
  Api api;
  const auto [limit, asked] = GENERATE(table<std::string, std::int64_t>({
      {"", 100},
      {"\"limit\": null", 100},
      {"\"limit\": 7", 7},
      {"\"limit\": \"7\"", 7},
      {"\"limit\": \" 1_0 \"", 10},
      {"\"limit\": 1.9", 1},
      {"\"limit\": true", 1},
      {"\"limit\": 1e300", 9223372036854775807},
      {"\"limit\": 99999999999999999999", 9223372036854775807},
  }));
  CAPTURE(limit);
  CHECK(api.post_json(kPath, "", "{" + limit + "}", kAdmin).status == 200);
  CHECK(api.store->asked_limit == asked);
}

TEST_CASE("the store gets the query with the caller's scope") {
  Api api;
  const std::string body = R"({"filter": "{\"=\": {\"project\": \"p-1\"}}", "orderby": "[{\"meter\": \"ASC\"}]"})";
  CHECK(api.post_json(kPath, "", body, kMember).body == "[]");
  CHECK(api.store->asked_project == "p-1");
  REQUIRE(api.store->asked_complex.filter);
  CHECK(api.store->asked_complex.filter->leaf.field == Field::kProject);
  CHECK(api.store->asked_complex.orderby.value().at(0).field == Field::kMeter);
  CHECK(api.post_json(kPath, "", R"({"filter": null})", kMember).status == 200);
  CHECK(api.store->asked_project == "p-1");
  CHECK_FALSE(api.store->asked_complex.filter);
  CHECK(api.post_json(kPath, "", body, kAdmin).status == 200);
  CHECK(api.store->asked_project == "*");
  const auto foreign = api.post_json(kPath, "", R"({"filter": "{\"=\": {\"project\": \"p-2\"}}"})", kMember);
  CHECK(foreign.status == 401);
  CHECK(foreign.body == fault("Not Authorized to access project p-2"));
}

TEST_CASE("a complex query answers samples in JSON and in XML") {
  Api api;
  ceilometer::model::Sample sample;
  sample.message_id = "m";
  sample.meter = "cpu";
  sample.resource_id = "r";
  sample.volume = 1;
  api.store->sample_rows = {sample};
  const auto json = api.post_json(kPath, "", "{}", kAdmin);
  CHECK(json.type == "application/json; charset=UTF-8");
  CHECK_THAT(json.body, Catch::StartsWith("[{\"id\": \"m\", \"meter\": \"cpu\", \"type\": null, \"unit\": null, "
                                          "\"volume\": 1.0"));
  auto headers = kAdmin;
  headers.emplace_back("Accept", "application/xml");
  const auto xml = api.post_json(kPath, "", "{}", headers);
  CHECK(xml.type == "application/xml; charset=UTF-8");
  CHECK_THAT(xml.body, Catch::StartsWith("<result><item><id>m</id><meter>cpu</meter><type nil=\"true\" />"));
}
