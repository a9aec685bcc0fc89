// Keystone refuses us, is away, and comes back.

#include <catch2/catch.hpp>

#include "identity/cloud.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"

using namespace ceilometer::test;

namespace {

Answer ask_with(HttpdServer& server, const std::string& token) {
  Client client;
  return client.send({server.url("/v2/samples?limit=1"), "GET", {{"X-Auth-Token", token}}});
}

}  // namespace

TEST_CASE("a wrong password of our own is our fault, not the caller's, and the log says so without it") {
  auto& c = cloud();
  ProtectedServer server;
  auto options = c.keystone.authtoken_options();
  options.replace(options.find("servicepw"), 9, "wrong-secret");
  server.vhost(serve(write_protected_service(server, "api", options)));
  server.expect_log("CEIL0381");
  server.start();
  const auto token = c.alice_token();
  const auto answer = ask_with(server, token);
  CHECK(answer.status == 503);
  CHECK(!answer.header("Retry-After").empty());
  const auto log = server.log();
  CHECK_THAT(log, Catch::Contains("CEIL0381") && Catch::Contains("ceilometer") && Catch::Contains("401"));
  CHECK_THAT(log, !Catch::Contains("wrong-secret") && !Catch::Contains(token));
}

TEST_CASE("a service user that may not validate tokens is our fault too") {
  auto& c = cloud();
  ProtectedServer server;
  c.keystone.create_user("powerless", "powerlesspw");
  c.keystone.grant_on_project("powerless", "service", "member");
  auto options = c.keystone.authtoken_options();
  options.replace(options.find("username = ceilometer"), std::string("username = ceilometer").size(),
                  "username = powerless");
  options.replace(options.find("servicepw"), 9, "powerlesspw");
  server.vhost(serve(write_protected_service(server, "api", options)));
  server.expect_log("CEIL0381");
  server.start();
  CHECK(ask_with(server, c.alice_token()).status == 503);
  CHECK_THAT(server.log(), Catch::Contains("403"));
}

TEST_CASE("while Keystone is away, who is known stays known, and who is not gets 503") {
  auto& c = cloud();
  ProtectedServer server;
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options())));
  server.expect_log("CEIL0381");
  server.start();
  const auto known = c.alice_token();
  const auto unknown = c.bob_token();
  CHECK(ask_with(server, known).status == 200);
  c.keystone.stop();
  CHECK(ask_with(server, known).status == 200);
  const auto answer = ask_with(server, unknown);
  CHECK(answer.status == 503);
  CHECK(answer.header("Retry-After") == "5");
  CHECK_THAT(answer.body, Catch::Contains("503 Service Unavailable"));
  CHECK_THAT(server.log(), !Catch::Contains(unknown));
  c.keystone.start();
  CHECK(eventually([&] { return ask_with(server, unknown).status == 200; }));
  CHECK(ask_with(server, known).status == 200);
}

TEST_CASE("Keystone may be away when httpd starts") {
  auto& c = cloud();
  ProtectedServer server;
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options())));
  server.expect_log("CEIL0381");
  const auto token = c.alice_token();
  c.keystone.stop();
  server.start();
  CHECK(ask_with(server, token).status == 503);
  c.keystone.start();
  CHECK(eventually([&] { return ask_with(server, token).status == 200; }));
}

TEST_CASE("our own token is made anew when Keystone no longer knows it") {
  auto& c = cloud();
  ProtectedServer server;
  server.size(1, 4);
  server.vhost(
      serve(write_protected_service(server, "api", c.keystone.authtoken_options() + "token_cache_time = -1\n")));
  server.start();
  const auto token = c.alice_token();
  CHECK(ask_with(server, token).status == 200);
  const int made = c.keystone.requests("POST /v3/auth/tokens");
  // A user's tokens end with its being disabled, and do not come back.
  c.keystone.set_enabled("ceilometer", false);
  c.keystone.set_enabled("ceilometer", true);
  CHECK(ask_with(server, token).status == 200);
  CHECK(c.keystone.requests("POST /v3/auth/tokens") == made + 1);
}
