// The module in a real httpd, over the recorded data set, against what the original answered.

#include <catch2/catch.hpp>
#include <sstream>

#include "conformance/runner.hpp"
#include "support/service.hpp"

using ceilometer::conformance::check;
using ceilometer::conformance::Options;
using ceilometer::test::HttpdServer;

namespace {

void require_conformance(const std::string& prefix, unsigned clients) {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api"), prefix));
  server.start();
  Options options;
  options.recording = RECORDING;
  options.base = server.url(prefix == "/" ? "" : prefix);
  options.clients = clients;
  const auto report = check(options);
  REQUIRE(report.ok());
  std::ostringstream text;
  print(text, *report, options);
  INFO(text.str());
  CHECK(report->failed == 0);
  CHECK(report->passed == 1600);
}

}  // namespace

TEST_CASE("answers are the original's") { require_conformance("/", 1); }

TEST_CASE("answers are the original's to eight clients at once") { require_conformance("/", 8); }

TEST_CASE("answers are the original's below a prefix") { require_conformance("/telemetry", 1); }
