#pragma once

#include <cstdint>
#include <optional>

#include "query/filter.hpp"
#include "storage/scope.hpp"
#include "storage/sql/query_text.hpp"

namespace ceilometer::storage::sql {

// Columns of the statements below, in order.
enum SampleColumn {
  kMessageId,
  kMeterName,
  kMeterType,
  kMeterUnit,
  kVolume,
  kUserId,
  kProjectId,
  kResourceId,
  kSourceId,
  kTimestamp,
  kRecordedAt,
  kResourceMetadata,
  kInternalId,
  kSampleColumnCount
};
/// Selects those of joined rows of `sample`, `meter` and `resource`; what is selected besides and FROM follow.
inline constexpr std::string_view kSampleFields =
    "SELECT sample.message_id, meter.name, meter.type, meter.unit, sample.volume, resource.user_id, "
    "resource.project_id, resource.resource_id, resource.source_id, sample.timestamp, sample.recorded_at, "
    "resource.resource_metadata, resource.internal_id";
enum MeterColumn { kName, kType, kUnit, kMeterResourceId, kMeterProjectId, kMeterUserId, kMeterSourceId };

// Newest first, and of equal timestamps the later stored first, which the index on timestamp gives for nothing.

/// All samples that match, found by the most selective index: by the ids of meters and resources where the filter names
/// some, else by time. `before`: only those with an earlier timestamp, or none.
Query samples_by_set(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope,
                     const std::optional<Value>& before, std::optional<std::int64_t> limit);

/// The timestamp of the sample with `rank` newer ones within the filter's bounds; no row where there are fewer.
Query timestamp_at_rank(const Dialect& dialect, const query::SampleFilter& filter, std::int64_t rank);

/// The samples that match among those not older than `floor`, found by time alone.
Query samples_since(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope, const Value& floor,
                    std::int64_t limit);

/// The meters of each resource by their latest sample (or `unique`: each meter by its latest). Its cost grows with the
/// series (meter and resource row) there are, not with their samples.
Query meters(const Dialect& dialect, const query::SampleFilter& filter, bool unique, const Scope& scope,
             std::optional<std::int64_t> limit);

}  // namespace ceilometer::storage::sql
