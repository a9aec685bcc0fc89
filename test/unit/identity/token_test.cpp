#include "identity/token.hpp"

#include <catch2/catch.hpp>

#include "base/clock.hpp"
#include "identity/catalog.hpp"

using namespace ceilometer;
using namespace ceilometer::identity;
using Catch::Matchers::Contains;

namespace {

constexpr std::string_view kWhole = R"({"token": {
  "methods": ["password"], "audit_ids": ["x"],
  "expires_at": "2026-11-25T16:30:00.250000Z", "issued_at": "2026-11-25T15:30:00.000000Z",
  "user": {"id": "u1", "name": "alice", "domain": {"id": "default", "name": "Default"}, "password_expires_at": null},
  "project": {"id": "p1", "name": "demo", "domain": {"id": "d2", "name": "Other"}},
  "roles": [{"id": "r1", "name": "member"}, {"id": "r2", "name": "reader"}, {"id": "r3"}, 7],
  "is_domain": false, "is_admin_project": false,
  "bind": {"kerberos": "alice@REALM"},
  "application_credential": {"id": "ac", "access_rules": [{"path": "/v2/meters", "method": "GET"}]},
  "catalog": [
    {"id": "s1", "type": "metering", "name": "ceilometer", "endpoints": [
      {"id": "e1", "interface": "public", "region": "One", "region_id": "One", "url": "http://one:8777"},
      {"id": "e2", "interface": "public", "region": "Two", "region_id": "Two", "url": "http://two:8777"},
      {"id": "e3", "interface": "Admin", "region": "One", "region_id": "One", "url": "http://one-admin:8777"},
      {"id": "e4", "interface": "internal", "url": "http://nowhere:8777"},
      {"id": "e5", "region": "One"}, null]},
    {"type": "metric", "endpoints": []},
    {"name": "no type"}, 3]
}})";

std::string error(std::string_view body) {
  const auto parsed = parse_token(body);
  REQUIRE_FALSE(parsed.ok());
  return parsed.error().message;
}

}  // namespace

TEST_CASE("a project's token is read whole") {
  const auto parsed = parse_token(kWhole);
  REQUIRE(parsed.ok());
  const Token& token = **parsed;
  const auto expected = parse_isotime("2026-11-25T16:30:00.25Z")->utc();
  CHECK(token.expires_at == expected);
  CHECK(token.user.id == "u1");
  CHECK(token.user.name == "alice");
  CHECK(token.user_domain.id == "default");
  CHECK(token.user_domain.name == "Default");
  CHECK(token.project.id == "p1");
  CHECK(token.project.name == "demo");
  CHECK(token.project_domain.id == "d2");
  CHECK(token.domain.id.empty());
  CHECK_FALSE(token.system_all);
  CHECK(token.role_names == "member,reader");
  CHECK(token.has_role("reader"));
  CHECK_FALSE(token.has_role("Reader"));
  CHECK(token.is_admin_project == false);
  REQUIRE(token.bind);
  REQUIRE(token.bind->as<json::Object>() != nullptr);
  CHECK(token.bind->as<json::Object>()->find("kerberos") != nullptr);
  REQUIRE(token.access_rules);
  CHECK(token.access_rules->as<json::Array>()->size() == 1);
  CHECK(token.service_types == std::vector<std::string>{"metering", "metric"});
}

TEST_CASE("the catalog is told in the shape of v2.0") {
  CHECK((*parse_token(kWhole))->service_catalog ==
        R"([{"type": "metering", "name": "ceilometer", "endpoints": [)"
        R"({"region": "One", "publicURL": "http://one:8777", "adminURL": "http://one-admin:8777"}, )"
        R"({"region": "Two", "publicURL": "http://two:8777"}, {"internalURL": "http://nowhere:8777"}]}, )"
        R"({"type": "metric", "endpoints": []}])");
}

TEST_CASE("other scopes") {
  const auto parse = [](const std::string& scope) {
    auto parsed = parse_token(R"({"token": {"expires_at": "2026-11-25T16:30:00Z", "user": {"id": "u"})" + scope + "}}");
    if (!parsed) FAIL(parsed.error().message);
    return *parsed;
  };
  const auto unscoped = parse("");
  CHECK(unscoped->project.id.empty());
  CHECK(unscoped->role_names.empty());
  CHECK(unscoped->service_catalog.empty());
  CHECK(unscoped->is_admin_project == std::nullopt);
  CHECK_FALSE(unscoped->bind);
  const auto domain = parse(R"(, "domain": {"id": "d1", "name": "D"}, "roles": [{"id": "r", "name": "admin"}])");
  CHECK(domain->domain.id == "d1");
  CHECK(domain->domain.name == "D");
  CHECK(domain->project.id.empty());
  CHECK(domain->role_names == "admin");
  CHECK(parse(R"(, "system": {"all": true})")->system_all);
  CHECK_FALSE(parse(R"(, "system": {"all": "true"})")->system_all);
  CHECK(parse(R"(, "catalog": [])")->service_catalog == "[]");
  CHECK_FALSE(parse(R"(, "application_credential": {"id": "x"})")->access_rules);
  CHECK_FALSE(parse(R"(, "bind": null)")->bind);
}

TEST_CASE("what is no token is refused, without a word of it in the reason") {
  CHECK(error("") == "it is not JSON");
  CHECK(error("<html>") == "it is not JSON");
  CHECK(error("[]") == "it has no token");
  CHECK(error(R"({"access": {}})") == "it has no token");
  CHECK(error(R"({"token": "hush"})") == "it has no token");
  CHECK(error(R"({"token": {"user": {"id": "hush"}}})") == "its expires_at is no time");
  CHECK(error(R"({"token": {"expires_at": 17, "user": {"id": "u"}}})") == "its expires_at is no time");
  CHECK(error(R"({"token": {"expires_at": "2026-11-25T16:30:00Z"}})") == "it has no user");
  CHECK(error(std::string(100'000, '[')) == "it is not JSON");
}

TEST_CASE("an endpoint is found by type, interface and region") {
  const auto document = json::parse(kWhole);
  const auto* token = document->as<json::Object>()->find("token")->as<json::Object>();
  const Catalog catalog(*token->find("catalog")->as<json::Array>());
  CHECK_FALSE(catalog.empty());
  CHECK(catalog.url("metering", "public", "") == "http://one:8777");
  CHECK(catalog.url("metering", "publicURL", "Two") == "http://two:8777");
  CHECK(catalog.url("metering", "admin", "One") == "http://one-admin:8777");
  CHECK(catalog.url("metering", "admin", "Two") == std::nullopt);
  CHECK(catalog.url("metric", "public", "") == std::nullopt);
  CHECK(Catalog().empty());
}
