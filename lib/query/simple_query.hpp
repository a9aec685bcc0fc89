#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/filter.hpp"

namespace ceilometer::query {

/// One q.field / q.op / q.value / q.type of a request; what was not sent is unset (base.Query).
struct Condition {
  std::optional<std::string> field;
  std::optional<std::string> op;  ///< unset or "" means eq
  std::optional<std::string> value;
  std::optional<std::string> type;

  std::string_view operation() const { return op && !op->empty() ? std::string_view(*op) : "eq"; }
};

/// Which fields a listing takes.
enum class Listing {
  kSamples,    ///< samples, a meter's samples, statistics: every field, and time bounds
  kMeters,     ///< no time bounds, no message_id, no meter
  kResources,  ///< time bounds, no message_id, no meter
};

/// Checks the conditions and makes the filter, as query_to_kwargs did: the same sentence for the same mistake, in the
/// same order. `only_project`: the project the caller is limited to; naming another is 401. Throws ApiError 400, 401,
/// or 501 for metadata of a type that cannot be compared.
SampleFilter to_sample_filter(std::span<const Condition> conditions, Listing listing,
                              const std::optional<std::string>& only_project);

}  // namespace ceilometer::query
