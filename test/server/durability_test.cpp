// What was acknowledged is there, whatever happens to the process.

#include <signal.h>

#include <catch2/catch.hpp>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

TEST_CASE("a batch that was acknowledged survives kill -9 of its child, once and whole") {
  HttpdServer server;
  server.size(1, 4);
  const auto files = write_service(server, "api");
  server.vhost(serve(files));
  server.expect_log("exit signal Killed");
  server.start();
  for (int round = 0; round < 5; ++round) {
    INFO(round);
    const std::string meter = "killed-" + std::to_string(round);
    std::string body = "[";
    for (int i = 0; i < 100; ++i) {
      body += std::string(i > 0 ? "," : "") + R"({"counter_name": ")" + meter +
              R"(", "counter_type": "gauge", "counter_unit": "x", "counter_volume": )" + std::to_string(i) +
              R"(, "resource_id": "r", "project_id": "p", "user_id": "u", "resource_metadata": {"round": ")" + meter +
              "\"}}";
    }
    body += "]";
    const auto victims = server.children();
    const auto answer = Client().post(server.url("/v2/meters/" + meter + "?direct=True"), body);
    for (const auto victim : victims) ::kill(victim, SIGKILL);
    REQUIRE(answer.status == 201);
    REQUIRE(eventually([&] { return Client().get(server.url("/")).status == 200; }));
    const std::string from = " FROM sample s JOIN meter m ON m.id = s.meter_id WHERE m.name = '" + meter + "'";
    CHECK(ask(files.database, "SELECT count(*)" + from) == 100);
    CHECK(ask(files.database, "SELECT count(DISTINCT s.volume)" + from) == 100);
    CHECK(ask(files.database, "SELECT count(DISTINCT s.message_id)" + from) == 100);
  }
  CHECK(ask(files.database, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'") == 0);
}
