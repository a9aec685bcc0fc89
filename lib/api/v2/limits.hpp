#pragma once

#include <cstdint>
#include <optional>

#include "api/context.hpp"

namespace ceilometer::api::v2 {

/// How many items a listing gives: what was asked for, else [api] default_api_return_limit, never more than [api]
/// max_return_limit where that is set. Throws ApiError 400 for none or fewer (v2.utils.enforce_limit).
std::int64_t enforce_limit(const Context& context, std::optional<std::int64_t> limit);

}  // namespace ceilometer::api::v2
