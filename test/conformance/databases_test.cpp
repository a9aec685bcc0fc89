// The module in a real httpd, over the data set as the original made it on PostgreSQL and MariaDB, against what the
// original answered on SQLite.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <functional>
#include <sstream>

#include "conformance/known_differences.hpp"
#include "conformance/runner.hpp"
#include "support/client.hpp"
#include "support/database_server.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"
#include "support/storage_helpers.hpp"
#ifdef CEILOMETER_HAVE_POSTGRESQL
#include "storage/database_url.hpp"
#include "storage/postgresql/postgresql_driver.hpp"
#include "storage/upkeep/summaries.hpp"
#endif

using ceilometer::conformance::check;
using ceilometer::conformance::KnownDifferences;
using ceilometer::conformance::Options;
using namespace ceilometer::test;

namespace {

std::string engine() { return std::getenv("CEILOMETER_TEST_ENGINE"); }

std::unique_ptr<DatabaseServer> started_server() {
  auto server = make_database_server(engine());
  REQUIRE(server);
  server->start();
  return server;
}

void load(DatabaseServer& server, const std::string& database) {
  server.create(database);
  server.load(database, std::string(DATA) + "/telemetry-20161." + (engine() == "mariadb" ? "mysql" : "pgsql") + ".xz");
}

void require_conformance(
    const std::string& url, unsigned clients, const std::string& options_of_database = "",
    const std::function<bool()>& is_ready = [] { return true; }) {
  HttpdServer server;
  server.vhost(serve(write_service_of(server, "api", url, options_of_database)));
  server.start();
  REQUIRE(eventually(is_ready));
  Options options;
  options.recording = RECORDING;
  options.base = server.url("");
  options.clients = clients;
  const auto report = check(options);
  REQUIRE(report.ok());
  const KnownDifferences known(std::string(DATA) + "/known-differences-" + engine() + ".txt");
  CHECK(known.complaint(*report) == "");
  CHECK(report->passed + report->failed == 1600);
}

}  // namespace

TEST_CASE("answers are the original's on the original's own database") {
  const auto database = started_server();
  load(*database, "one");
  require_conformance(database->url("one"), 1);
  load(*database, "eight");
  require_conformance(database->url("eight"), 8);
}

#ifdef CEILOMETER_HAVE_POSTGRESQL
TEST_CASE("answers are the original's by summaries, on an engine that keeps them") {
  if (engine() != "postgresql") return;
  const auto database = started_server();
  load(*database, "summed");
  const auto url = ceilometer::storage::DatabaseUrl::parse(database->url("summed"));
  RecordingLogger logger;
  const auto driver = *ceilometer::storage::postgresql::make_driver(*url, {}, logger);
  ceilometer::storage::upkeep::install_summaries(*driver->open(), driver->dialect());
  require_conformance(database->url("summed"), 4, "[database]\nsummaries = on\nsummaries_interval = 1\n", [&] {
    return database->value("summed",
                           "SELECT count(*) FROM ceilometer_summary_state WHERE folded_before > '2016-01-02' AND "
                           "lease_owner IS NULL") == "1";
  });
  CHECK(database->value("summed", "SELECT count(*) > 0 FROM ceilometer_summary_day") == "t");
}
#endif

TEST_CASE("a server that is down is a 503 and served again when it is back, without a restart") {
  const auto database = started_server();
  load(*database, "telemetry");
  HttpdServer server;
  server.expect_log("CEIL0206");
  server.expect_log("CEIL0110");
  server.vhost(serve(write_service_of(server, "api", database->url("telemetry"), "[database]\nretry_interval = 7\n")));
  database->stop();
  server.start();
  Client client;
  const auto samples = [&] { return client.get(server.url("/v2/samples?limit=3")); };
  const Answer down = samples();
  CHECK(down.status == 503);
  CHECK(down.header("Retry-After") == "7");
  CHECK(down.body.find("not%2Fneeded") == std::string::npos);
  database->start();
  CHECK(samples().status == 200);

  // Idle connections that the server ended, and a server that was started anew behind them.
  database->end_sessions();
  CHECK(samples().status == 200);
  database->stop();
  CHECK(samples().status == 503);
  database->start();
  CHECK(samples().status == 200);
  CHECK(server.log().find("not/needed") == std::string::npos);
}
