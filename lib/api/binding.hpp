#pragma once

#include <optional>

#include "api/context.hpp"
#include "api/routing/action.hpp"
#include "api/routing/router.hpp"
#include "json/value.hpp"

namespace ceilometer::api {

/// Converts what the path and the query string give into the action's arguments, by WSME's rules and with its
/// sentences (wsme.rest.args.get_args). Throws ApiError 400.
Action::Arguments bind(const Route& route, const Context& context);

/// Takes a form in the body of a POST for arguments beside those of the query string (webob's request.params). A body
/// without a Content-Type is one. Throws ApiError 400, and 413 beyond 64 KiB.
void add_form(Context& context);

/// The body of a request that declares a JSON one; nullopt where there is none. Only application/json (and its two
/// old names) is parsed: another type is 415, a form or no type at all counts as no body. Throws ApiError 400, 413,
/// 415.
std::optional<json::Value> json_body(Context& context);

}  // namespace ceilometer::api
