#pragma once

#include <string>

#include "identity/auth_options.hpp"

namespace ceilometer::identity {

/// The body of `POST /v3/auth/tokens` that asks for a token: JSON, with secrets in it.
std::string auth_request_body(const AuthOptions& options);

}  // namespace ceilometer::identity
