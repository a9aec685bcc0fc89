// ceilometer-api from its start to its end.

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "cmd/api_command.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;

namespace {

/// The httpd that a ceilometer-api runs: of its children the one that has children.
pid_t httpd_of(pid_t command) {
  for (const pid_t child : children_of(command)) {
    if (!children_of(child).empty()) return child;
  }
  return 0;
}

std::string owner_of(pid_t pid) {
  std::istringstream lines(read_file("/proc/" + std::to_string(pid) + "/status"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("Uid:")) return line;
  }
  return {};
}

long items(const std::string& json) {
  long count = 0;
  for (auto at = json.find("\"meter_id\""); at != std::string::npos; at = json.find("\"meter_id\"", at + 1)) ++count;
  return count;
}

}  // namespace

TEST_CASE("a user without rights serves the API, and stops it with SIGTERM") {
  ApiCommand api;
  api.sections()["api"] += "workers = 2\n";
  api.start();
  CHECK_THAT(api.output(), Contains("Starting server in PID " + std::to_string(api.pid())));
  CHECK_THAT(api.output(), Contains("serving on http://127.0.0.1:" + std::to_string(api.port())));
  Client client;
  CHECK(client.get(api.url("/")).status == 200);
  CHECK(client.get(api.url("/v2/meters?limit=1")).status == 200);
  CHECK(client.get(api.url("/server-status")).status == 404);

  const pid_t httpd = httpd_of(api.pid());
  REQUIRE(httpd > 0);
  CHECK(eventually([&] { return children_of(httpd).size() == 2; }));
  if (::geteuid() == 0) CHECK(owner_of(httpd) != owner_of(::getpid()));
  CHECK(::getsid(httpd) == httpd);

  api.signal(SIGTERM);
  CHECK(api.wait_for_end() == 0);
  CHECK_THAT(api.output(), Contains("\"GET /v2/meters?limit=1 HTTP/1.1\" 200"));
  CHECK_THAT(api.output(), Contains("stopped"));
  CHECK_FALSE(exists(httpd));
  CHECK(api.left_behind().empty());
}

TEST_CASE("every address is announced as the original did") {
  ApiCommand api;
  api.add({"--host", "0.0.0.0"});
  api.start();
  const std::string port = std::to_string(api.port());
  CHECK_THAT(api.output(), Contains("serving on 0.0.0.0:" + port + ", view at http://127.0.0.1:" + port));
  CHECK(Client().get(api.url("/")).status == 200);
}

TEST_CASE("an IPv6 address is listened on") {
  std::ifstream addresses("/proc/net/if_inet6");
  if (addresses.peek() == std::ifstream::traits_type::eof()) {
    WARN("skipped: this machine has no IPv6");
    return;
  }
  ApiCommand api;
  api.add({"--host", "::1"});
  api.start();
  const std::string port = std::to_string(api.port());
  CHECK_THAT(api.output(), Contains("serving on http://[::1]:" + port));
  CHECK(Client().get("http://[::1]:" + port + "/").status == 200);
}

TEST_CASE("with debug the configuration is logged, its secrets are not") {
  ApiCommand api;
  api.sections()["publisher"] = "telemetry_secret = hunter2\n";
  api.sections()["DEFAULT"] = "transport_url = rabbit://u:hunter2@127.0.0.1\n";
  api.add({"--debug"});
  api.start();
  // It serves once its port is open, and httpd may still be writing then: the options stand in order of their groups.
  CHECK(eventually([&] { return api.output().find("publisher.telemetry_secret = ****") != std::string::npos; }));
  CHECK_THAT(api.output(), Contains("database.connection = ****"));
  CHECK_THAT(api.output(), Contains("httpd: "));
  CHECK(api.output().find("hunter2") == std::string::npos);
}

