#pragma once

#include "storage/scope.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/sql/known_indexes.hpp"
#include "storage/sql/read_session.hpp"
#include "storage/sql/resource_batch.hpp"

namespace ceilometer::storage::sql {

/// Gives a batch's resources the meters that meters_of_resources() would, from summaries: `sample` is looked at for
/// what these do not hold. False, and nothing is given, where they are not there, cannot tell or would have to look at
/// too much. The session is in a snapshot. Throws ApiError.
bool add_folded_meters(ReadSession& session, const Dialect& dialect, const SampleIndexes& indexes, const Scope& scope,
                       ResourceBatch& batch);

}  // namespace ceilometer::storage::sql
