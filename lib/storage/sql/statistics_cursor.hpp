#pragma once

#include <memory>

#include "query/statistics_query.hpp"
#include "storage/metering_store.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/sql/read_session.hpp"

namespace ceilometer::storage::sql {

/// One pass over the samples, or over summaries where there are some and they are wanted; one period's groups in memory
/// at a time. Throws ApiError.
std::unique_ptr<StatisticsCursor> open_statistics(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                                  const query::StatisticsQuery& query, const Scope& scope,
                                                  bool with_summaries);

}  // namespace ceilometer::storage::sql
