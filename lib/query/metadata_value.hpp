#pragma once

#include <string>
#include <string_view>

#include "query/literal.hpp"
#include "query/simple_query.hpp"

namespace ceilometer::query {

/// The value of a condition on metadata, as q.type says, or by Python's literal rules where it says nothing
/// (Query._get_value_as_type). Throws ApiError 400 where it cannot be converted.
Literal metadata_value(const Condition& condition);

/// The condition a store takes. Throws ApiError 501 for a class that metadata is not compared with (a list, a time).
MetadataCondition to_metadata_condition(std::string key, const Literal& value);

}  // namespace ceilometer::query
