#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "storage/metering_store.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/sql/known_indexes.hpp"
#include "storage/sql/read_session.hpp"

namespace ceilometer::storage::sql {

/// Reads resources in batches, and the meters of a batch at once: a few statements for a hundred of them, and none
/// where the session remembers the batch. `with_summaries`: these may tell the meters. `limit` is not negative. Throws
/// ApiError.
std::unique_ptr<ResourceCursor> open_resources(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                               const SampleIndexes& indexes, const query::SampleFilter& filter,
                                               bool with_meters, bool with_summaries, const Scope& scope,
                                               std::optional<std::int64_t> limit);

}  // namespace ceilometer::storage::sql
