#include "identity/keystone.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "unit/identity/fake_keystone.hpp"

#ifdef CEILOMETER_HAVE_CURL

using namespace ceilometer;
using namespace ceilometer::identity;
using namespace ceilometer::identity::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Outcome = Validation::Outcome;

namespace {

constexpr std::string_view kGetToken = "POST /v3/auth/tokens";
constexpr std::string_view kValidate = "GET /v3/auth/tokens";

std::string reason(KeystoneClient& client, std::string_view token = "user-token") {
  const auto result = client.validate(token, false);
  REQUIRE(result.outcome == Outcome::kUnavailable);
  CHECK_THAT(result.reason, !Contains("sesame") && !Contains("user-token") && !Contains("own-"));
  return result.reason;
}

}  // namespace

TEST_CASE("a valid token's body comes back, an unknown token is invalid") {
  FakeKeystone keystone;
  MemoryLogger logger;
  KeystoneClient client(options_for(keystone), http_client(), logger);
  const auto valid = client.validate("user-token", false);
  CHECK(valid.outcome == Outcome::kValid);
  CHECK_THAT(valid.body, Contains("2099-01-01"));
  CHECK(client.validate("another-token", false).outcome == Outcome::kInvalid);
  CHECK(keystone.count(kGetToken) == 1);
  CHECK(keystone.count(kValidate) == 2);
  CHECK(keystone.server.connections() == 1);
  const auto asked = keystone.server.requests().at(1);
  CHECK(asked.header("X-Auth-Token") == "own-1");
  CHECK(asked.header("X-Subject-Token") == "user-token");
  CHECK(asked.header("OpenStack-Identity-Access-Rules") == "1");
  CHECK_THAT(logger.text(), !Contains("sesame") && !Contains("own-1") && !Contains("user-token"));
}

TEST_CASE("the catalog and expired tokens are asked for as configured") {
  FakeKeystone keystone;
  MemoryLogger logger;
  auto options = options_for(keystone);
  KeystoneClient with(options, http_client(), logger);
  with.validate("user-token", false);
  with.validate("user-token", true);
  options.include_service_catalog = false;
  KeystoneClient without(options, http_client(), logger);
  without.validate("user-token", false);
  without.validate("user-token", true);
  std::vector<std::string> targets;
  for (const auto& request : keystone.server.requests()) {
    if (request.method == "GET") targets.push_back(request.target);
  }
  CHECK(targets == std::vector<std::string>{"/v3/auth/tokens", "/v3/auth/tokens?allow_expired=1",
                                            "/v3/auth/tokens?nocatalog", "/v3/auth/tokens?nocatalog&allow_expired=1"});
}

TEST_CASE("what can be no token is not asked about") {
  FakeKeystone keystone;
  MemoryLogger logger;
  KeystoneClient client(options_for(keystone), http_client(), logger);
  for (const std::string_view token :
       {std::string_view(""), std::string_view("a b"), std::string_view("a\r\nX-Roles: admin"),
        std::string_view("a\0b", 3), std::string_view("t\xc3\xb6ken")}) {
    CHECK(client.validate(token, false).outcome == Outcome::kInvalid);
  }
  CHECK(keystone.server.requests().empty());
}

TEST_CASE("an own token that was revoked is replaced, once") {
  FakeKeystone keystone;
  MemoryLogger logger;
  KeystoneClient client(options_for(keystone), http_client(), logger);
  CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
  keystone.revoke();
  CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
  CHECK(keystone.count(kGetToken) == 2);
  CHECK(keystone.count(kValidate) == 3);
  CHECK_THAT(logger.text(), Contains("CEIL0201"));
  keystone.forgets = true;
  CHECK(reason(client) ==
        "Keystone does not take the service's own token, which it has just issued (401 for user ceilometer)");
  CHECK(keystone.count(kGetToken) == 3);
  CHECK(keystone.count(kValidate) == 5);
}

TEST_CASE("a wrong password is told as such, and not tried with every request") {
  FakeKeystone keystone;
  keystone.password = "another";
  MemoryLogger logger;
  auto options = options_for(keystone);
  KeystoneClient client(options, http_client(), logger);
  CHECK(reason(client) == "Keystone rejects the service's own credentials (401 for user ceilometer)");
  CHECK(reason(client) == "Keystone rejects the service's own credentials (401 for user ceilometer)");
  CHECK_FALSE(client.check(std::chrono::steady_clock::now() + std::chrono::seconds(5)).ok());
  CHECK(keystone.count(kGetToken) == 1);
  options.patience.rejected = 0ms;
  KeystoneClient hasty(options, http_client(), logger);
  reason(hasty);
  keystone.password = "sesame";
  CHECK(hasty.validate("user-token", false).outcome == Outcome::kValid);
  CHECK(hasty.check(std::chrono::steady_clock::now() + std::chrono::seconds(5)).ok());
}

