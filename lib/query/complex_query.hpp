#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/expr.hpp"

namespace ceilometer::query {

/// One key to sort by.
struct Order {
  Field field = Field::kTimestamp;
  bool descending = false;
};

/// A query of POST /v2/query/samples (ValidatedComplexQuery), checked.
struct ComplexQuery {
  std::optional<Expr> filter;
  /// nullopt: newest first; empty: as it comes. No field twice.
  std::optional<std::vector<Order>> orderby;
};

/// Checks the two JSON texts of a complex query and makes the query: the same sentences' openings for the same
/// mistakes, in the same order. `only_project`: the project the caller is limited to; comparing the project with
/// another is 401. `json_depth`: arrays and objects that may be nested in either text. Throws ApiError 400 or 401.
ComplexQuery to_complex_query(const std::optional<std::string>& filter, const std::optional<std::string>& orderby,
                              const std::optional<std::string>& only_project, std::size_t json_depth);

}  // namespace ceilometer::query
