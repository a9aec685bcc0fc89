#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "query/expr.hpp"
#include "storage/sql/query_text.hpp"

namespace ceilometer::storage::sql {

/// Appends the expression as a condition on joined rows of `sample`, `meter` and `resource`, bound values and all. Its
/// terms stand in the order they were written in, and shallow expressions as they were; what is deep or wide is turned
/// into an equal one that engines parse and evaluate within their limits on depth.
void append_expression(QueryText& sql, const query::Expr& expression);

/// The column a field is kept in. Not of kMetadata.
std::string_view column_of(query::Field field);

/// Whether that column holds text.
bool is_text(query::Field field);

/// Appends what a comparison's left side is: its column, or the metadata's value of the type that is compared with.
void append_subject(QueryText& sql, const query::Leaf& leaf);

/// The pattern of a =~.
std::string pattern_of(const query::Leaf& leaf);

/// The patterns of every =~ in it.
std::vector<std::string> patterns_of(const query::Expr& expression);

/// An equal expression that is as flat as it can be: `not` only above comparisons, no `and` right below an `and`, no
/// `or` right below an `or`, and of siblings the deepest first.
query::Expr flattened(query::Expr expression);

}  // namespace ceilometer::storage::sql
