#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace ceilometer {

/// What happened, how often: never less. status/families.cpp says what each of them is called and means.
enum class Counter : std::uint8_t {
  kRowsRead,
  kSamplesWritten,
  kPoolWaits,
  kPoolTimeouts,
  kConnectionsOpened,
  kConnectionErrors,
  kTokenFrontHits,
  kTokenSharedHits,
  kTokenNegativeHits,
  kTokenJoined,
  kTokenMisses,
  kTokenRefused,
  kNotifyQueued,
  kNotifyConfirmed,
  kNotifyFailed,
  kPolicyReloads,
  kPolicyRefused,
  kAnswersBrokenOff,
  kSamplesFolded,
  kEnd
};

/// What there is at the moment.
enum class Gauge : std::uint8_t { kPoolInUse, kPoolIdle, kNotifyWaiting, kEnd };

/// How far a database's summaries are (storage/upkeep/summaries.hpp), as one process found it.
struct SummaryFigures {
  bool are_there = false;                               ///< whether the database has any
  std::chrono::system_clock::time_point folded_before;  ///< earlier samples are in them; 1970 where none is yet
  std::uint64_t marked_chunks = 0;                      ///< what changed since, and is read from samples meanwhile
};

/// How many databases' summaries can be told apart.
inline constexpr std::size_t kMaxSummaries = 8;

/// How many routes can be told apart. Which they are is the application's business; the first one is for whatever is
/// none.
inline constexpr std::size_t kMaxRoutes = 24;

/// The statuses that are counted each; all others count together, behind them.
inline constexpr std::array<int, 18> kCountedStatuses = {200, 201, 204, 301, 307, 308, 400, 401, 403,
                                                         404, 405, 406, 410, 413, 415, 500, 501, 503};

/// The upper bounds of what durations are sorted into, seconds; behind the last there is one more without a bound.
inline constexpr std::array<double, 17> kDurationBounds = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};

/// Every figure there is. `Cell` is an atomic where it is counted, a plain number where it is read.
template <class Cell>
struct MetricFields {
  struct Route {
    std::array<Cell, kCountedStatuses.size() + 1> by_status;
    std::array<Cell, kDurationBounds.size() + 1> by_duration;
    Cell nanoseconds;  ///< of all of them
  };
  struct Summaries {
    Cell recorded;  ///< when the others were, in microseconds since 1970; 0 never
    Cell are_there;
    Cell folded_before;  ///< seconds since 1970
    Cell marked_chunks;
  };
  std::array<Route, kMaxRoutes> routes;
  std::array<Cell, static_cast<std::size_t>(Counter::kEnd)> counters;
  std::array<Cell, static_cast<std::size_t>(Gauge::kEnd)> gauges;  ///< two's complement
  std::array<Summaries, kMaxSummaries> summaries;

  Cell& of(Counter counter) { return counters[static_cast<std::size_t>(counter)]; }
  Cell& of(Gauge gauge) { return gauges[static_cast<std::size_t>(gauge)]; }
  const Cell& of(Counter counter) const { return counters[static_cast<std::size_t>(counter)]; }
  const Cell& of(Gauge gauge) const { return gauges[static_cast<std::size_t>(gauge)]; }
};

using MetricCells = MetricFields<std::atomic<std::uint64_t>>;
using MetricTotals = MetricFields<std::uint64_t>;
static_assert(std::atomic<std::uint64_t>::is_always_lock_free, "processes share them");

/// Where one process counts. It costs an addition: no lock, no allocation.
///
/// Thread-safe, but for attach() and add_summaries(). Counts into memory of its own until the host attaches some that
/// all of its processes share, which it does in each child before the child's threads begin.
class Metrics {
 public:
  Metrics() : own_(std::make_unique<MetricCells>()), cells_(own_.get()) {}
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  void attach(MetricCells& cells) noexcept { cells_ = &cells; }

  void add(Counter counter, std::uint64_t number = 1) noexcept {
    cells_->of(counter).fetch_add(number, std::memory_order_relaxed);
  }
  void change(Gauge gauge, std::int64_t by) noexcept {
    cells_->of(gauge).fetch_add(static_cast<std::uint64_t>(by), std::memory_order_relaxed);
  }
  /// A request is over. `route` below kMaxRoutes.
  void add_request(std::size_t route, int status, std::chrono::nanoseconds duration) noexcept;

  /// A number for the summaries of one more database. The same in every process of a server, where the one that the
  /// others are forked from asks.
  std::size_t add_summaries() noexcept { return summaries_++; }
  /// How far those of that number are now. Beyond kMaxSummaries nothing is recorded. One thread at a time for each.
  void record(std::size_t summaries, const SummaryFigures& figures) noexcept;

  const MetricCells& cells() const noexcept { return *cells_; }

 private:
  std::unique_ptr<MetricCells> own_;
  MetricCells* cells_;
  std::size_t summaries_ = 0;
};

// For those who may count, or not: `metrics` null counts nothing.
inline void count(Metrics* metrics, Counter counter, std::uint64_t number = 1) noexcept {
  if (metrics != nullptr) metrics->add(counter, number);
}
inline void change(Metrics* metrics, Gauge gauge, std::int64_t by) noexcept {
  if (metrics != nullptr) metrics->change(gauge, by);
}

}  // namespace ceilometer
