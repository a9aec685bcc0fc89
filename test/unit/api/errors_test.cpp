#include <catch2/catch.hpp>
#include <fstream>

#include "http/negotiation.hpp"
#include "unit/api/fakes.hpp"

using namespace ceilometer::api::test;
using ceilometer::http::best_match;

TEST_CASE("Accept is matched as webob matched it") {
  static constexpr std::array<std::string_view, 3> kOffers = {"application/xml", "text/xml", "application/json"};
  const auto [accept, expected] = GENERATE(table<std::string, std::string>({
      {"application/json", "application/json"},
      {"application/json;q=0.5, application/xml", "application/xml"},
      {"application/json, application/xml;q=0.9", "application/json"},
      {"application/xml, application/json", "application/xml"},
      {"text/*", "text/xml"},
      {"*/*;q=0.5", "application/xml"},
      {"text/html, */*;q=0.1", "application/xml"},
      {"APPLICATION/JSON", "application/json"},
      {"text/plain", "none"},
      {"application/json;q=0", "none"},
      {";;,,q=", "none"},
  }));
  CAPTURE(accept);
  CHECK(best_match(accept, kOffers).value_or("none") == expected);
}

TEST_CASE("errors are worded by Accept") {
  Api api;
  const auto ask = [&api](const std::string& path, const std::string& accept, const std::string& query = {}) {
    auto headers = kAdmin;
    if (!accept.empty()) headers.emplace_back("Accept", accept);
    const auto answer = api.get(path, query, headers);
    return answer.type + " " + answer.body;
  };
  CHECK(ask("/v2/nosuch", "") ==
        R"(application/json {"error_message": "404 Not Found\n\nThe resource could not be found.\n\n   "})");
  CHECK(ask("/v2/nosuch", "application/json") ==
        R"(application/json {"error_message": {"code": 404, "title": "Not Found", "description": ""}})");
  CHECK(
      ask("/v2/nosuch", "*/*") ==
      R"(application/json {"error_message": "<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n  The resource could not be found.<br /><br />\n\n\n\n </body>\n</html>"})");
  CHECK(ask("/v2/nosuch", "application/xml") == "application/xml <error_message>404</error_message>");
  CHECK(
      ask("/v2/meters", "text/plain") ==
      R"(application/json {"error_message": "406 Not Acceptable\n\nThe resource could not be generated that was acceptable to your browser (content of type text/plain. \n\n "})");
  CHECK(
      ask("/v2/meters", "text/<b>html") ==
      R"(application/json {"error_message": "<html>\n <head>\n  <title>406 Not Acceptable</title>\n </head>\n <body>\n  <h1>406 Not Acceptable</h1>\n  The resource could not be generated that was acceptable to your browser\n(content of type text/&lt;b&gt;html. <br /><br />\n\n </body>\n</html>"})");
  CHECK(ask("/v2/meters", "application/xml", "limit=0") ==
        "application/xml <error_message><error><faultcode>Client</faultcode><faultstring>Limit must be "
        "positive</faultstring><debuginfo/></error></error_message>");
  CHECK(
      ask("/v2/meters", "text/xml", "limit=0") ==
      R"(application/json {"error_message": "<error><faultcode>Client</faultcode><faultstring>Limit must be positive</faultstring><debuginfo /></error>"})");
}

TEST_CASE("a caller sees what its project owns, an admin everything") {
  Api api;
  api.get("/v2/samples", {}, kMember);
  CHECK(api.store->asked_project == "p-1");
  api.get("/v2/meters", {}, kMember);
  CHECK(api.store->asked_project == "p-1");
  api.get("/v2/meters/cpu", {}, kMember);
  CHECK(api.store->asked_project == "p-1");
  api.get("/v2/samples/some-id", {}, kMember);
  CHECK(api.store->asked_project == "p-1");
  api.get("/v2/samples", {}, kAdmin);
  CHECK(api.store->asked_project == "*");
  api.get("/v2/samples", {}, {{"X-Roles", "Member, admin"}, {"X-Project-Id", "p-1"}});  // roles are not trimmed
  CHECK(api.store->asked_project == "p-1");
  CHECK(api.get("/v2/samples", "q.field=project_id&q.value=p-2", kMember).status == 401);
}

TEST_CASE("limits and flags reach the store") {
  Api api;
  api.get("/v2/meters", {}, kAdmin);
  CHECK(api.store->asked_limit == 100);
  CHECK_FALSE(api.store->asked_unique);
  api.get("/v2/meters", "unique=Yes&limit=7", kAdmin);
  CHECK(api.store->asked_limit == 7);
  CHECK(api.store->asked_unique);
  api.get("/v2/meters", "unique=bogus", kAdmin);
  CHECK_FALSE(api.store->asked_unique);
}

TEST_CASE("alarms and events are where other services took them") {
  ceilometer::api::Settings settings;
  settings.aodh_url = "http://aodh:8042";
  settings.panko_url = "http://panko:8977";
  Api api(settings);
  const auto moved = api.ask("PUT", "/v2/alarms/x y/state", "q.field=a&b=%20");
  CHECK(moved.status == 307);
  CHECK(moved.location == "http://aodh:8042/v2/alarms/x%20y/state?q.field=a&b=%20");
  CHECK(api.ask("POST", "/v2/query/alarms/history").location == "http://aodh:8042/v2/query/alarms/history");
  CHECK(api.get("/v2/event_types/").location == "http://panko:8977/v2/event_types/");
  CHECK(api.get("/v2/events", {}, kAdmin).status == 307);
  CHECK(api.get("/v2/meters", {}, kAdmin).status == 200);
}

TEST_CASE("under Gnocchi only posting to the bus is left of the meters") {
  ceilometer::api::Settings settings;
  settings.gnocchi_is_enabled = true;
  settings.redirect_status = 308;
  Api api(settings);
  for (const char* path : {"/v2/meters", "/v2/meters/cpu", "/v2/samples", "/v2/resources/x"}) {
    CAPTURE(path);
    CHECK(api.get(path, {}, kAdmin).status == 410);
  }
  CHECK(api.post_json("/v2/query/samples", {}, "{}", kAdmin).status == 410);
  CHECK(api.post_json("/v2/meters/cpu", "direct=true", "[]", kAdmin).status == 400);
  CHECK(api.post_json("/v2/meters/cpu", {}, "[]", kAdmin).body.find("Samples should be included") != std::string::npos);
  CHECK(api.get("/v2/capabilities").status == 200);
  CHECK(api.get("/v2/alarms").status == 410);
}

TEST_CASE("pecan_debug writes a line for every request, and shows the client nothing") {
  NullLogger logger;
  const ceilometer::api::ApiServer server({}, logger, true);
  ceilometer::http::Request request;
  request.method = "GET";
  request.path_info = "/v2/nosuch";
  request.request_id = "req-1";
  CHECK(server.handle(request).status == 404);
  request.path_info = "/";
  CHECK(server.handle(request).status == 200);
  REQUIRE(logger.lines.size() == 2);
  CHECK_THAT(logger.lines[0], Catch::StartsWith("CEIL0112: req-1 GET /v2/nosuch: nothing 404 in "));
  CHECK_THAT(logger.lines[1], Catch::StartsWith("CEIL0112: req-1 GET /: root 200 in "));
}
