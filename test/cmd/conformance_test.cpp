// ceilometer-api, run by a user without rights, against what the original answered.

#include "conformance/runner.hpp"

#include <catch2/catch.hpp>
#include <sstream>

#include "cmd/api_command.hpp"

TEST_CASE("ceilometer-api's answers are the original's") {
  ceilometer::test::ApiCommand api;
  api.sections()["api"] += "workers = 2\n";
  api.start();
  ceilometer::conformance::Options options;
  options.recording = RECORDING;
  options.base = api.url("");
  options.clients = 4;
  const auto report = ceilometer::conformance::check(options);
  REQUIRE(report.ok());
  std::ostringstream text;
  print(text, *report, options);
  INFO(text.str());
  CHECK(report->failed == 0);
  CHECK(report->passed == 1600);
}
