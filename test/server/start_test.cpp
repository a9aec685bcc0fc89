// The module starts under every MPM, answers, and leaves no trace in httpd that it should not.

#include <catch2/catch.hpp>
#include <sstream>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

TEST_CASE("every MPM serves the root document, a query and a post") {
  const std::string mpm = GENERATE("event", "worker", "prefork");
  INFO(mpm);
  HttpdServer server(mpm);
  server.size(2, 4);
  server.vhost(serve(write_service(server, "api")));
  server.start();
  Client client;

  const auto root = client.get(server.url("/"));
  CHECK(root.status == 200);
  CHECK(root.header("Content-Type") == "application/json; charset=UTF-8");
  CHECK_THAT(root.header("X-Openstack-Request-Id"), Catch::StartsWith("req-"));
  CHECK_THAT(root.body, Catch::Contains("\"href\": \"" + server.url("/v2") + "\""));

  const auto samples = client.get(server.url("/v2/samples?limit=3"));
  CHECK(samples.status == 200);
  CHECK_THAT(samples.body, Catch::StartsWith("[{") && Catch::EndsWith("}]"));

  const auto posted = client.post(server.url("/v2/meters/m?direct=True"),
                                  R"([{"counter_name": "m", "counter_type": "gauge", "counter_unit": "x",)"
                                  R"( "counter_volume": 1, "resource_id": "r", "project_id": "p", "user_id": "u",)"
                                  R"( "resource_metadata": {}}])");
  CHECK(posted.status == 201);
  CHECK(ask(server.path("api.sqlite"),
            "SELECT count(*) FROM sample s JOIN meter m ON m.id = s.meter_id "
            "WHERE m.name = 'm'") == 1);
}

TEST_CASE("a HEAD request has headers and no body") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api")));
  server.start();
  Client client;
  const auto get = client.get(server.url("/"));
  const auto head = client.send({server.url("/"), "HEAD", {}, {}});
  CHECK(head.status == 200);
  CHECK(head.body.empty());
  CHECK(head.header("Content-Length") == std::to_string(get.body.size()));
  CHECK(client.send({server.url("/v2/samples"), "HEAD", {}, {}}).status == 405);
}

TEST_CASE("the module exports its record and nothing else") {
  const auto symbols = run({"nm", "-D", "--defined-only", MODULE_FILE});
  REQUIRE(symbols.code == 0);
  std::istringstream lines(symbols.output);
  std::vector<std::string> names;
  for (std::string address, kind, name; lines >> address >> kind >> name;) names.push_back(name);
  CHECK(names == std::vector<std::string>{"ceilometer_module"});
}

TEST_CASE("<IfModule mod_ceilometer.c> finds the module") {
  HttpdServer server;
  server.vhost("<IfModule mod_ceilometer.c>\n" + serve(write_service(server, "api")) + "\n</IfModule>");
  server.start();
  CHECK(Client().get(server.url("/")).status == 200);
}

TEST_CASE("the children's title is what the operator wants to read") {
  const std::string mpm = GENERATE("event", "prefork");
  HttpdServer server(mpm);
  SECTION("a placeholder as under mod_wsgi") {
    server.global("CeilometerProcessTitle %{GROUP}");
    server.vhost(serve(write_service(server, "api")));
    server.start();
    for (const auto child : server.children()) {
      // The port is open before the first child has come as far as its title.
      const auto title = [child] {
        // Up to the first NUL.
        // NOLINTNEXTLINE(readability-redundant-string-cstr)
        return std::string(read_file("/proc/" + std::to_string(child) + "/cmdline").c_str());
      };
      eventually([&] { return title() == "(ceilometer-api)"; });
      CHECK(title() == "(ceilometer-api)");
      // pgrep and monitoring look at this one.
      CHECK_THAT(read_file("/proc/" + std::to_string(child) + "/comm"), Catch::StartsWith("apache2"));
    }
    CHECK_THAT(read_file("/proc/" + std::to_string(server.pid()) + "/cmdline"), Catch::Contains("apache2"));
  }
  SECTION("none asked for, none set") {
    server.vhost(serve(write_service(server, "api")));
    server.start();
    for (const auto child : server.children()) {
      CHECK_THAT(read_file("/proc/" + std::to_string(child) + "/cmdline"), Catch::Contains("apache2"));
    }
  }
}

TEST_CASE("a child with the module needs less than 8 MB more than a bare one") {
  const auto child_memory = [](HttpdServer& server) {
    long sum = 0;
    for (const auto child : server.children()) sum += pss_kb(child);
    return sum;
  };
  HttpdServer bare;
  bare.without_ceilometer();
  bare.global("<Location />\nRequire all granted\n</Location>");
  bare.start();
  HttpdServer with_module;
  with_module.vhost(serve(write_service(with_module, "api")));
  with_module.start();
  Client client;
  for (int i = 0; i < 50; ++i) {
    CHECK(client.get(bare.url("/")).status != 0);
    CHECK(client.get(with_module.url("/v2/samples?limit=100")).status == 200);
    CHECK(client.get(with_module.url("/v2/meters?limit=100")).status == 200);
  }
  const long without = child_memory(bare);
  const long with = child_memory(with_module);
  WARN("Pss of a child: bare " << without << " kB, with the module on SQLite " << with << " kB");
  if (SANITIZED == 0) CHECK(with - without < 8 * 1024);
}
