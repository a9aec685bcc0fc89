#pragma once

#include <optional>
#include <vector>

#include "query/periods.hpp"
#include "query/statistics_query.hpp"
#include "storage/scope.hpp"
#include "storage/sql/query_text.hpp"

namespace ceilometer::storage::sql {

// Columns of the statement below; what follows are the attributes asked for.
enum PartColumn {
  kPartUnit,
  kPartPeriod,
  kPartFirst,
  kPartLast,
  kPartCount,
  kPartMin,
  kPartMax,
  kPartSum,
  kPartVariance,
  kPartAttributes
};

/// The attributes of resources that a query's groups and cardinalities need, each once.
std::vector<query::GroupField> attributes_of(const query::StatisticsQuery& query);

/// Statistics of the samples that match, in the parts that the engine can compute by its indexes: per period, meter
/// row and, where there are attributes, resource row. To be put together by who reads them; ordered by period. Without
/// `periods` the column of the period is 0.
Query statistics_parts(const Dialect& dialect, const query::StatisticsQuery& query,
                       const std::vector<query::GroupField>& attributes, const Scope& scope,
                       const std::optional<query::Periods>& periods);

/// The earliest and the latest timestamp of the samples that match, of the first unit by name, none first; no row where
/// there is no sample.
Query time_range_of_first_unit(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope);

}  // namespace ceilometer::storage::sql
