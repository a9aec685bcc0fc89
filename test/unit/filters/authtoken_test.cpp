// The filter's decisions, over a validator that says what the test wants. What a real Keystone says is in
// test/identity.
#include "filters/authtoken.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "filters/authtoken_factory.hpp"
#include "unit/filters/full_registry.hpp"

using namespace ceilometer;
using filters::Authtoken;
using filters::AuthtokenRules;
using identity::Validation;

namespace {

std::string body_of(const std::string& project, const std::string& roles, const std::string& expires) {
  return R"({"token": {"expires_at": ")" + expires +
         R"(", "user": {"id": "u", "name": "alice", "domain": {"id": "d"}},)" +
         (project.empty() ? ""
                          : R"( "project": {"id": ")" + project + R"(", "name": "demo", "domain": {"id": "d"}},)") +
         R"( "roles": [{"id": "r", "name": ")" + roles + R"("}], "catalog": []}})";
}

class FakeKeystone final : public identity::TokenValidator {
 public:
  Validation validate(std::string_view token, bool allow_expired) override {
    asked.emplace_back(token);
    allowed_expired = allow_expired;
    const auto known = tokens.find(token);
    if (is_away) return {Validation::Outcome::kUnavailable, {}, "it is away"};
    if (known == tokens.end()) return {Validation::Outcome::kInvalid, {}, {}};
    return {Validation::Outcome::kValid, known->second, {}};
  }
  std::map<std::string, std::string, std::less<>> tokens = {
      {"user", body_of("p", "member", "2099-01-01T00:00:00Z")},
      {"old", body_of("p", "member", "2001-01-01T00:00:00Z")},
      {"service", body_of("s", "service", "2099-01-01T00:00:00Z")},
      {"nobody", body_of("", "member", "2099-01-01T00:00:00Z")},
      {"two", body_of("p", "member,admin", "2099-01-01T00:00:00Z")}};
  std::vector<std::string> asked;
  bool allowed_expired = false;
  bool is_away = false;
};

/// What the application was told.
class Application final : public pipeline::Handler {
 public:
  http::Response handle(http::Request& request) const override {
    for (const auto& field : request.headers) seen[std::string(field.name)] = field.value;
    checked = request.identity_is_checked;
    reached = true;
    return http::Response::make(status, "text/plain", "hello");
  }
  int status = 200;
  mutable std::map<std::string, std::string> seen;
  mutable bool reached = false;
  mutable bool checked = false;
};

struct World {
  explicit World(AuthtokenRules given = {}) {
    given.www_authenticate_uri = "http://keystone:5000";
    filter = std::make_unique<Authtoken>(
        std::move(given), keystone,
        std::make_shared<identity::TokenCache>(identity::TokenCache::Options(), nullptr, nullptr, test::no_log()),
        test::no_log());
  }

  http::Response ask(const std::vector<std::pair<std::string, std::string>>& headers) {
    http::Request request;
    request.method = "GET";
    request.path_info = "/v2/samples";
    for (const auto& [name, value] : headers) request.headers.add(name, value);
    return filter->handle(request, application);
  }

  std::shared_ptr<FakeKeystone> keystone = std::make_shared<FakeKeystone>();
  Application application;
  std::unique_ptr<Authtoken> filter;
};

std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.headers.get(name).value_or("(none)"));
}

}  // namespace

TEST_CASE("a good token goes on, with what Keystone says of it and nothing that the client says") {
  World world;
  const auto response = world.ask({{"X-Auth-Token", " user "}, {"X-Roles", "admin"}, {"x-project-id", "other"}});
  CHECK(response.status == 200);
  CHECK(header(response, "WWW-Authenticate") == "(none)");
  CHECK(world.application.checked);
  CHECK(world.application.seen["X-Roles"] == "member");
  CHECK(world.application.seen["X-Project-Id"] == "p");
  CHECK(world.application.seen["X-Identity-Status"] == "Confirmed");
  CHECK(world.application.seen.count("x-project-id") == 0);
  CHECK(world.keystone->asked == std::vector<std::string>{"user"});
}

