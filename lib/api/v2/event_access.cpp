#include "api/v2/event_access.hpp"

#include <string>

#include "api/rbac.hpp"
#include "base/api_error.hpp"

namespace ceilometer::api::v2 {

namespace {

std::string header(const Context& context, std::string_view name) {
  return std::string(context.request.headers.get(name).value_or(""));
}

bool has_context(const Context& context) {
  return !header(context, "X-User-Id").empty() && !header(context, "X-Project-Id").empty();
}

}  // namespace

void require_context(const Context& context) {
  if (!has_context(context)) throw ApiError::abort(403, "RBAC Authorization Failed");
}

void require_admin(const Context& context) {
  if (!is_limited(context)) return;
  if (has_context(context)) {
    throw ApiError::abort(401, sentence("Not Authorized to access project {0}", header(context, "X-Project-Id")));
  }
  if (context.request.identity_is_checked) throw ApiError::abort(403, "RBAC Authorization Failed");
}

storage::EventScope event_scope_of(const Context& context) {
  if (!is_limited(context)) return storage::EventScope::admin(header(context, "X-Project-Id"));
  return storage::EventScope::owner(header(context, "X-Project-Id"), header(context, "X-User-Id"));
}

}  // namespace ceilometer::api::v2
