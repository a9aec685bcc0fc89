#include "api/v2/limits.hpp"

#include <algorithm>

#include "base/api_error.hpp"

namespace ceilometer::api::v2 {

std::int64_t enforce_limit(const Context& context, std::optional<std::int64_t> limit) {
  const auto& settings = *context.settings;
  const std::int64_t wanted = limit.value_or(settings.default_limit);
  if (wanted <= 0) throw ApiError(400, "Limit must be positive");
  return settings.max_limit > 0 ? std::min(wanted, settings.max_limit) : wanted;
}

}  // namespace ceilometer::api::v2