TEST_CASE("an own token is replaced before it expires") {
  FakeKeystone keystone;
  keystone.lifetime = 1;  // a quarter of it is left out
  MemoryLogger logger;
  KeystoneClient client(options_for(keystone), http_client(), logger);
  const auto end = std::chrono::steady_clock::now() + 20s;
  while (keystone.count(kGetToken) < 3 && std::chrono::steady_clock::now() < end) {
    REQUIRE(client.validate("user-token", false).outcome == Outcome::kValid);
  }
  CHECK(keystone.count(kGetToken) == 3);
}

TEST_CASE("a failure that passes is not seen, one that stays is told") {
  FakeKeystone keystone;
  MemoryLogger logger;
  std::atomic<int> failures = 2;
  keystone.validation = [&] {
    if (failures-- > 0) return ScriptedReply{.status = 503};
    return ScriptedReply{.body = R"({"token": {"expires_at": "2099-01-01T00:00:00Z", "user": {"id": "u"}}})"};
  };
  KeystoneClient client(options_for(keystone), http_client(), logger);
  CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
  CHECK(keystone.count(kValidate) == 3);
  failures = 1000;
  CHECK_THAT(reason(client), Contains(keystone.server.url() + " answers 503"));
  CHECK(keystone.count(kValidate) == 6);
}

TEST_CASE("other answers are no verdict") {
  FakeKeystone keystone;
  MemoryLogger logger;
  KeystoneClient client(options_for(keystone), http_client(), logger);
  keystone.status_of_validation = 500;
  CHECK_THAT(reason(client), Contains("answers 500"));
  keystone.status_of_validation = 302;
  CHECK_THAT(reason(client), Contains("answers 302"));
  keystone.status_of_validation = 403;
  CHECK_THAT(reason(client), Contains("403 for user ceilometer"));
  keystone.status_of_validation = 400;
  CHECK_THAT(reason(client), Contains("answers 400"));
  CHECK(client.validate(std::string(6000, 'x'), false).outcome == Outcome::kInvalid);
}

TEST_CASE("garbage is no verdict") {
  FakeKeystone keystone;
  MemoryLogger logger;
  ScriptedReply reply;
  keystone.validation = [&] { return reply; };
  auto options = options_for(keystone);
  options.exchange.retries = 0;
  KeystoneClient client(options, http_client({.max_response = 4096}), logger);
  reply = {.body = "<html>hush</html>"};
  CHECK_THAT(reason(client), Contains("it is not JSON") && !Contains("hush"));
  reply = {.body = "{}"};
  CHECK_THAT(reason(client), Contains("it has no token"));
  reply = {.raw = "garbage\r\n\r\n"};
  CHECK_THAT(reason(client), Contains("cannot be reached") && Contains("not HTTP"));
  reply = {.body = std::string(5000, ' ')};
  CHECK_THAT(reason(client), Contains("too long"));
  reply = {.body = "{}", .cut = 30};
  CHECK_THAT(reason(client), Contains("broke its answer off"));
}

TEST_CASE("an own token without a token or a time is none") {
  for (const char* body :
       {"", "[]", R"({"token": {}})", R"({"token": {"expires_at": "x"}})",
        R"({"token": {"issued_at": "2026-01-02T00:00:00Z", "expires_at": "2026-01-01T00:00:00Z"}})"}) {
    ScriptedServer server([&](const ReceivedRequest& /*request*/) {
      return ScriptedReply{.status = 201, .headers = {{"X-Subject-Token", "own-1"}}, .body = body};
    });
    MemoryLogger logger;
    KeystoneOptions options;
    options.auth = password_options(server.url("/v3"));
    KeystoneClient client(options, http_client(), logger);
    CHECK_THAT(reason(client), Contains("but without one"));
  }
}

TEST_CASE("Keystone away is no verdict, and when it is back all is well") {
  FakeKeystone keystone;
  MemoryLogger logger;
  KeystoneClient client(options_for(keystone), http_client(), logger);
  keystone.server.stop();
  CHECK_THAT(reason(client),
             Contains("Keystone cannot be reached at " + keystone.server.url()) && Contains("Connection refused"));
  keystone.server.start();
  CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
  keystone.server.stop();
  CHECK_THAT(reason(client), Contains("cannot be reached"));
  keystone.server.start();
  CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
}

TEST_CASE("a question is bounded in time as a whole") {
  FakeKeystone keystone;
  MemoryLogger logger;
  keystone.validation = [] { return ScriptedReply{.silent = true}; };
  auto options = options_for(keystone);
  options.exchange.retries = 100;
  options.exchange.time = 300ms;
  KeystoneClient client(options, http_client(), logger);
  const auto begin = std::chrono::steady_clock::now();
  CHECK_THAT(reason(client), Contains("cannot be"));
  CHECK(std::chrono::steady_clock::now() - begin < 10s);
}

