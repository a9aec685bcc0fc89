#pragma once

#include <optional>
#include <string>

#include "json/value.hpp"
#include "query/expr.hpp"

namespace ceilometer::query {

/// The expression that a filter's JSON stands for. `only_project` as in to_complex_query. Throws ApiError 400, 401.
Expr to_expression(const json::Value& filter, const std::optional<std::string>& only_project);

}  // namespace ceilometer::query
