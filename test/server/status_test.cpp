// The status page, our lines in mod_status' page, the log of slow requests, and request ids in the access log.

#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <regex>

#include "server/summaries.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;
using Catch::Contains;

namespace {

constexpr const char* kPage =
    "\n<Location /figures>\nSetHandler ceilometer-status\nRequire local\n</Location>\n"
    "<Location /server-status>\nSetHandler server-status\nRequire local\n</Location>";

std::string page_of(const HttpdServer& server, const std::string& path = "/figures?format=prometheus") {
  const auto answer = Client().get(server.url(path));
  CHECK(answer.status == 200);
  return answer.body;
}

/// A sample's value on the page in Prometheus' format; 0 where it is not there.
double value_of(const std::string& page, const std::string& sample) {
  const auto at = page.find("\n" + sample + " ");
  return at == std::string::npos ? 0 : std::stod(page.substr(at + sample.size() + 2));
}

double value_of(const HttpdServer& server, const std::string& sample) { return value_of(page_of(server), sample); }

constexpr const char* kSamplesAnswered =
    "ceilometer_requests_total{method=\"GET\",route=\"/v2/samples\",status=\"200\"}";
constexpr const char* kPoolIdle = "ceilometer_database_connections{state=\"idle\"}";

/// Whether the page comes to say so: a request is counted when its client may have its answer already.
bool comes_to_say(const HttpdServer& server, const std::string& sample, double value) {
  return eventually([&] { return value_of(server, sample) == value; });
}

/// Asks on fresh connections, several at once, until as many requests as wanted were counted; returns how many.
long ask(const HttpdServer& server, int times) {
  const auto report =
      crowd(server.url("/v2/samples?limit=5"), 8, [asked = 0, times]() mutable { return ++asked > times; });
  REQUIRE(report.failed == 0);
  REQUIRE(comes_to_say(server, kSamplesAnswered, static_cast<double>(report.answered)));
  return report.answered;
}

}  // namespace

TEST_CASE("there is no status page where none is configured") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")));
  server.start();
  CHECK(Client().get(server.url("/ceilometer-status")).status == 404);
}

TEST_CASE("the status page comes in the format that is asked for") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")) + kPage);
  server.start();
  struct Case {
    std::string query;
    std::string accept;
    std::string type;
    std::string begin;
  };
  const std::vector<Case> cases = {
      {"", "*/*", "text/plain; charset=utf-8", "build: "},
      {"?auto", "", "text/plain; charset=utf-8", "build: "},
      {"", "application/json", "application/json", "{\"metrics\": ["},
      {"?format=json", "text/plain", "application/json", "{\"metrics\": ["},
      {"", "text/plain;version=0.0.4", "text/plain; version=0.0.4; charset=utf-8", "# HELP ceilometer_build_info "},
      {"", "application/openmetrics-text;version=1.0.0,*/*;q=0.1",
       "application/openmetrics-text; version=1.0.0; charset=utf-8", "# HELP ceilometer_build "},
  };
  for (const auto& c : cases) {
    INFO(c.query << " " << c.accept);
    const auto answer = Client().send({server.url("/figures" + c.query), "GET", {{"Accept", c.accept}}, {}});
    CHECK(answer.status == 200);
    CHECK(answer.header("Content-Type") == c.type);
    CHECK(answer.header("Vary") == "Accept");
    CHECK(answer.header("Cache-Control") == "no-store");
    CHECK_THAT(answer.body, Catch::StartsWith(c.begin));
  }
  CHECK(Client().send({server.url("/figures"), "GET", {{"Accept", "image/png"}}, {}}).status == 406);
  CHECK(Client().get(server.url("/figures?format=yaml")).status == 400);
  CHECK(Client().send({server.url("/figures"), "POST", {}, "x"}).status == 405);
  const auto head = Client().send({server.url("/figures"), "HEAD", {}, {}});
  CHECK(head.status == 200);
  CHECK(head.body.empty());
}