TEST_CASE("many threads share one own token, and one failure to get it") {
  FakeKeystone keystone;
  MemoryLogger logger;
  const auto ask_all = [&](KeystoneClient& client, Outcome expected) {
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 16; ++t) {
      threads.emplace_back([&] { wrong += client.validate("user-token", false).outcome == expected ? 0 : 1; });
    }
    for (auto& thread : threads) thread.join();
    CHECK(wrong == 0);
  };
  KeystoneClient client(options_for(keystone), http_client(), logger);
  ask_all(client, Outcome::kValid);
  CHECK(keystone.count(kGetToken) == 1);
  keystone.revoke();
  ask_all(client, Outcome::kValid);
  CHECK(keystone.count(kGetToken) == 2);
  keystone.password = "another";
  KeystoneClient wrong(options_for(keystone), http_client(), logger);
  ask_all(wrong, Outcome::kUnavailable);
  CHECK(keystone.count(kGetToken) == 3);
}

TEST_CASE("a child asks for itself") {
  FakeKeystone keystone;
  MemoryLogger logger;
  KeystoneClient client(options_for(keystone), http_client(), logger);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) ::_exit(client.validate("user-token", false).outcome == Outcome::kValid ? 0 : 1);
  int status = 1;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
  CHECK(keystone.count(kGetToken) == 2);
}

TEST_CASE("an unversioned auth_url is asked for its versions, once") {
  FakeKeystone keystone;
  MemoryLogger logger;
  keystone.versions = R"({"versions": {"values": [
      {"id": "v3.14", "status": "stable", "links": [{"rel": "self", "href": ")" +
                      keystone.server.url("/v3/") + R"("}]},
      {"id": "v2.0", "status": "deprecated", "links": [{"rel": "self", "href": "http://127.0.0.1:1/v2.0/"}]}]}})";
  for (const char* path : {"", "/", "/v2.0", "/v2.0/"}) {
    const int before = keystone.count("GET / ") + keystone.count("GET /");
    auto options = options_for(keystone);
    options.auth.auth_url = keystone.server.url(path);
    KeystoneClient client(options, http_client(), logger);
    CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
    CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
    CHECK(keystone.count("GET / ") + keystone.count("GET /") == before + 3);
  }
  auto options = options_for(keystone);
  options.auth.auth_url = keystone.server.url();
  keystone.versions = "<html>";
  KeystoneClient garbage(options, http_client(), logger);
  CHECK_THAT(reason(garbage), Contains("it is no document of versions"));
  keystone.versions = R"({"versions": {"values": []}})";
  CHECK_THAT(reason(garbage), Contains("it has no v3 API"));
}

TEST_CASE("tokens are validated where the own token's catalog says Keystone is") {
  FakeKeystone elsewhere;
  FakeKeystone keystone;
  MemoryLogger logger;
  const auto endpoint = [](const char* interface, const char* region, const std::string& url) {
    return std::string(R"({"interface": ")") + interface + R"(", "region": ")" + region + R"(", "url": ")" + url +
           "\"}";
  };
  keystone.catalog = R"([{"type": "identity", "endpoints": [)" + endpoint("public", "One", "http://127.0.0.1:1/v3") +
                     "," + endpoint("admin", "One", "http://127.0.0.1:1/v3") + "," +
                     endpoint("admin", "Two", elsewhere.server.url("/v3")) + "]}]";
  auto options = options_for(keystone);
  options.region = "Two";
  // elsewhere does not know tokens of another Keystone unless it has issued as many.
  KeystoneClient client(options, http_client(), logger);
  CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
  CHECK(keystone.count(kValidate) == 0);
  CHECK(elsewhere.count(kValidate) == 1);
  options.region = "Three";
  KeystoneClient other(options, http_client(), logger);
  CHECK(other.validate("user-token", false).outcome == Outcome::kValid);
  CHECK(keystone.count(kValidate) == 1);
  options.region = "One";
  KeystoneClient lost(options, http_client(), logger);
  CHECK_THAT(reason(lost), Contains("http://127.0.0.1:1"));
}

TEST_CASE("an admin_token is used as it is") {
  FakeKeystone keystone;
  MemoryLogger logger;
  auto options = options_for(keystone);
  options.auth = {};
  options.auth.method = AuthOptions::Method::kAdminToken;
  options.auth.discover = false;
  options.auth.auth_url = keystone.server.url();
  options.auth.token = "admin-token";
  KeystoneClient client(options, http_client(), logger);
  CHECK(client.validate("user-token", false).outcome == Outcome::kValid);
  CHECK(keystone.count(kGetToken) == 0);
  keystone.forgets = true;
  CHECK_THAT(reason(client), Contains("401 for its token"));
}

#endif