TEST_CASE("what is no good token is refused, and what can be none is not asked about") {
  World world;
  for (const auto& headers : std::vector<std::vector<std::pair<std::string, std::string>>>{
           {},
           {{"X-Auth-Token", ""}},
           {{"X-Auth-Token", "unknown"}},
           {{"X-Auth-Token", "old"}},
           {{"X-Auth-Token", "user"}, {"X-Auth-Token", "user"}},
           {{"X-Auth-Token", ""}, {"X-Storage-Token", "user"}},
           {{"X-Auth-Token", "us er"}},
           {{"X-Auth-Token", "us\rer"}},
           {{"X-Auth-Token", std::string(65537, 'x')}}}) {
    const auto response = world.ask(headers);
    CHECK(response.status == 401);
    CHECK(response.body == "Authentication required");
    CHECK(header(response, "WWW-Authenticate") == "Keystone uri='http://keystone:5000'");
  }
  CHECK_FALSE(world.application.reached);
  CHECK(world.keystone->asked == std::vector<std::string>{"unknown", "old"});
}

TEST_CASE("the application's own 401 says where Keystone is, other answers do not") {
  World world;
  world.application.status = 401;
  CHECK(header(world.ask({{"X-Auth-Token", "user"}}), "WWW-Authenticate") == "Keystone uri='http://keystone:5000'");
  world.application.status = 403;
  CHECK(header(world.ask({{"X-Auth-Token", "user"}}), "WWW-Authenticate") == "(none)");
}

TEST_CASE("while Keystone is away nobody is judged") {
  AuthtokenRules rules;
  rules.delay_auth_decision = GENERATE(false, true);
  World world(rules);
  world.keystone->is_away = true;
  const auto response = world.ask({{"X-Auth-Token", "user"}});
  CHECK(response.status == 503);
  CHECK(header(response, "Retry-After") == "5");
  CHECK(response.body ==
        "503 Service Unavailable\n\nThe server is currently unavailable. Please try again at a later "
        "time.\n\n   ");
  CHECK(world.ask({{"X-Auth-Token", "user"}, {"Accept", "*/*"}}).body.starts_with("<html>"));
  CHECK_FALSE(world.application.reached);
}

TEST_CASE("with delay_auth_decision a stranger goes on as nobody") {
  AuthtokenRules rules;
  rules.delay_auth_decision = true;
  World world(rules);
  CHECK(world.ask({{"X-Auth-Token", "unknown"}, {"X-Roles", "admin"}}).status == 200);
  CHECK(world.application.checked);
  CHECK(world.application.seen["X-Identity-Status"] == "Invalid");
  CHECK(world.application.seen.count("X-Roles") == 0);
}

TEST_CASE("a service's token, with and without the role") {
  AuthtokenRules rules;
  rules.service_token_roles_required = GENERATE(false, true);
  World world(rules);
  CHECK(world.ask({{"X-Auth-Token", "user"}, {"X-Service-Token", "service"}}).status == 200);
  CHECK(world.application.seen["X-Service-Identity-Status"] == "Confirmed");
  CHECK(world.application.seen["X-Service-Roles"] == "service");
  CHECK(world.keystone->allowed_expired);
  CHECK(world.ask({{"X-Auth-Token", "old"}, {"X-Service-Token", "service"}}).status == 200);
  CHECK(world.ask({{"X-Auth-Token", "old"}, {"X-Service-Token", "user"}}).status == 401);
  CHECK(world.ask({{"X-Auth-Token", "user"}, {"X-Service-Token", "unknown"}}).status == 401);
  const int without_role = world.ask({{"X-Auth-Token", "user"}, {"X-Service-Token", "user"}}).status;
  CHECK(without_role == (rules.service_token_roles_required ? 401 : 200));
}

TEST_CASE("a role with a comma in its name is none") {
  World world;
  CHECK(world.ask({{"X-Auth-Token", "two"}}).status == 200);
  CHECK(world.application.seen["X-Roles"].empty());
}

