#pragma once

#include <memory>

#include "storage/sql/statistics_parts.hpp"

namespace ceilometer::storage::sql {

/// The same parts of summaries, and of samples what these do not hold. The session is in a snapshot, which says
/// `folded_before`. Null where summaries cannot serve the query exactly, or not with less work. Memory: a day's points
/// of the samples asked for.
std::unique_ptr<PartSource> open_summary_parts(const PartsQuery& parts, TimePoint folded_before);

}  // namespace ceilometer::storage::sql
