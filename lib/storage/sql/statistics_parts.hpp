#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/periods.hpp"
#include "query/statistics_query.hpp"
#include "storage/scope.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/sql/read_session.hpp"
#include "storage/sql/statistics_group.hpp"

namespace ceilometer::storage::sql {

/// What parts are told apart by: the unit, then a value per attribute.
using PartKey = std::vector<std::optional<std::string>>;

struct KeyedPart {
  std::int64_t period = 0;  ///< 0 too where there are no periods
  const PartKey* key = nullptr;
  StatisticsPart part;
};

/// A query's statistics in parts, by period. A key is good until the next call. Throws ApiError.
class PartSource {
 public:
  virtual ~PartSource() = default;
  PartSource(const PartSource&) = delete;
  PartSource& operator=(const PartSource&) = delete;
  /// False after the last.
  virtual bool next(KeyedPart& part) = 0;

 protected:
  PartSource() = default;
};

/// What parts are asked for with. What is referred to must outlive the source.
struct PartsQuery {
  ReadSession& session;
  const Dialect& dialect;
  const query::StatisticsQuery& query;
  const std::vector<query::GroupField> attributes;
  const Scope& scope;
  const std::optional<query::Periods> periods;
};

/// Reads a row of statistics_parts() into a part and its key.
void read_part(const PartsQuery& parts, KeyedPart& part, PartKey& key);

/// As the engine computes them of the samples.
std::unique_ptr<PartSource> open_raw_parts(const PartsQuery& parts);

}  // namespace ceilometer::storage::sql
