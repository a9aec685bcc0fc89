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

/// A place in that order.
struct Place {
  Value timestamp;
  std::optional<std::int64_t> id;  ///< none: before all samples of that time
};

/// All samples that match, found by the most selective index: by the ids of meters and resources where the filter names
/// some, else by time. `behind`: only those behind it.
Query samples_by_set(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope,
                     const std::optional<Place>& behind, std::optional<std::int64_t> limit);

/// Timestamp and id of the sample with `rank` newer ones within the filter's bounds, of that meter or any; no row where
/// there are fewer.
Query place_at_rank(const Dialect& dialect, const query::SampleFilter& filter, std::optional<std::int64_t> meter_id,
                    std::int64_t rank);

/// The samples that match among those not older than `floor`, found by time alone.
Query samples_since(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope, const Value& floor,
                    std::int64_t limit);

/// The samples that match among the `window` newest with a timestamp within the filter's bounds, of that meter or any;
/// where Dialect::walks_lazily() it looks no further than it has to for `limit` of them.
Query samples_near(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope,
                   std::optional<std::int64_t> meter_id, std::int64_t window, std::int64_t limit);

/// The ids of the filter's meter: it has one for each type and unit.
Query ids_of_meter(const Dialect& dialect, const std::string& name);

/// The samples with a timestamp within the filter's bounds of that meter, found in their order by an index on
/// (meter_id, timestamp). The filter says no more than meter and time.
Query samples_of_meter(const Dialect& dialect, const query::SampleFilter& filter, std::int64_t meter_id,
                       std::optional<std::int64_t> limit);

/// The meters of each resource by their latest sample (or `unique`: each meter by its latest). Its cost grows with the
/// series (meter and resource row) there are, not with their samples.
Query meters(const Dialect& dialect, const query::SampleFilter& filter, bool unique, const Scope& scope,
             std::optional<std::int64_t> limit);

}  // namespace ceilometer::storage::sql
