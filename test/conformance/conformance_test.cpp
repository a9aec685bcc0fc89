// The module in a real httpd, over the recorded data set, against what the original answered.

#include <catch2/catch.hpp>
#include <sstream>

#include "conformance/runner.hpp"
#include "storage/database_url.hpp"
#include "storage/sqlite/sqlite_driver.hpp"
#include "storage/upkeep/summaries.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using ceilometer::conformance::check;
using ceilometer::conformance::Options;
using ceilometer::test::HttpdServer;

namespace {

class Silence final : public ceilometer::Logger {
 public:
  bool enabled(ceilometer::LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return false; }
  void log(ceilometer::LogLevel /*level*/, std::string_view /*name*/, std::string_view /*line*/) noexcept override {}
};

void install_summaries(const std::string& database) {
  Silence logger;
  const auto url = ceilometer::storage::DatabaseUrl::parse("sqlite:///" + database);
  const auto driver = *ceilometer::storage::sqlite::make_driver(*url, {}, logger);
  ceilometer::storage::upkeep::install_summaries(*driver->open(), driver->dialect());
}

void require_conformance(HttpdServer& server, const std::string& prefix, unsigned clients) {
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

void require_conformance(const std::string& prefix, unsigned clients) {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api"), prefix));
  server.start();
  require_conformance(server, prefix, clients);
}

TEST_CASE("answers are the original's") { require_conformance("/", 1); }

TEST_CASE("answers are the original's to eight clients at once") { require_conformance("/", 8); }

TEST_CASE("answers are the original's below a prefix") { require_conformance("/telemetry", 1); }

TEST_CASE("answers are the original's by summaries, which the server itself folds") {
  HttpdServer server;
  const auto files = write_service(server, "api", "[database]\nsummaries = on\nsummaries_interval = 1\n");
  const auto count = [&](const char* what) {
    return ceilometer::test::ask(files.database, std::string("SELECT count(*) FROM ") + what);
  };
  install_summaries(files.database);
  ceilometer::test::execute(files.database, "PRAGMA journal_mode = WAL");
  server.vhost(serve(files));
  server.start();
  REQUIRE(ceilometer::test::eventually([&] {
    return count("ceilometer_summary_state WHERE folded_before > '2016-01-02' AND lease_owner IS NULL") == 1;
  }));
  REQUIRE(count("ceilometer_summary_day") > 0);
  require_conformance(server, "/", 4);
}
