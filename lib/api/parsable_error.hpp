#pragma once

#include <string>

#include "api/context.hpp"
#include "base/api_error.hpp"
#include "http/response.hpp"

namespace ceilometer::api {

/// The answer to a request that ended in an error: the one place where an ApiError becomes status and body, in the
/// shapes that the controller's renderer, webob's exceptions and ParsableErrorMiddleware made together.
/// `media`: what the answer would have been written in. `allow`: for 405.
http::Response error_response(const ApiError& error, const http::Request& request, std::string_view media,
                              const std::string& allow);

}  // namespace ceilometer::api
