#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "query/filter.hpp"
#include "storage/scope.hpp"
#include "storage/sql/query_text.hpp"

namespace ceilometer::storage::sql {

// Columns of the statements below, in order.
enum ResourceColumn {
  kResourceName,
  kResourceProject,
  kResourceUser,
  kResourceSource,
  kFirstSample,
  kLastSample,
  kMetadataText,
  kMetadataKey,
  kLatestId
};
enum ResourceMeterColumn { kMeterOfResource, kNameOfMeter };

/// The next `count` resources by id, after `after`, that have a sample which matches: with the earliest and latest
/// timestamp of those samples, and the owner and metadata of the latest of them (of equal ones the last stored).
Query resources(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope,
                const std::optional<std::string>& after, std::int64_t count);

/// The same for an index on (resource_id, timestamp), by seeks: each row of such a resource that has a sample which
/// matches, with what is the row's own. Those of one resource follow each other.
Query rows_of_resources(const Dialect& dialect, const query::SampleFilter& filter, const Scope& scope,
                        const std::optional<std::string>& after, std::int64_t count);

/// The meters of those resources: each meter that the scope has a sample of, by resource and then in the order in which
/// meters were first seen. `ids` is not empty.
Query meters_of_resources(const Dialect& dialect, std::span<const std::string> ids, const Scope& scope);

}  // namespace ceilometer::storage::sql
