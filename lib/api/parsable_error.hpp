#pragma once

#include <string>

#include "api/context.hpp"
#include "base/api_error.hpp"
#include "http/response.hpp"

namespace ceilometer::api {

/// The answer to a request that ended in an error: the one place where an ApiError becomes status and body, in the
/// shapes that the controller's renderer, webob's exceptions and ParsableErrorMiddleware made together.
struct ErrorFormat {
  std::string_view media = "application/json";  ///< what the answer would have been written in
  const Language* language = nullptr;           ///< null is English
  std::string allow;                            ///< for 405
};
http::Response error_response(const ApiError& error, const http::Request& request, const ErrorFormat& format);

}  // namespace ceilometer::api
