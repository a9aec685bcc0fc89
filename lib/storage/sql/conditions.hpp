#pragma once

#include "query/filter.hpp"
#include "storage/scope.hpp"
#include "storage/sql/query_text.hpp"

namespace ceilometer::storage::sql {

/// Whether the filter or the scope says anything of a sample's resource row (owner, source, resource id, metadata).
bool selects_resources(const query::SampleFilter& filter, const Scope& scope);

/// Appends conditions on joined rows of `sample`, `meter` and `resource`, which are checked row by row: for a statement
/// that finds its samples some other way.
void append_row_conditions(QueryText& sql, const query::SampleFilter& filter, const Scope& scope);

/// Appends conditions on `sample`'s own columns, with meters and resources as sets of ids found first: for a statement
/// that finds its samples by them, unless `by_time`: then no index on them serves.
void append_set_conditions(QueryText& sql, const query::SampleFilter& filter, const Scope& scope, bool by_time = false);

/// Appends the part of append_row_conditions that is of a joined row of `resource`.
void append_owner_conditions(QueryText& sql, const query::SampleFilter& filter, const Scope& scope);

/// The filter without its conditions that an owner is NULL. The original dropped them once it had made a first
/// statement of the filter ('None' was replaced by None in the filter itself, and None is no condition); what it asked
/// after that is asked of the same samples.
query::SampleFilter without_null_owners(query::SampleFilter filter);

/// Appends the filter's bounds on sample.timestamp.
void append_time_bounds(QueryText& sql, const query::SampleFilter& filter);

}  // namespace ceilometer::storage::sql
