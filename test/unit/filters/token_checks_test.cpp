#include "filters/token_checks.hpp"

#include <catch2/catch.hpp>

using namespace ceilometer;
using filters::BindPolicy;

namespace {

identity::Token bound_to(const std::string& kind, const std::string& principal) {
  identity::Token token;
  json::Object bind;
  bind[kind] = json::Value(principal);
  token.bind = json::Value(std::move(bind));
  return token;
}

http::Request by_kerberos(const std::string& principal) {
  http::Request request;
  static const std::string alice = "alice@REALM";
  request.auth_type = "Negotiate";
  request.remote_user = principal.empty() ? std::string_view() : std::string_view(alice);
  return request;
}

identity::Token with_rules(const std::string& rules) {
  identity::Token token;
  token.access_rules = json::parse(rules);
  REQUIRE(token.access_rules.has_value());
  token.service_types = {"metering", "compute"};
  return token;
}

bool allowed(const identity::Token& token, const std::string& method, const std::string& path,
             std::string_view service_type = "metering", bool through_service = false) {
  http::Request request;
  request.method = method;
  request.path_info = path;
  return filters::is_allowed_by_access_rules(token, service_type, request, through_service);
}

}  // namespace

TEST_CASE("a token that is bound to Kerberos needs the same principal") {
  const auto token = bound_to("kerberos", "alice@REALM");
  const auto policy = BindPolicy::parse(GENERATE("permissive", "strict", "required", "kerberos"));
  CHECK(filters::is_bind_satisfied(policy, token, by_kerberos("alice@REALM")));
  CHECK_FALSE(filters::is_bind_satisfied(policy, token, by_kerberos("")));
  CHECK_FALSE(filters::is_bind_satisfied(policy, token, http::Request()));
  http::Request basic = by_kerberos("alice@REALM");
  basic.auth_type = "Basic";
  CHECK_FALSE(filters::is_bind_satisfied(policy, token, basic));
  CHECK(filters::is_bind_satisfied(BindPolicy::parse("disabled"), token, http::Request()));
}

TEST_CASE("how unbound tokens and unknown kinds of binding are taken") {
  struct Case {
    const char* mode;
    bool unbound;
    bool unknown_kind;
  };
  const auto c = GENERATE(values<Case>({{"disabled", true, true},
                                        {"permissive", true, true},
                                        {"strict", true, false},
                                        {"required", false, false},
                                        {"kerberos", false, false},
                                        {"x509", false, false}}));
  CAPTURE(c.mode);
  const auto policy = BindPolicy::parse(c.mode);
  CHECK(filters::is_bind_satisfied(policy, identity::Token(), http::Request()) == c.unbound);
  CHECK(filters::is_bind_satisfied(policy, bound_to("x509", "cn"), http::Request()) == c.unknown_kind);
}

TEST_CASE("a binding that cannot be understood is not satisfied") {
  identity::Token token;
  token.bind = json::Value("kerberos");
  CHECK_FALSE(filters::is_bind_satisfied(BindPolicy::parse("permissive"), token, by_kerberos("alice@REALM")));
  CHECK(filters::is_bind_satisfied(BindPolicy::parse("disabled"), token, http::Request()));
}

TEST_CASE("access rules let an application credential make the requests that they name") {
  const auto token = with_rules(R"([{"service": "metering", "method": "GET", "path": "/v2/meters/*/statistics"},
                                    {"service": "metering", "method": "GET", "path": "/v2/resources/{id}"},
                                    {"service": "compute", "method": "POST", "path": "/v2/meters/cpu"}])");
  CHECK(allowed(token, "GET", "/v2/meters/cpu/statistics"));
  CHECK(allowed(token, "GET", "/v2/resources/r-1"));
  CHECK_FALSE(allowed(token, "POST", "/v2/resources/r-1"));
  CHECK_FALSE(allowed(token, "GET", "/v2/resources"));
  CHECK_FALSE(allowed(token, "POST", "/v2/meters/cpu"));  // of another service
  CHECK(allowed(token, "GET", "/v2/samples", "metering", true));
}

TEST_CASE("access rules deny where we cannot tell") {
  const auto token = with_rules(R"([{"service": "metering", "method": "GET", "path": "**"}])");
  CHECK(allowed(token, "GET", "/v2/samples"));
  CHECK_FALSE(allowed(token, "GET", "/v2/samples", ""));
  CHECK_FALSE(allowed(token, "GET", "/v2/samples", "", true));
  CHECK_FALSE(allowed(token, "GET", "/v2/samples", "telemetry"));
  CHECK_FALSE(allowed(with_rules("[]"), "GET", "/v2/samples"));
  CHECK_FALSE(allowed(with_rules(R"(["x", {"service": 1}])"), "GET", "/v2/samples"));
  CHECK_FALSE(allowed(with_rules("{}"), "GET", "/v2/samples"));
  CHECK(allowed(identity::Token(), "GET", "/v2/samples", ""));
}

TEST_CASE("patterns of paths") {
  struct Case {
    const char* pattern;
    const char* path;
    bool matches;
  };
  const auto c = GENERATE(values<Case>({{"/v2/meters", "/v2/meters", true},
                                        {"/v2/meters", "/v2/meters/", false},
                                        {"/v2/*", "/v2/meters", true},
                                        {"/v2/*", "/v2/", false},
                                        {"/v2/*", "/v2/meters/cpu", false},
                                        {"/v2/**", "/v2/meters/cpu", true},
                                        {"/v2/**", "/v2/", true},
                                        {"/v2/{tag}/cpu", "/v2/meters/cpu", true},
                                        {"/v2/{tag}/cpu", "/v2/a/b/cpu", false},
                                        {"/v2/{tag", "/v2/{tag", true},
                                        {"/v2/m*s", "/v2/meters", true},
                                        {"**/statistics", "/v2/meters/cpu/statistics", true},
                                        {"/v2/a.b", "/v2/axb", false},
                                        {"", "", true},
                                        {"", "/", false},
                                        {"***", "/", false},
                                        {"***", "/a", true}}));
  CAPTURE(c.pattern, c.path);
  CHECK(filters::matches_path(c.pattern, c.path) == c.matches);
}
