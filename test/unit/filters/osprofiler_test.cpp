#include "filters/osprofiler.hpp"

#include "unit/filters/setting.hpp"

using namespace ceilometer;
using filters::Osprofiler;

TEST_CASE("osprofiler lets every request pass") {
  test::Setting setting;
  const auto filter = setting.made<Osprofiler>("", {{"hmac_keys", "SECRET_KEY"}, {"enabled", "yes"}});
  CHECK(setting.notes.empty());
  http::Request request;
  request.headers.add("X-Trace-Info", "e30=");
  CHECK(filter->handle(request, test::Inner([](http::Request&) { return test::ok(); })).body == "inner");
}

TEST_CASE("that tracing is asked for and not provided is said once, without the key") {
  test::Setting setting;
  for (const std::string key : {"enabled", "profiler_enabled"}) {
    setting.notes.clear();
    CHECK(setting.made<Osprofiler>("[profiler]\n" + key + " = true\n", {{"hmac_keys", "SECRET_KEY"}}) != nullptr);
    REQUIRE(setting.notes.size() == 1);
    CHECK(
        setting.notes[0] ==
        "/paste.ini, [filter:x]: [profiler] enabled is true, but this version does not trace: requests pass untraced");
  }
}
