#include "filters/identity_headers.hpp"

#include <algorithm>
#include <array>

#include "base/strings.hpp"

namespace ceilometer::filters {
namespace {

using identity::Token;
using std::string_view;

constexpr std::array kIdentityHeaders = {
    string_view("X-Identity-Status"),
    string_view("X-Service-Identity-Status"),
    string_view("X-Service-Catalog"),
    string_view("X-Domain-Id"),
    string_view("X-Domain-Name"),
    string_view("X-Project-Id"),
    string_view("X-Project-Name"),
    string_view("X-Project-Domain-Id"),
    string_view("X-Project-Domain-Name"),
    string_view("X-User-Id"),
    string_view("X-User-Name"),
    string_view("X-User-Domain-Id"),
    string_view("X-User-Domain-Name"),
    string_view("X-Roles"),
    string_view("X-Service-Domain-Id"),
    string_view("X-Service-Domain-Name"),
    string_view("X-Service-Project-Id"),
    string_view("X-Service-Project-Name"),
    string_view("X-Service-Project-Domain-Id"),
    string_view("X-Service-Project-Domain-Name"),
    string_view("X-Service-User-Id"),
    string_view("X-Service-User-Name"),
    string_view("X-Service-User-Domain-Id"),
    string_view("X-Service-User-Domain-Name"),
    string_view("X-Service-Roles"),
    string_view("X-Role"),
    string_view("X-User"),
    string_view("X-Tenant-Id"),
    string_view("X-Tenant-Name"),
    string_view("X-Tenant"),
    string_view("X-Is-Admin-Project"),
    string_view("OpenStack-System-Scope"),
};

bool is_identity_header(string_view name) {
  return std::any_of(kIdentityHeaders.begin(), kIdentityHeaders.end(),
                     [name](string_view known) { return iequals(known, name); });
}

void add(http::Headers& headers, string_view name, string_view value) {
  if (!value.empty()) headers.add_view(name, value);
}

}  // namespace

void strip_identity_headers(http::Headers& headers) { headers.remove_if(is_identity_header); }

void set_user_status(http::Headers& headers, bool confirmed) {
  headers.add_view("X-Identity-Status", confirmed ? "Confirmed" : "Invalid");
}

void set_service_status(http::Headers& headers, bool confirmed) {
  headers.add_view("X-Service-Identity-Status", confirmed ? "Confirmed" : "Invalid");
}

void set_user_headers(http::Headers& headers, const Token& token, bool with_catalog) {
  // X-Roles is there even where it says nothing.
  headers.add_view("X-Roles", token.role_names);
  headers.add_view("X-Role", token.role_names);
  add(headers, "X-Domain-Id", token.domain.id);
  add(headers, "X-Domain-Name", token.domain.name);
  add(headers, "X-Project-Id", token.project.id);
  add(headers, "X-Tenant-Id", token.project.id);
  add(headers, "X-Project-Name", token.project.name);
  add(headers, "X-Tenant-Name", token.project.name);
  add(headers, "X-Tenant", token.project.name);
  add(headers, "X-Project-Domain-Id", token.project_domain.id);
  add(headers, "X-Project-Domain-Name", token.project_domain.name);
  add(headers, "X-User-Id", token.user.id);
  add(headers, "X-User-Name", token.user.name);
  add(headers, "X-User", token.user.name);
  add(headers, "X-User-Domain-Id", token.user_domain.id);
  add(headers, "X-User-Domain-Name", token.user_domain.name);
  if (token.is_admin_project) headers.add_view("X-Is-Admin-Project", *token.is_admin_project ? "True" : "False");
  if (token.system_all) headers.add_view("OpenStack-System-Scope", "all");
  if (with_catalog) add(headers, "X-Service-Catalog", token.service_catalog);
}

void set_service_headers(http::Headers& headers, const Token& token) {
  headers.add_view("X-Service-Roles", token.role_names);
  add(headers, "X-Service-Domain-Id", token.domain.id);
  add(headers, "X-Service-Domain-Name", token.domain.name);
  add(headers, "X-Service-Project-Id", token.project.id);
  add(headers, "X-Service-Project-Name", token.project.name);
  add(headers, "X-Service-Project-Domain-Id", token.project_domain.id);
  add(headers, "X-Service-Project-Domain-Name", token.project_domain.name);
  add(headers, "X-Service-User-Id", token.user.id);
  add(headers, "X-Service-User-Name", token.user.name);
  add(headers, "X-Service-User-Domain-Id", token.user_domain.id);
  add(headers, "X-Service-User-Domain-Name", token.user_domain.name);
}

}  // namespace ceilometer::filters
