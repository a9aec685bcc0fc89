#pragma once

#include "api/context.hpp"
#include "storage/event_scope.hpp"

namespace ceilometer::api::v2 {

/// Throws ApiError 403 where the caller lacks a user or a project (v2.utils.requires_context).
void require_context(const Context& context);

/// Throws ApiError 401 where the caller has a user and a project and is no admin (v2.utils.requires_admin). A caller
/// who lacks one of them is let in: as the original did, and only as long as no authtoken filter stands before us.
void require_admin(const Context& context);

/// Whose events a caller sees who passed require_context (events._build_rbac_query_filters).
storage::EventScope event_scope_of(const Context& context);

}  // namespace ceilometer::api::v2
