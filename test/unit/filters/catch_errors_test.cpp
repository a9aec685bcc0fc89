#include "filters/catch_errors.hpp"

#include <stdexcept>

#include "unit/filters/setting.hpp"

using namespace ceilometer;
using filters::CatchErrors;
using test::ok;

namespace {

template <class Raise>
http::Response fail(test::Lines& log, const std::string& accept, Raise raise) {
  http::Request request;
  request.method = "GET";
  request.script_name = "/telemetry";
  request.path_info = "/v2/met\ners";
  request.query = "q.value=hidden-in-the-query";
  request.raw_uri = "/telemetry/v2/met%0Aers?q.value=hidden-in-the-query";
  request.headers.add("X-Auth-Token", "hidden-in-a-header");
  if (!accept.empty()) request.headers.add("Accept", accept);
  const test::Inner inner([&](http::Request& r) -> http::Response {
    r.request_id = "req-1";  // as request_id does, further in
    raise();
    return ok();
  });
  return CatchErrors(log).handle(request, inner);
}

}  // namespace

TEST_CASE("an answer passes, and nothing is logged") {
  test::Lines log;
  http::Request request;
  CHECK(CatchErrors(log).handle(request, test::Inner([](http::Request&) { return ok(); })).body == "inner");
  CHECK(log.lines.empty());
}

TEST_CASE("an exception becomes the original's 500, which says nothing of it") {
  test::Lines log;
  const auto raise = [] { throw std::runtime_error("the reason"); };
  const auto plain = fail(log, "", raise);
  CHECK(plain.status == 500);
  CHECK(plain.headers.get("Content-Type") == "text/plain; charset=UTF-8");
  CHECK(plain.body ==
        "500 Internal Server Error\n\nThe server has either erred or is incapable of performing the requested "
        "operation. \n\n   ");
  const auto html = fail(log, "text/html", raise);
  CHECK(html.headers.get("Content-Type") == "text/html; charset=UTF-8");
  CHECK(html.body ==
        "<html>\n <head>\n  <title>500 Internal Server Error</title>\n </head>\n <body>\n"
        "  <h1>500 Internal Server Error</h1>\n  The server has either erred or is incapable of performing\r\n"
        "the requested operation.\r\n<br /><br />\n\n\n\n </body>\n</html>");
}

TEST_CASE("the log says which request failed and why, and no more of it") {
  test::Lines log;
  fail(log, "", [] { throw std::runtime_error("the reason"); });
  fail(log, "", [] { throw 42; });
  REQUIRE(log.lines.size() == 2);
  CHECK(log.lines[0] ==
        "3 ceilometer.filters.catch_errors CEIL0260: an error occurred during GET /telemetry/v2/met?ers (req-1): "
        "the reason");
  CHECK(log.lines[1].find("something that is no std::exception") != std::string::npos);
  for (const auto& line : log.lines) CHECK(line.find("hidden") == std::string::npos);
}

TEST_CASE("the factory takes no options") {
  test::Setting setting;
  test::Lines log;
  CHECK(setting.made<CatchErrors>("", {{"oslo_config_project", "ceilometer"}}, log) != nullptr);
}
