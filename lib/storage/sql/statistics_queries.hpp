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

/// Which of the samples that match.
enum class Samples {
  kAll,
  kByTime,      ///< all, which are few for the filter's bounds in time: found by these
  kWithoutTime  ///< those whose timestamp is NULL
};

/// Statistics of the samples that match, in the parts that the engine can compute by its indexes: per period, meter
/// row and, where there are attributes, resource row. To be put together by who reads them; ordered by period. Without
/// `periods` the column of the period is 0.
Query statistics_parts(const Dialect& dialect, const query::StatisticsQuery& query,
                       const std::vector<query::GroupField>& attributes, const Scope& scope,
                       const std::optional<query::Periods>& periods, Samples which = Samples::kAll);

/// Appends the columns of attributes; and the joins that they need, to rows of `meter` and to a column with ids of
/// `resource`.
void append_attributes(QueryText& sql, const std::vector<query::GroupField>& attributes);
void append_attribute_joins(QueryText& sql, const std::vector<query::GroupField>& attributes,
                            std::string_view resource_id, std::string_view join = "JOIN");

/// The earliest and the latest timestamp of the samples that match, of the first unit by name, none first; no row where
/// there is no sample.
Query time_range_of_first_unit(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope);

}  // namespace ceilometer::storage::sql
