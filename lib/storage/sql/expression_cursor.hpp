#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "query/complex_query.hpp"
#include "storage/metering_store.hpp"
#include "storage/sql/query_text.hpp"
#include "storage/sql/read_session.hpp"

namespace ceilometer::storage::sql {

/// The statement of MeteringStore::samples_by_expression. Samples that the order does not tell apart come as they were
/// stored, the newest first where the last key is descending.
Query samples_by_expression(const Dialect& dialect, const query::ComplexQuery& query, const Scope& scope,
                            std::optional<std::int64_t> limit);

/// Runs it. `start` is called once, when it is clear that the engine can answer.
std::unique_ptr<SampleCursor> open_samples_by_expression(const std::function<std::unique_ptr<ReadSession>()>& start,
                                                         const Dialect& dialect, const query::ComplexQuery& query,
                                                         const Scope& scope, std::optional<std::int64_t> limit);

}  // namespace ceilometer::storage::sql
