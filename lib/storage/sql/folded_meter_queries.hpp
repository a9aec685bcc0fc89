#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "storage/scope.hpp"
#include "storage/sql/query_text.hpp"

namespace ceilometer::storage::sql {

// A series is a meter's row and a resource's row; lists of ids are not empty.

enum ResourceRowColumn { kRowOfResource, kIdOfResource };
/// The rows of those resources that the scope may see.
Query rows_of_ids(const Dialect& dialect, std::span<const std::string> ids, const Scope& scope);

enum MeterRowColumn { kRowOfMeter, kNameOfRow };
/// Meters, in the order in which they were first seen: no more than so many.
Query first_meters(const Dialect& dialect, std::int64_t count);

enum MarkColumn { kMarkMeter, kMarkResource, kMarkDay };
/// Marks, whosever: no more than so many.
Query some_marks(const Dialect& dialect, std::int64_t count);

enum SeriesColumn { kSeriesResource, kSeriesMeter, kFirstSpan, kLastSpan };
/// The series of those rows that have spans: the first and the last of these.
Query folded_series(const Dialect& dialect, std::span<const std::int64_t> resources);

/// The series of samples of those rows that are in no chunk; one that has several is there several times.
Query unfolded_series(const Dialect& dialect, std::span<const std::int64_t> resources, TimePoint folded_before);

/// A row where a series has a sample.
Query has_sample(const Dialect& dialect, std::int64_t meter, std::int64_t resource);

}  // namespace ceilometer::storage::sql