TEST_CASE("the figures are of all children, of every VirtualHost, and outlive a child that is killed") {
  const std::string mpm = GENERATE("event", "prefork");
  HttpdServer server(mpm);
  server.size(3, 4);
  server.expect_log("exit signal Killed");
  server.vhost(serve(write_service(server, "api")) + kPage);
  server.vhost(serve(write_service(server, "other")), "other.test");
  server.start();
  const auto asked = ask(server, 300);
  CHECK(Client().send({server.url("/v2/samples?limit=1"), "GET", {{"Host", "other.test"}}, {}}).status == 200);
  REQUIRE(comes_to_say(server, kSamplesAnswered, static_cast<double>(asked + 1)));
  const auto before = page_of(server);
  CHECK(value_of(before, "ceilometer_processes") >= 3);
  CHECK(value_of(before, kSamplesAnswered) > 100);
  CHECK(value_of(before, "ceilometer_database_rows_read_total") >= 5 * (value_of(before, kSamplesAnswered) - 1) + 1);
  CHECK(value_of(before, kPoolIdle) >= 1);
  CHECK(value_of(before, "ceilometer_database_connections{state=\"in_use\"}") == 0);
  CHECK(value_of(before, "ceilometer_database_connections_opened_total") >= value_of(before, kPoolIdle));
  CHECK_THAT(before, Contains("_bucket{method=\"GET\",route=\"/v2/samples\",le=\"+Inf\"} " +
                              std::to_string(static_cast<long>(value_of(before, kSamplesAnswered)))));

  // All of them, one after the other: what each of them counted is still there.
  for (const pid_t child : server.children()) {
    ::kill(child, SIGKILL);
    REQUIRE(eventually([&] {
      const auto now = server.children();
      return std::find(now.begin(), now.end(), child) == now.end() && now.size() >= 3;
    }));
  }
  const auto after = page_of(server);
  CHECK(value_of(after, kSamplesAnswered) == value_of(before, kSamplesAnswered));
  CHECK(value_of(after, "ceilometer_database_rows_read_total") ==
        value_of(before, "ceilometer_database_rows_read_total"));
  CHECK(value_of(after, "ceilometer_start_time_seconds") == value_of(before, "ceilometer_start_time_seconds"));
  // What they had open is gone with them.
  CHECK(eventually([&] { return value_of(server, kPoolIdle) == 0; }));
}

TEST_CASE("a graceful restart goes on counting") {
  HttpdServer server;
  server.size(2, 4);
  server.vhost(serve(write_service(server, "api")) + kPage);
  server.start();
  ask(server, 50);
  const auto before = page_of(server);
  const auto old_children = server.children();
  for (int i = 0; i < 5; ++i) server.graceful();
  REQUIRE(eventually([&] {
    const auto now = server.children();
    return std::none_of(old_children.begin(), old_children.end(),
                        [&](pid_t child) { return std::find(now.begin(), now.end(), child) != now.end(); });
  }));
  CHECK(value_of(server, kSamplesAnswered) == value_of(before, kSamplesAnswered));
  CHECK(value_of(server, "ceilometer_start_time_seconds") == value_of(before, "ceilometer_start_time_seconds"));
  CHECK(value_of(server, "ceilometer_config_load_time_seconds") >=
        value_of(before, "ceilometer_config_load_time_seconds"));
  CHECK(eventually([&] { return value_of(server, kPoolIdle) == 0; }));
  CHECK(Client().get(server.url("/v2/samples?limit=1")).status == 200);
  CHECK(comes_to_say(server, kSamplesAnswered, value_of(before, kSamplesAnswered) + 1));
}

