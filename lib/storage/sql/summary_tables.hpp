#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/read_session.hpp"
#include "storage/sql/summary_points.hpp"

// Summaries are derived from `sample` and hold nothing else. A series is what one meter row measured of one resource
// row; a chunk is a series' samples of a day; a span is the chunks of 32 days, without their points. The tables, all
// of them called ceilometer_summary_...:
//
//   state   one row: the two times below, the generation of marks, who folds
//   dirty   marks: chunks that changed since they were made, and series (day kAlwaysRaw) that cannot have any
//   span    per meter, span and series: statistics
//   day     per meter, day and series: statistics, and where the points are
//   points  a chunk's points, packed
//
// What is earlier than `folded_before` is in chunks, unless it is marked. From the commit that sets `marked_before` on,
// triggers on `sample` mark what changes before it; a chunk is made of a snapshot taken after that commit. So a chunk
// without a mark holds exactly the samples of its day that are earlier than `folded_before`; it may hold later ones
// too, where folding was broken off. Samples without a timestamp are in none. How an engine's writers are made to see
// `marked_before`, and what a generation is, is the dialect's (SummarySteps).

namespace ceilometer::storage::sql {

inline constexpr std::int64_t kDay = 86'400'000'000;  ///< microseconds
inline constexpr std::int64_t kDaysPerSpan = 32;
/// The day of a mark for a series with rows that no chunk can hold exactly.
inline constexpr std::int64_t kAlwaysRaw = -1'000'000;
/// Of the tables' contents; others are as if they were not there.
inline constexpr std::int64_t kSummaryFormat = 1;
/// Nothing has been folded where folded_before is this.
inline constexpr TimePoint kBeginning = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);

inline std::int64_t microseconds_of(TimePoint t) { return t.time_since_epoch().count(); }
inline TimePoint time_of(std::int64_t microseconds) { return TimePoint(std::chrono::microseconds(microseconds)); }
inline std::int64_t divide_down(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }
inline std::int64_t day_of(std::int64_t at) { return divide_down(at, kDay); }
inline std::int64_t span_of(std::int64_t day) { return divide_down(day, kDaysPerSpan); }

/// The statistics' columns, in order, of rows of `day` and `span`.
inline constexpr std::string_view kStatisticsColumns =
    "samples, volumes, total, least, most, squares, earliest, latest";
inline constexpr int kStatisticsColumnCount = 8;
PointStatistics::Stored read_statistics(const Statement& row, int column);
void bind_statistics(Statement& statement, int index, const PointStatistics::Stored& stored);

/// Which series, and which of its days or spans.
struct ChunkKey {
  std::int64_t meter = 0;
  std::int64_t resource = 0;
  std::int64_t at = 0;

  friend auto operator<=>(const ChunkKey&, const ChunkKey&) = default;  // NOLINT(modernize-use-nullptr)
};

/// Whether there are summaries, whosever and however much is folded.
bool are_there(ReadSession& session, const Dialect& dialect);

/// The query for columns of the state's row; none where it is not of this `sample`.
std::string state_query(const Dialect& dialect, std::string_view columns);

/// Until when samples are folded; nullopt where there are no summaries of ours, or none to use. Within a snapshot.
std::optional<TimePoint> folded_before(ReadSession& session, const Dialect& dialect);

}  // namespace ceilometer::storage::sql
