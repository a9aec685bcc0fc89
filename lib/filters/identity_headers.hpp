#pragma once

#include <string_view>

#include "http/headers.hpp"
#include "identity/token.hpp"

namespace ceilometer::filters {

/// Takes off every header by which an application is told who is asking, so that no client can say it: auth_token's
/// own (user's and service's, old names too) and OpenStack-System-Scope, which the original forgot.
void strip_identity_headers(http::Headers& headers);

/// Says whether the user's token was good: X-Identity-Status.
void set_user_status(http::Headers& headers, bool confirmed);
/// The same of a service's token: X-Service-Identity-Status.
void set_service_status(http::Headers& headers, bool confirmed);

/// Tells the application who the user is: X-User-Id, X-Project-Id, X-Roles and so on, with their deprecated names (of
/// which X-Tenant is the project's name, as it always was). What the token does not say has no header. `with_catalog`:
/// X-Service-Catalog as well. The headers are views of `token`, which must outlive them.
void set_user_headers(http::Headers& headers, const identity::Token& token, bool with_catalog);
/// The same of the service that passes a user's request on: X-Service-User-Id and so on.
void set_service_headers(http::Headers& headers, const identity::Token& token);

}  // namespace ceilometer::filters