TEST_CASE("routes are counted by their templates, whatever clients ask for") {
  HttpdServer server;
  server.size(1, 4);
  server.vhost(serve(write_service(server, "api")) + kPage);
  server.start();
  for (int i = 0; i < 50; ++i) {
    const auto n = std::to_string(i);
    Client().get(server.url("/v2/meters/secret-meter-" + n));
    Client().get(server.url("/v2/resources/secret-resource-" + n));
    Client().get(server.url("/nowhere/secret-path-" + n));
  }
  Client().send({server.url("/v2/meters"), "DELETE", {}, {}});
  const auto posted =
      Client().post(server.url("/v2/meters/posted?direct=true"),
                    R"([{"counter_name": "posted", "counter_type": "gauge", "counter_unit": "x", "counter_volume": 1,)"
                    R"( "resource_id": "r", "project_id": "p", "user_id": "u", "resource_metadata": {}}])");
  CHECK(posted.status == 201);
  const auto counted = [&](const std::string& method, const std::string& route, int status, int times) {
    return comes_to_say(server,
                        "ceilometer_requests_total{method=\"" + method + "\",route=\"" + route + "\",status=\"" +
                            std::to_string(status) + "\"}",
                        times);
  };
  CHECK(counted("GET", "/v2/meters/{meter_name}", 200, 50));
  CHECK(counted("GET", "/v2/resources/{resource_id}", 404, 50));
  CHECK(counted("", "other", 404, 50));
  CHECK(counted("", "other", 405, 1));
  CHECK(counted("POST", "/v2/meters/{meter_name}", 201, 1));
  const auto page = page_of(server);
  CHECK(value_of(page, "ceilometer_samples_written_total") == 1);
  CHECK_THAT(page, !Contains("secret"));
}

TEST_CASE("mod_status' pages have our lines") {
  HttpdServer server;
  server.load("status");
  server.size(1, 4);
  server.vhost(serve(write_service(server, "api")) + kPage);
  server.start();
  CHECK(Client().get(server.url("/v2/samples?limit=1")).status == 200);
  REQUIRE(comes_to_say(server, kSamplesAnswered, 1));
  const auto lines = page_of(server, "/server-status?auto");
  CHECK_THAT(lines, Contains("\nCeilometerRequests: 1\nCeilometerRequests200: 1\n"));
  CHECK_THAT(lines, Contains("\nCeilometerDatabaseRowsRead: "));
  CHECK_THAT(page_of(server, "/server-status"),
             Contains("<h2>mod_ceilometer</h2>") && Contains("<tr><td>CeilometerRequests200</td><td>1</td></tr>"));
  CHECK_THAT(page_of(server, "/server-status?notable"), Contains("\nCeilometerRequests200: 1\n"));
}

TEST_CASE("mod_status shows nothing of ours where no API is served") {
  HttpdServer server;
  server.load("status");
  server.vhost(kPage);
  server.start();
  CHECK_THAT(page_of(server, "/server-status?auto"), !Contains("Ceilometer"));
  CHECK(Client().get(server.url("/figures")).status == 404);
}