TEST_CASE("the words of later releases") {
  AuthtokenRules rules;
  rules.wording = AuthtokenRules::Wording::kModern;
  World world(rules);
  const auto response = world.ask({});
  CHECK(response.body.starts_with(R"({"error": {"code": 401, "title": "Unauthorized")"));
  CHECK(header(response, "WWW-Authenticate") == "Keystone uri=\"http://keystone:5000\"");
}

namespace {

/// The error of a pipeline with these options of the paste section, over these of [keystone_authtoken].
std::string refusal(const pipeline::Options& local, const std::map<std::string, std::string>& group,
                    std::vector<std::string>* notes = nullptr) {
  config::Sources sources;
  for (const auto& [name, value] : group) sources.overrides.push_back({"keystone_authtoken", name, value, "a test"});
  auto config = config::Config::load(sources);
  if (!config) return config.error().message;
  pipeline::FilterOptions options;
  options.local = local;
  options.section = "filter:authtoken";
  options.file = "/etc/ceilometer/api_paste.ini";
  options.notes = notes;
  PlainHost host(test::no_log());
  const auto made = filters::make_authtoken(options, *config, host);
  return made ? "" : made.error().message;
}

const std::map<std::string, std::string> kGood = {
    {"auth_type", "password"}, {"auth_url", "http://keystone:5000"}, {"username", "ceilometer"},
    {"password", "secret"},    {"project_name", "service"},          {"www_authenticate_uri", "http://keystone:5000"}};

std::map<std::string, std::string> with(std::map<std::string, std::string> more) {
  more.insert(kGood.begin(), kGood.end());
  return more;
}

}  // namespace

TEST_CASE("options that cannot be are refused by file, section and key") {
  CHECK(refusal({}, kGood).empty());
  CHECK_THAT(refusal({}, {}), Catch::Contains("keystone_authtoken"));
  CHECK_THAT(refusal({}, with({{"rejection_wording", "rude"}})), Catch::Contains("rejection_wording"));
  CHECK_THAT(refusal({}, with({{"memcache_security_strategy", "ROT13"}})),
             Catch::Contains("memcache_security_strategy"));
  CHECK_THAT(refusal({}, with({{"memcache_security_strategy", "MAC"}})), Catch::Contains("memcache_secret_key"));
  CHECK_THAT(refusal({}, with({{"memcache_tls_enabled", "True"}})), Catch::Contains("memcache_tls_enabled"));
  CHECK_THAT(refusal({}, with({{"memcache_sasl_enabled", "True"}})), Catch::Contains("memcache_sasl_enabled"));
  CHECK_THAT(
      refusal({{"delay_auth_decision", "perhaps"}}, kGood),
      Catch::Contains("/etc/ceilometer/api_paste.ini, [filter:authtoken]") && Catch::Contains("delay_auth_decision"));
  CHECK_THAT(refusal({{"token_cache_time", "soon"}}, kGood), Catch::Contains("token_cache_time"));
  // The paste section's own values come first, by today's names and those of then.
  CHECK(refusal({{"memcache_tls_enabled", "False"}}, with({{"memcache_tls_enabled", "True"}})).empty());
  CHECK(refusal({{"auth_url", "http://other:5000"}, {"password", "x"}}, kGood).empty());
}

TEST_CASE("what is accepted without effect is noted") {
  std::vector<std::string> notes;
  CHECK(refusal({{"signing_dir", "/var/cache"}, {"hash_algorithms", "sha256"}, {"auth_version", "v2.0"}},
                with({{"revocation_cache_time", "300"}}), &notes)
            .empty());
  std::string all;
  for (const auto& note : notes) all += note + "\n";
  for (const auto* name : {"signing_dir", "hash_algorithms", "auth_version", "revocation_cache_time"}) {
    CHECK_THAT(all, Catch::Contains(name));
  }
  notes.clear();
  auto without_uri = kGood;
  without_uri.erase("www_authenticate_uri");
  CHECK(refusal({}, without_uri, &notes).empty());
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes[0], Catch::Contains("www_authenticate_uri"));
  notes.clear();
  CHECK(refusal({{"auth_uri", "http://public:5000"}}, without_uri, &notes).empty());
  CHECK(notes.empty());
}
