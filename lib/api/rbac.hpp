#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/context.hpp"
#include "storage/scope.hpp"

namespace ceilometer::api {

/// Throws ApiError 403 where policy's telemetry:`rule` does not let the caller in. A rule that is not defined lets
/// everybody in, unless there is a default rule (rbac.enforce).
void enforce(const Context& context, std::string_view rule);

/// The project the caller is limited to, or nullopt for an admin (rbac.get_limited_to_project).
///
/// A caller without a project who is no admin was not limited either in the original, and is not where nobody checks who
/// callers are. Behind an authentication filter it is refused: ApiError 403. "" as a project is none.
std::optional<std::string> limited_to_project(const Context& context);

/// Whether the caller is limited to its own user and project (rbac.get_limited_to).
bool is_limited(const Context& context);

/// The same as what a store takes.
storage::Scope scope_of(const Context& context);

}  // namespace ceilometer::api