TEST_CASE("a slow request is logged without its values") {
  HttpdServer server;
  server.expect_log("CEIL0430");
  const auto files = write_service(server, "api", "[api]\nslow_request_time = 1\n");
  grow(files, 20'000);
  server.vhost(serve(files) + kPage);
  server.start();
  const auto answer = Client().get(
      server.url("/v2/samples?q.field=metadata.display_name&q.op=eq&q.value=hidden&q.field=timestamp&q.op=ge&"
                 "q.value=2001-01-01T00:00:00&limit=15001"));
  CHECK(answer.status == 200);
  CHECK(Client().get(server.url("/v2/samples?limit=15001")).status == 200);
  CHECK(Client()
            .post(server.url("/v2/query/samples"),
                  R"({"filter": "{\"!=\": {\"resource_id\": \"hidden\"}}", "limit": 15001})")
            .status == 200);
  REQUIRE(eventually([&] { return server.log().find("filter(") != std::string::npos; }));
  const auto log = server.log();
  const auto line = [&](const std::string& rest) {
    return std::regex_search(log, std::regex("CEIL0430: slow request: req-[-0-9a-f]{36} " + rest));
  };
  CHECK(line(
      R"(GET /v2/samples 200 in \d+ ms, database \d+ ms, rows \d+, q\(metadata.display_name eq, timestamp ge\) limit)"));
  CHECK(line(R"(GET /v2/samples 200 in \d+ ms, database [1-9]\d* ms, rows 15001, limit)"));
  CHECK(line(R"(POST /v2/query/samples 200 in \d+ ms, database \d+ ms, rows 15001, filter\(resource !=\))"));
  CHECK_THAT(log, !Contains("hidden"));
}

TEST_CASE("no request is slow where nobody says how long that is") {
  HttpdServer server;
  const auto files = write_service(server, "api");
  grow(files, 20'000);
  server.vhost(serve(files));
  server.start();
  CHECK(Client().get(server.url("/v2/samples?limit=15000")).status == 200);
  CHECK_THAT(server.log(), !Contains("CEIL0430"));
}

TEST_CASE("an answer that a client does not take is counted and logged as broken off") {
  HttpdServer server;
  server.size(1, 4);
  server.expect_log("CEIL0430");
  const auto files = write_service(server, "api", "[api]\nslow_request_time = 1\n");
  grow(files, 100'000);
  server.vhost(serve(files) + kPage);
  server.start();
  {
    RawConnection client(server.port(), 4096);
    client.send("GET /v2/samples?limit=100000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK_THAT(client.receive(64), Contains("200"));
  }
  CHECK(eventually([&] { return value_of(server, "ceilometer_answers_broken_off_total") == 1; }));
  CHECK(eventually([&] { return server.log().find("200, broken off, in ") != std::string::npos; }));
}

TEST_CASE("the figures tell how far summaries are, whoever folded them, and nothing where there are none") {
  constexpr const char* kFolded = "ceilometer_summaries_samples_folded_total";
  constexpr const char* kTime = "ceilometer_summaries_folded_time_seconds";
  constexpr const char* kLag = "ceilometer_summaries_lag_seconds";
  constexpr const char* kMarked = "ceilometer_summaries_marked_chunks";
  HttpdServer server;
  server.size(2, 4);
  server.expect_log("exit signal Killed");
  server.expect_log("CEIL0470");  // its folder may be at it when another host's takes over
  const auto files = write_service(server, "api", "[database]\nsummaries_interval = 1\n");
  make_summaries(files.database);
  const auto samples = static_cast<double>(ask(files.database, "SELECT count(*) FROM sample"));
  server.vhost(serve(files) + kPage);
  server.start();
  REQUIRE(comes_to_say(server, kFolded, samples));
  REQUIRE(eventually([&] { return value_of(server, kTime) > 0; }));
  const auto now = static_cast<double>(std::chrono::system_clock::to_time_t(std::chrono::system_clock::now()));
  const auto page = page_of(server);
  CHECK(std::abs(value_of(page, kTime) + value_of(page, kLag) - now) <= 2);
  CHECK(value_of(page, kLag) >= 300);
  CHECK(value_of(page, kLag) < 400);
  CHECK_THAT(page, Contains("\nceilometer_summaries_marked_chunks 0\n"));

  // It is known when everybody is gone who found out.
  execute(files.database,
          "UPDATE ceilometer_summary_state SET lease_owner = 'another host', lease_until = "
          "CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + 1800000000");
  for (const pid_t child : server.children()) ::kill(child, SIGKILL);
  REQUIRE(eventually([&] { return Client().get(server.url("/v2/samples?limit=1")).status == 200; }));
  CHECK(value_of(server, kTime) > 0);
  CHECK(value_of(server, kFolded) == samples);

  // Another host folds: what is marked meanwhile is told all the same.
  execute(files.database, "DELETE FROM sample WHERE id = (SELECT min(id) FROM sample)");
  CHECK(comes_to_say(server, kMarked, 1));

  // Nobody folds any more: the figures are as old as what they tell of.
  server.write("api.conf", read_file(files.config) + "[database]\nsummaries = off\n");
  server.graceful();
  CHECK_THAT(page_of(server), !Contains(kTime) && !Contains(kLag) && !Contains(kMarked));
  CHECK(value_of(server, kFolded) == samples);
}

TEST_CASE("the access log has the request's id as a note") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")) +
               "\nLogFormat \"%{request_id}n %{CEILOMETER_REQUEST_ID}e %{global_request_id}n %>s\" ids\n"
               "CustomLog access.log ids");
  server.start();
  const std::string global = "req-01234567-89ab-cdef-0123-456789abcdef";
  const auto answer =
      Client().send({server.url("/v2/samples?limit=1"), "GET", {{"X-Openstack-Request-Id", global}}, {}});
  const auto id = answer.header("X-Openstack-Request-Id");
  REQUIRE(id.size() == 40);
  CHECK(eventually(
      [&] { return read_file(server.path("access.log")).find(id + " " + id + " " + global + " 200\n") == 0; }));
}
