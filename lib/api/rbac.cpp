#include "api/rbac.hpp"

#include "base/api_error.hpp"

namespace ceilometer::api {

namespace {

policy::Credentials credentials(const Context& context) {
  const auto& headers = context.request.headers;
  return {headers.get("X-Roles").value_or(""), headers.get("X-User-Id"), headers.get("X-Project-Id")};
}

}  // namespace

void enforce(const Context& context, std::string_view rule) {
  std::string name = "telemetry:";
  name += rule;
  const auto& enforcer = *context.enforcer;
  if ((enforcer.has_rule("default") || enforcer.has_rule(name)) && !enforcer.enforce(name, credentials(context))) {
    throw ApiError(403, "RBAC Authorization Failed");  // inside wsexpose, so a fault
  }
}

bool is_limited(const Context& context) {
  const auto& enforcer = *context.enforcer;
  // "segregation" came with Kilo; older policy files have context_is_admin.
  const auto* const rule = enforcer.has_rule("segregation") ? "segregation" : "context_is_admin";
  return !enforcer.enforce(rule, credentials(context));
}

std::optional<std::string> limited_to_project(const Context& context) {
  if (!is_limited(context)) return std::nullopt;
  const auto caller = credentials(context);
  if (caller.project_id && !caller.project_id->empty()) return std::string(*caller.project_id);
  if (context.request.identity_is_checked) throw ApiError(403, "RBAC Authorization Failed");
  return std::nullopt;
}

storage::Scope scope_of(const Context& context) {
  auto project = limited_to_project(context);
  return project ? storage::Scope::project(*std::move(project)) : storage::Scope::everything();
}

}  // namespace ceilometer::api
