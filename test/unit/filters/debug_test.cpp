#include "filters/debug.hpp"

#include "unit/filters/setting.hpp"

using namespace ceilometer;

namespace {

http::Response ask(Logger& log) {
  http::Request request;
  request.method = "GET";
  request.scheme = "https";
  request.host = "api:8777";
  request.path_info = "/v2/meters";
  request.query = "hidden=1";
  request.remote_addr = "192.0.2.1";
  request.request_id = "req-1";
  request.headers.add("Accept", "*/*\x1b[2J");
  for (const auto* name : {"X-Auth-Token", "x-service-token", "X-Subject-Token", "X-Storage-Token", "Authorization",
                           "Proxy-Authorization", "Cookie", "X-Api-Key", "X-Client-Secret", "X-Password"}) {
    request.headers.add(name, "hidden");
  }
  request.headers.add("X-Long", std::string(5000, 'l'));
  const test::Inner inner([](http::Request&) {
    auto response = http::Response::make(201, "application/json", "hidden body");
    response.headers.add("Set-Cookie", "hidden");
    return response;
  });
  return filters::Debug(log).handle(request, inner);
}

}  // namespace

TEST_CASE("with debug the headers of request and answer are logged, credentials masked") {
  test::Lines log;
  const auto response = ask(log);
  CHECK(response.status == 201);
  CHECK(response.body == "hidden body");
  REQUIRE(log.lines.size() == 2);
  CHECK(
      log.lines[0].starts_with("0 ceilometer.filters.debug CEIL0261: GET /v2/meters (req-1) from 192.0.2.1 for "
                               "https://api:8777; Accept: */*?[2J; X-Auth-Token: ***; x-service-token: ***; "));
  CHECK(log.lines[0].size() < 2000);
  CHECK(log.lines[1] ==
        "0 ceilometer.filters.debug CEIL0262: GET /v2/meters (req-1) was answered 201; "
        "Content-Type: application/json; Set-Cookie: ***");
  for (const auto& line : log.lines) CHECK(line.find("hidden") == std::string::npos);
}

TEST_CASE("without debug nothing is logged") {
  test::Lines log(false);
  CHECK(ask(log).status == 201);
  CHECK(log.lines.empty());
}

TEST_CASE("the factory of debug takes no options") {
  test::Setting setting;
  test::Lines log;
  CHECK(setting.made<filters::Debug>("", {}, log) != nullptr);
}
