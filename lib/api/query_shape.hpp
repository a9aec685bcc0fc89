#pragma once

#include <string>

#include "api/routing/action.hpp"
#include "query/complex_query.hpp"

namespace ceilometer::api {

// What a request asks, without a single value: those may be secrets, or say who did what. For the log. The names of
// fields are a client's text too: they are shortened, and what is not printable ASCII in them is a question mark.

/// "q(resource_id eq, timestamp ge) groupby(resource_id) limit": the parameters that were given.
std::string shape_of(const Action& action, const Action::Arguments& arguments);

/// "filter(and(resource_id =, timestamp >)) orderby(timestamp)".
std::string shape_of(const query::ComplexQuery& query);

}  // namespace ceilometer::api
