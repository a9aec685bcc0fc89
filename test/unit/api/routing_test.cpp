#include <catch2/catch.hpp>

#include "json/write.hpp"
#include "unit/api/fakes.hpp"

using namespace ceilometer::api::test;

TEST_CASE("paths lead where Pecan led them") {
  Api api;
  const auto [method, path, status] = GENERATE(table<std::string, std::string, int>({
      {"GET", "/", 200},
      {"BOGUS", "/", 200},
      {"POST", "/index", 200},
      {"GET", "/index/x", 404},
      {"GET", "", 200},
      {"GET", "/v1", 404},
      {"GET", "/v2", 404},
      {"GET", "/v2/", 404},
      {"GET", "/v2/bogus", 404},
      {"GET", "/v2/query", 404},
      {"GET", "/v2/query/bogus", 404},
      {"GET", "/v2/meters.json", 404},
      {"GET", "/v2/meters", 200},
      {"GET", "/v2/meters/", 200},
      {"GET", "/v2/meters//", 405},
      {"GET", "/v2/meters/cpu", 200},
      {"GET", "/v2/meters/cpu/", 200},
      {"GET", "/v2/meters/cpu/extra", 405},
      {"HEAD", "/v2/meters", 405},
      {"PUT", "/v2/meters/cpu", 405},
      {"DELETE", "/v2/meters/cpu/statistics", 405},
      {"GET", "/v2/samples", 200},
      {"GET", "/v2/samples/x", 404},
      {"GET", "/v2/samples/x/", 404},
      {"GET", "/v2/samples/x/y", 404},
      {"POST", "/v2/samples", 405},
      {"HEAD", "/v2/samples/x", 405},
      {"GET", "/v2/capabilities", 200},
      {"GET", "/v2/capabilities/", 200},
      {"GET", "/v2/capabilities/more", 404},
      {"POST", "/v2/capabilities", 404},
      {"HEAD", "/v2/capabilities", 404},
      {"GET", "/v2/events", 403},
      {"GET", "/v2/events/", 403},
      {"GET", "/v2/events/x/y", 404},
      {"HEAD", "/v2/events", 404},
      {"POST", "/v2/events", 404},
      {"DELETE", "/v2/events/x", 404},
      {"POST", "/v2/event_types", 404},
      {"GET", "/v2/event_types", 200},
      {"GET", "/v2/event_types/", 200},
      {"GET", "/v2/event_types/t", 404},
      {"GET", "/v2/event_types/t/x", 404},
      {"GET", "/v2/event_types/t/traits", 200},
      {"GET", "/v2/event_types/t/traits/", 200},
      {"GET", "/v2/event_types/t/traits/n", 200},
      {"GET", "/v2/event_types/t/traits/n/", 200},
      {"GET", "/v2/event_types/t/traits/n/x", 404},
      {"GET", "/v2/event_types/t/u/traits", 404},
      {"GET", "/v2/event_types/traits", 400},
      {"GET", "/v2/event_types/traits/n", 400},
      {"GET", "/v2/event_types/traits/t/n", 200},
      {"PUT", "/v2/event_types/t/traits", 404},
      {"GET", "/v2/alarms", 410},
      {"PUT", "/v2/query/alarms/history", 410},
      {"GET", "/v2/meters/\xff", 400},
  }));
  CAPTURE(method, path);
  CHECK(api.ask(method, path).status == status);
}

TEST_CASE("a 405 says what is allowed") {
  Api api;
  CHECK(api.ask("PUT", "/v2/meters").allow == "GET");
  CHECK(api.ask("PUT", "/v2/meters/cpu").allow == "GET, POST");
}

TEST_CASE("/v2/meters/ lists the old-style samples of all meters") {
  Api api;
  ceilometer::model::Sample sample;
  sample.message_id = "m";
  sample.meter = "cpu";
  sample.resource_id = "r";
  api.store->sample_rows = {sample};
  CHECK(api.get("/v2/meters/").body.find("\"counter_name\": \"cpu\"") != std::string::npos);
  CHECK_FALSE(api.store->asked.meter);
  CHECK(api.get("/v2/meters/cpu/").status == 200);
  CHECK(api.store->asked.meter == "cpu");
}

