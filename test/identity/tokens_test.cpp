// Who gets in, and as whom: tokens of a real Keystone.

#include <catch2/catch.hpp>

#include "identity/cloud.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"

using namespace ceilometer::test;

namespace {

Answer ask_with(HttpdServer& server, const std::string& path, const std::string& token, const HeaderList& more = {}) {
  Client client;
  Call call{server.url(path), "GET", {}};
  if (!token.empty()) call.headers.emplace_back("X-Auth-Token", token);
  call.headers.insert(call.headers.end(), more.begin(), more.end());
  return client.send(call);
}

std::string sample_of(const std::string& project) {
  return R"([{"counter_name": "m", "counter_type": "gauge", "counter_unit": "x", "counter_volume": 1,)"
         R"( "resource_id": "r", "resource_metadata": {})" +
         (project.empty() ? "" : R"(, "project_id": ")" + project + "\"") + "}]";
}

Answer post_with(HttpdServer& server, const std::string& token, const std::string& project) {
  Client client;
  Call call{server.url("/v2/meters/m?direct=True"), "POST", {{"Content-Type", "application/json"}}};
  if (!token.empty()) call.headers.emplace_back("X-Auth-Token", token);
  call.body = sample_of(project);
  return client.send(call);
}

const std::string kNoTokenNeeded = "delay_auth_decision = True\n";

}  // namespace

TEST_CASE("an admin sees everything, a member and a reader what is their project's") {
  auto& c = cloud();
  ProtectedServer server;
  const auto files = write_protected_service(server, "api", c.keystone.authtoken_options());
  execute(files.database, "UPDATE resource SET project_id = '" + c.demo + "' WHERE project_id = 'p-alpha'");
  server.vhost(serve(files));
  server.start();

  const auto all = ask_with(server, "/v2/resources", c.admin_token());
  CHECK(all.status == 200);
  CHECK_THAT(all.body, Catch::Contains(c.demo) && Catch::Contains("p-beta"));
  const auto own = ask_with(server, "/v2/resources", c.alice_token());
  CHECK(own.status == 200);
  CHECK_THAT(own.body, Catch::Contains(c.demo) && !Catch::Contains("p-beta"));
  const auto none = ask_with(server, "/v2/resources", c.bob_token());
  CHECK(none.status == 200);
  CHECK(none.body == "[]");
  // The old name of the header, and spaces around the token.
  CHECK(ask_with(server, "/v2/resources", "", {{"X-Storage-Token", c.alice_token()}}).body == own.body);
  CHECK(ask_with(server, "/v2/resources", "  " + c.alice_token() + "\t").body == own.body);
}

TEST_CASE("a caller without a good token learns where Keystone is, and nothing else") {
  auto& c = cloud();
  ProtectedServer server;
  server.global("LimitRequestFieldSize 131072");
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options())));
  server.start();
  auto revoked = c.alice_token();
  c.keystone.revoke(revoked);
  const auto good = c.alice_token();
  for (const std::string& token :
       {std::string(), std::string("garbage"), revoked, good + "x", good.substr(1), std::string("a b"),
        std::string("\xc3\xa9t\xc3\xa9"), std::string(100'000, 'g'), good + ", " + good, std::string("../../projects"),
        std::string("t?nocatalog"), std::string("t%0d%0aX-Roles:admin")}) {
    INFO(token.substr(0, 200));
    const auto answer = ask_with(server, "/v2/samples", token);
    CHECK(answer.status == 401);
    CHECK(answer.body == "Authentication required");
    CHECK(answer.header("Content-Type") == "text/html; charset=UTF-8");
    CHECK(answer.header("WWW-Authenticate") == "Keystone uri='" + c.keystone.url() + "'");
    CHECK_THAT(answer.header("X-Openstack-Request-Id"), Catch::StartsWith("req-"));
  }
  CHECK(post_with(server, "", "p").status == 401);
  CHECK(post_with(server, revoked, "p").status == 401);
  CHECK(ask_with(server, "/", "").status == 401);
  CHECK(ask_with(server, "/v2/nothing", "").status == 401);
  CHECK(ask_with(server, "/v2/samples", good).status == 200);
}

TEST_CASE("the words of later releases") {
  auto& c = cloud();
  ProtectedServer server;
  server.vhost(
      serve(write_protected_service(server, "api", c.keystone.authtoken_options() + "rejection_wording = modern\n")));
  server.start();
  const auto answer = ask_with(server, "/v2/samples", "garbage");
  CHECK(answer.status == 401);
  CHECK(answer.body == R"({"error": {"code": 401, "title": "Unauthorized", "message": )"
                       R"("The request you have made requires authentication."}})");
  CHECK(answer.header("WWW-Authenticate") == "Keystone uri=\"" + c.keystone.url() + "\"");
}

TEST_CASE("every 401 of the application says where Keystone is") {
  auto& c = cloud();
  ProtectedServer server;
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options())));
  server.start();
  const auto answer = ask_with(server, "/v2/samples?q.field=project_id&q.op=eq&q.value=" + c.other, c.alice_token());
  CHECK(answer.status == 401);
  CHECK_THAT(answer.body, Catch::Contains("Not Authorized to access project"));
  CHECK(answer.header("WWW-Authenticate") == "Keystone uri='" + c.keystone.url() + "'");
}

