// How often Keystone is asked: once for a token and a machine.

#include <catch2/catch.hpp>

#include "identity/cloud.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/memcached.hpp"

using namespace ceilometer::test;

namespace {

int validations(Cloud& c) { return c.keystone.requests("GET /v3/auth/tokens"); }

/// Every call on a connection of its own, so that all children get some.
void ask_often(HttpdServer& server, const std::string& token, int times) {
  for (int i = 0; i < times; ++i) {
    Client client;
    const auto answer = client.send({server.url("/v2/samples?limit=1"), "GET", {{"X-Auth-Token", token}}});
    CHECK(answer.status == 200);
  }
}

}  // namespace

TEST_CASE("all children learn of a token from the one that asked") {
  auto& c = cloud();
  ProtectedServer server(GENERATE("event", "prefork"));
  server.size(4, 2);
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options())));
  server.start();
  const auto token = c.alice_token();
  const int before = validations(c);
  ask_often(server, token, 60);
  CHECK(validations(c) == before + 1);
  // Shared memory is a generation's: after a restart it is asked once more.
  server.graceful();
  ask_often(server, token, 60);
  CHECK(validations(c) == before + 2);
}

TEST_CASE("two hundred clients with one new token are one question") {
  auto& c = cloud();
  ProtectedServer server;
  server.size(4, 25);
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options())));
  server.start();
  ask_often(server, c.bob_token(), 20);  // every child has its own token by now
  const auto token = c.alice_token();
  const int before = validations(c);
  const auto report = crowd(server.url("/v2/samples?limit=1"), 200, [] { return true; }, {{"X-Auth-Token", token}});
  INFO(report.first_failure);
  CHECK(report.failed == 0);
  CHECK(report.answered == 200);
  CHECK(validations(c) == before + 1);
}

TEST_CASE("without shared memory each child asks for itself, and start-up says so") {
  auto& c = cloud();
  HttpdServer server("prefork");
  server.size(3, 1);
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options())));
  server.expect_log("socache_shmcb");
  server.start();
  const auto token = c.alice_token();
  const int before = validations(c);
  ask_often(server, token, 30);
  CHECK(validations(c) > before);
  CHECK(validations(c) <= before + 4);
  CHECK_THAT(server.log(), Catch::Contains("socache_shmcb"));
}

TEST_CASE("memcached remembers beyond a restart, in the clear, signed or encrypted") {
  if (std::string(TEST_MEMCACHED).empty()) {
    WARN("memcached is not here");
    return;
  }
  auto& c = cloud();
  Memcached memcached(TEST_MEMCACHED);
  const std::string strategy = GENERATE("None", "MAC", "encrypt");
  INFO(strategy);
  HttpdServer server("prefork");
  server.size(3, 1);
  server.expect_log("CEIL0233");  // when it is stopped
  server.vhost(serve(write_protected_service(
      server, "api",
      c.keystone.authtoken_options() + "memcached_servers = " + memcached.address() +
          "\nmemcache_security_strategy = " + strategy + "\nmemcache_secret_key = a secret of this cloud\n")));
  server.start();
  const auto token = c.alice_token();
  const int before = validations(c);
  ask_often(server, token, 30);
  CHECK(validations(c) == before + 1);
  server.graceful();
  ask_often(server, token, 30);
  CHECK(validations(c) == before + 1);
  // Without it everybody is served all the same.
  memcached.stop();
  ask_often(server, token, 5);
  ask_often(server, c.bob_token(), 10);
}

TEST_CASE("two APIs of one httpd do not share what they were told by different rules") {
  auto& c = cloud();
  ProtectedServer server;
  server.vhost(serve(write_protected_service(server, "with", c.keystone.authtoken_options())));
  server.vhost(serve(write_protected_service(server, "without",
                                             c.keystone.authtoken_options() + "include_service_catalog = False\n")),
               "other.test");
  server.start();
  const auto token = c.alice_token();
  const int before = validations(c);
  Client client;
  for (const auto* host : {"localhost", "other.test", "localhost", "other.test"}) {
    CHECK(client.send({server.url("/v2/samples?limit=1"), "GET", {{"X-Auth-Token", token}, {"Host", host}}}).status ==
          200);
  }
  CHECK(validations(c) == before + 2);
  CHECK(c.keystone.requests("GET /v3/auth/tokens?nocatalog") > 0);
}