TEST_CASE("the status pages are for this machine") {
  ApiCommand api;
  api.add({"--status-page"});
  api.start();
  const auto page = Client().get(api.url("/server-status?auto"));
  CHECK(page.status == 200);
  CHECK_THAT(page.body, Contains("Total Accesses") && Contains("CeilometerProcesses: "));
  CHECK(Client().get(api.url("/v2/meters?limit=1")).status == 200);
  CHECK(eventually([&] {
    const auto figures = Client().get(api.url("/ceilometer-status?format=prometheus"));
    return figures.status == 200 &&
           figures.body.find("{method=\"GET\",route=\"/v2/meters\",status=\"200\"} 1\n") != std::string::npos;
  }));
}

TEST_CASE("there are no status pages where nobody asks for them") {
  ApiCommand api;
  api.start();
  CHECK(Client().get(api.url("/server-status")).status == 404);
  CHECK(Client().get(api.url("/ceilometer-status")).status == 404);
}

TEST_CASE("a terminal's resize does not stop it") {
  ApiCommand api;
  api.start();
  REQUIRE(::getpgid(api.pid()) == api.pid());
  for (int i = 0; i < 3; ++i) REQUIRE(::kill(-api.pid(), SIGWINCH) == 0);
  Client client;
  // httpd looks at what it was told once a second.
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(3);
  while (std::chrono::steady_clock::now() < end) {
    if (const auto answer = client.get(api.url("/")); answer.status != 200) {
      FAIL("no answer after SIGWINCH:\n" << api.output());
    }
  }
  CHECK(api.output().find("shutting down") == std::string::npos);
}

TEST_CASE("SIGHUP reads the configuration anew, and keeps the old one where the new one is wrong") {
  ApiCommand api;
  api.start();
  Client client;
  REQUIRE(items(client.get(api.url("/v2/meters")).body) > 2);

  api.sections()["api"] += "default_api_return_limit = 2\n";
  api.write_configuration();
  api.signal(SIGHUP);
  REQUIRE(api.said("serving on ", 2));
  CHECK(eventually([&] { return items(client.get(api.url("/v2/meters")).body) == 2; }));

  api.sections()["api"] += "default_api_return_limit = many\n";
  api.write_configuration();
  api.signal(SIGHUP);
  REQUIRE(api.said("not reloaded"));
  CHECK_THAT(api.output(), Contains(api.config_file() + ": section [api], key default_api_return_limit"));
  CHECK(items(client.get(api.url("/v2/meters")).body) == 2);
  api.signal(SIGTERM);
  CHECK(api.wait_for_end() == 0);
}

TEST_CASE("an httpd that dies is told by the exit code, and leaves nobody behind") {
  ApiCommand api;
  api.start();
  const pid_t httpd = httpd_of(api.pid());
  REQUIRE(httpd > 0);
  const auto workers = children_of(httpd);
  REQUIRE_FALSE(workers.empty());
  SECTION("by a signal") {
    REQUIRE(::kill(httpd, SIGKILL) == 0);
    CHECK(api.wait_for_end() == 128 + SIGKILL);
    CHECK_THAT(api.output(), Contains("httpd was ended by signal 9"));
  }
  SECTION("by somebody who stopped it") {
    REQUIRE(::kill(httpd, SIGTERM) == 0);
    CHECK(api.wait_for_end() == 3);
    CHECK_THAT(api.output(), Contains("nobody here asked it to"));
  }
  for (const pid_t worker : workers) CHECK_FALSE(exists(worker));
  CHECK_FALSE(takes_connections(api.port()));
  CHECK(api.left_behind().empty());
}

TEST_CASE("a supervisor that is killed takes httpd with it") {
  ApiCommand api;
  api.start();
  const pid_t httpd = httpd_of(api.pid());
  REQUIRE(httpd > 0);
  api.signal(SIGKILL);
  CHECK(api.wait_for_end() == 128 + SIGKILL);
  CHECK(eventually([&] { return !exists(httpd); }));
}