TEST_CASE("arguments are bound as WSME bound them") {
  Api api;
  const auto [path, query, sentence] = GENERATE(table<std::string, std::string, std::string>({
      {"/v2/meters", "limit=abc", "Invalid input for field/attribute limit. Value: 'abc'. unable to convert to int"},
      {"/v2/meters", "limit=", "Invalid input for field/attribute limit. Value: ''. unable to convert to int"},
      {"/v2/meters", "limit=1&limit=2",
       "Invalid input for field/attribute limit. Value: '['1', '2']'. unable to convert to int"},
      {"/v2/meters", "limit=0", "Limit must be positive"},
      {"/v2/samples", "limit=-1", "Limit must be positive"},
      {"/v2/meters", "bogus=1", "Unknown argument: \"bogus\""},
      {"/v2/meters", "b=1&a=2&b=3", "Unknown argument: \"b, a\""},
      {"/v2/meters", "q.bogus=eq", "Unknown argument: \"q.bogus\""},
      {"/v2/meters", "q=1", "Invalid input for field/attribute q. Value: '1'. unable to convert to ArrayType"},
      {"/v2/samples/x", "limit=1", "Unknown argument: \"limit\""},
      {"/v2/samples/", "limit=1", "Unknown argument: \"limit\""},
      {"/v2/capabilities", "x=1", "Unknown argument: \"x\""},
      {"/v2/meters", "q.value=x", "Missing argument: \"q.field\": a condition needs a field"},
      {"/v2/meters", "q.field=a&q.value=x&q.value=y",
       "Invalid input for field/attribute q.value. Value: '['x', 'y']'. there are more of them "
       "than of q.field"},
  }));
  CAPTURE(path, query);
  const auto answer = api.get(path, query, kAdmin);
  CHECK(answer.status == 400);
  std::string expected;
  ceilometer::json::append_string(expected, sentence);
  CHECK(answer.body ==
        "{\"error_message\": {\"faultcode\": \"Client\", \"faultstring\": " + expected + ", \"debuginfo\": null}}");
}

TEST_CASE("conditions are zipped by position, or indexed") {
  Api api;
  CHECK(api.get("/v2/samples", "q.field=resource_id&q.field=user_id&q.value=r&q.value=u&q.op=", kAdmin).status == 200);
  CHECK(api.store->asked.resource == "r");
  CHECK(api.store->asked.user.value().id == "u");
  CHECK(api.get("/v2/samples", "q[1].field=resource_id&q[1].value=r2&q[0].field=source&q[0].value=s", kAdmin).status ==
        200);
  CHECK(api.store->asked.resource == "r2");
  CHECK(api.store->asked.source == "s");
  CHECK(api.get("/v2/samples", "limit=99999999999999999999", kAdmin).status == 200);
  CHECK(api.get("/v2/samples", "q.field=%ff", kAdmin).status == 400);
}

TEST_CASE("_method stands for the method, but a GET deletes nothing") {
  Api api;
  CHECK(api.get("/v2/meters/cpu", "_method=DELETE").status == 405);
  CHECK(api.ask("POST", "/v2/meters/cpu", "_method=delete").status == 405);
  CHECK(api.get("/v2/meters/cpu", "_method=get").body.find("Unknown argument: \\\"_method\\\"") != std::string::npos);
}

TEST_CASE("a form's arguments count as those of the query string") {
  Api api;
  const ceilometer::api::test::Api::HeaderList form = {{"Content-Type", "application/x-www-form-urlencoded"}};
  CHECK(api.ask("POST", "/v2/meters/cpu", {}, form, "counter_name=x&a=b")
            .body.find("Unknown argument: \\\"counter_name, a\\\"") != std::string::npos);
  CHECK(api.ask("POST", "/v2/meters/cpu", {}, form, "direct=true").body.find("Samples should be included") !=
        std::string::npos);
  CHECK(api.ask("POST", "/v2/meters/cpu", {}, {}, std::string(100'000, 'x')).status == 413);
}