TEST_CASE("a token without a project is worth nothing, unless it is an admin's") {
  auto& c = cloud();
  c.keystone.create_user("dora", "dorapw");
  c.keystone.grant_on_domain("dora", "member");
  c.keystone.create_user("root", "rootpw");
  c.keystone.grant_on_domain("root", "admin");
  ProtectedServer server;
  const auto files = write_protected_service(server, "api", c.keystone.authtoken_options());
  server.vhost(serve(files));
  server.start();
  const long before = ask(files.database, "SELECT count(*) FROM sample");
  for (const auto& token : {c.keystone.token("alice", "alicepw", ""), c.keystone.domain_token("dora", "dorapw")}) {
    for (const auto* path :
         {"/v2/meters", "/v2/meters?unique=True", "/v2/meters/cpu", "/v2/meters/cpu/statistics", "/v2/samples",
          "/v2/samples/x", "/v2/resources", "/v2/resources/x", "/v2/events", "/v2/events/x", "/v2/event_types",
          "/v2/event_types/x/traits", "/v2/event_types/x/traits/y"}) {
      INFO(path);
      const auto answer = ask_with(server, path, token);
      CHECK(answer.status == 403);
      CHECK_THAT(answer.body, Catch::Contains("RBAC Authorization Failed"));
    }
    CHECK(post_with(server, token, "").status == 403);
    CHECK(post_with(server, token, c.demo).status == 403);
    Client client;
    CHECK(client
              .send({server.url("/v2/query/samples"),
                     "POST",
                     {{"X-Auth-Token", token}, {"Content-Type", "application/json"}},
                     "{}"})
              .status == 403);
  }
  CHECK(ask(files.database, "SELECT count(*) FROM sample") == before);
  CHECK(ask_with(server, "/v2/samples?limit=1", c.keystone.domain_token("root", "rootpw")).status == 200);
}

TEST_CASE("with delay_auth_decision a stranger comes in and sees nothing") {
  auto& c = cloud();
  ProtectedServer server;
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options() + kNoTokenNeeded)));
  server.start();
  for (const auto* token : {"", "garbage"}) {
    CHECK(ask_with(server, "/", token).status == 200);
    for (const auto* path :
         {"/v2/meters", "/v2/samples", "/v2/resources", "/v2/meters/cpu/statistics", "/v2/events", "/v2/event_types"}) {
      INFO(path);
      CHECK(ask_with(server, path, token).status == 403);
    }
    CHECK(post_with(server, token, "p").status == 403);
    // Nor by saying who it is.
    CHECK(ask_with(server, "/v2/samples", token, {{"X-Roles", "admin"}, {"X-Project-Id", c.demo}}).status == 403);
  }
  CHECK(ask_with(server, "/v2/samples?limit=1", c.alice_token()).status == 200);
}

TEST_CASE("a service that passes a user's request on") {
  auto& c = cloud();
  ProtectedServer server;
  std::string more;
  SECTION("any good token will do by default") {}
  SECTION("one without the role is refused where it is required") { more = "service_token_roles_required = True\n"; }
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options() + more)));
  server.start();
  const auto user = c.alice_token();
  const auto with = [&](const std::string& service) {
    return ask_with(server, "/v2/samples?limit=1", user, {{"X-Service-Token", service}}).status;
  };
  CHECK(with(c.keystone.token("ceilometer", "servicepw", "service")) == 200);
  CHECK(with("garbage") == 401);
  CHECK(with(c.bob_token()) == (more.empty() ? 200 : 401));
  CHECK(ask_with(server, "/v2/samples?limit=1", "", {{"X-Service-Token", user}}).status == 401);
}

TEST_CASE("a token ends when Keystone said it would, remembered or not") {
  auto& c = cloud();
  ProtectedServer server;
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options())));
  server.start();
  CHECK(ask_with(server, "/v2/samples?limit=1", c.bob_token()).status == 200);  // our own token is a long one
  c.keystone.set_token_lifetime(10);
  const auto token = c.alice_token();
  const auto status = [&] { return ask_with(server, "/v2/samples?limit=1", token).status; };
  CHECK(status() == 200);
  CHECK(eventually([&] { return status() == 401; }));
  c.keystone.set_token_lifetime(3600);
  const auto service = c.keystone.token("ceilometer", "servicepw", "service");
  // A service may finish what its user began.
  CHECK(ask_with(server, "/v2/samples?limit=1", token, {{"X-Service-Token", service}}).status == 200);
  CHECK(ask_with(server, "/v2/samples?limit=1", token, {{"X-Service-Token", c.bob_token()}}).status == 401);
  CHECK(status() == 401);
}

TEST_CASE("a revoked token is good as long as it is remembered, and no longer") {
  auto& c = cloud();
  ProtectedServer server;
  std::string more;
  SECTION("not remembered at all") { more = "token_cache_time = -1\n"; }
  SECTION("for two seconds") { more = "token_cache_time = 2\n"; }
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options() + more)));
  server.start();
  const auto token = c.alice_token();
  const auto status = [&] { return ask_with(server, "/v2/samples?limit=1", token).status; };
  CHECK(status() == 200);
  c.keystone.revoke(token);
  if (more == "token_cache_time = -1\n") {
    CHECK(status() == 401);
  } else {
    CHECK(eventually([&] { return status() == 401; }, std::chrono::seconds(10)));
  }
}
