#include "filters/identity_headers.hpp"

#include <catch2/catch.hpp>

using namespace ceilometer;

namespace {

identity::Token demo_token() {
  identity::Token token;
  token.user = {"u1", "alice"};
  token.user_domain = {"ud", "Users"};
  token.project = {"p1", "demo"};
  token.project_domain = {"pd", "Projects"};
  token.role_names = "member,reader";
  token.service_catalog = R"([{"type": "metering"}])";
  return token;
}

std::string value(const http::Headers& headers, std::string_view name) {
  return std::string(headers.get(name).value_or("(none)"));
}

}  // namespace

TEST_CASE("a client cannot say who it is, in any case and however often") {
  http::Headers headers;
  for (const auto* name : {"X-Identity-Status",
                           "X-Service-Identity-Status",
                           "X-Service-Catalog",
                           "X-Domain-Id",
                           "X-Domain-Name",
                           "X-Project-Id",
                           "X-Project-Name",
                           "X-Project-Domain-Id",
                           "X-Project-Domain-Name",
                           "X-User-Id",
                           "X-User-Name",
                           "X-User-Domain-Id",
                           "X-User-Domain-Name",
                           "X-Roles",
                           "X-Service-Domain-Id",
                           "X-Service-Domain-Name",
                           "X-Service-Project-Id",
                           "X-Service-Project-Name",
                           "X-Service-Project-Domain-Id",
                           "X-Service-Project-Domain-Name",
                           "X-Service-User-Id",
                           "X-Service-User-Name",
                           "X-Service-User-Domain-Id",
                           "X-Service-User-Domain-Name",
                           "X-Service-Roles",
                           "X-Role",
                           "X-User",
                           "X-Tenant-Id",
                           "X-Tenant-Name",
                           "X-Tenant",
                           "X-Is-Admin-Project",
                           "OpenStack-System-Scope",
                           "x-roles",
                           "X-ROLES",
                           "x-PROJECT-id"}) {
    headers.add(name, "forged");
    headers.add(name, "again");
  }
  headers.add("X-Auth-Token", "t");
  headers.add("X-Rolesome", "kept");
  headers.add("Accept", "application/json");
  filters::strip_identity_headers(headers);
  CHECK(headers.size() == 3);
  CHECK(value(headers, "X-Rolesome") == "kept");
}

TEST_CASE("a user's token becomes headers, deprecated names included") {
  auto token = demo_token();
  http::Headers headers;
  filters::set_user_headers(headers, token, true);
  CHECK(value(headers, "X-User-Id") == "u1");
  CHECK(value(headers, "X-User-Name") == "alice");
  CHECK(value(headers, "X-User") == "alice");
  CHECK(value(headers, "X-User-Domain-Id") == "ud");
  CHECK(value(headers, "X-User-Domain-Name") == "Users");
  CHECK(value(headers, "X-Project-Id") == "p1");
  CHECK(value(headers, "X-Tenant-Id") == "p1");
  CHECK(value(headers, "X-Project-Name") == "demo");
  CHECK(value(headers, "X-Tenant-Name") == "demo");
  CHECK(value(headers, "X-Tenant") == "demo");
  CHECK(value(headers, "X-Project-Domain-Id") == "pd");
  CHECK(value(headers, "X-Project-Domain-Name") == "Projects");
  CHECK(value(headers, "X-Roles") == "member,reader");
  CHECK(value(headers, "X-Role") == "member,reader");
  CHECK(value(headers, "X-Domain-Id") == "(none)");
  CHECK(value(headers, "X-Is-Admin-Project") == "(none)");
  CHECK(value(headers, "OpenStack-System-Scope") == "(none)");
  CHECK(value(headers, "X-Service-Catalog") == R"([{"type": "metering"}])");
}

TEST_CASE("what a token does not say has no header") {
  identity::Token token;
  token.user = {"u1", "alice"};
  token.is_admin_project = false;
  token.system_all = true;
  token.service_catalog = "[]";
  http::Headers headers;
  filters::set_user_headers(headers, token, false);
  CHECK(value(headers, "X-Project-Id") == "(none)");
  CHECK(value(headers, "X-Tenant") == "(none)");
  CHECK(value(headers, "X-Roles").empty());
  CHECK(value(headers, "X-Is-Admin-Project") == "False");
  CHECK(value(headers, "OpenStack-System-Scope") == "all");
  CHECK(value(headers, "X-Service-Catalog") == "(none)");
}

TEST_CASE("a service's token has headers of its own") {
  const auto token = demo_token();
  http::Headers headers;
  filters::set_service_headers(headers, token);
  CHECK(value(headers, "X-Service-User-Id") == "u1");
  CHECK(value(headers, "X-Service-Project-Name") == "demo");
  CHECK(value(headers, "X-Service-Roles") == "member,reader");
  CHECK(value(headers, "X-User-Id") == "(none)");
  CHECK(value(headers, "X-Service-Catalog") == "(none)");
}
