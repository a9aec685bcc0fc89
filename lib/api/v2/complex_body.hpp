#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/context.hpp"

namespace ceilometer::api::v2 {

/// The body of a complex query (the complex type ComplexQuery); what was not sent, or sent as null, is unset.
struct ComplexBody {
  std::optional<std::string> filter;
  std::optional<std::string> orderby;
  std::optional<std::int64_t> limit;
};

/// Reads the request's body by WSME's rules: a limit may be any number, or a text of one. Throws ApiError.
ComplexBody read_complex_body(Context& context);

}  // namespace ceilometer::api::v2
