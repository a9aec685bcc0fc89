#include "storage/sql/summary_parts.hpp"

#include <algorithm>
#include <set>

#include "storage/sql/period_parts.hpp"
#include "storage/sql/statistics_queries.hpp"
#include "storage/sql/summary_marks.hpp"

namespace ceilometer::storage::sql {

namespace {

/// As many of all meters' are found by time in some ten milliseconds; more are left to the engine to find.
constexpr std::int64_t kFewSamples = 50'000;

bool asks_for_squares(const query::StatisticsQuery& query) {
  return std::any_of(query.aggregates.begin(), query.aggregates.end(),
                     [](const auto& a) { return a.function == query::Aggregate::Function::kStddev; });
}

Stretch stretch_of(const PartsQuery& parts, TimePoint folded_before) {
  const auto& filter = parts.query.filter;
  Stretch stretch{microseconds_of(kBeginning), microseconds_of(folded_before)};
  if (filter.start) {
    stretch.from = std::max(stretch.from, microseconds_of(filter.start->at) + (filter.start->inclusive ? 0 : 1));
  }
  if (filter.end) {
    stretch.until = std::min(stretch.until, microseconds_of(filter.end->at) + (filter.end->inclusive ? 1 : 0));
  }
  if (parts.periods) {
    stretch.from = std::max(stretch.from, microseconds_of(parts.periods->start));
    stretch.until = std::min(stretch.until, microseconds_of(parts.periods->end()));
  }
  return stretch;
}

/// Goes through its stages in this order, each a statement or more:
///   without periods  spans, then the days of those spans that cannot be taken whole
///   with periods     days
/// and what is marked among them, then the samples that are not folded, then those without a timestamp.
class SummaryParts final : public PartSource {
 public:
  SummaryParts(const PartsQuery& parts, TimePoint folded_before)
      : parts_(parts), folded_before_(folded_before), stretch_(stretch_of(parts, folded_before)) {}

  /// False where the samples alone must answer.
  bool start() {
    parts_.session.run(meter_ids(parts_));
    while (parts_.session.step()) meters_.push_back(parts_.session.row().integer(0));
    if (meters_.empty()) return false;
    if (stretch_.is_empty()) return start_rest(), true;
    if (!marks_.read(parts_, meters_, stretch_, keys_)) return false;
    marked_ = marks_.chunks().begin();
    if (parts_.periods) {
      by_period_ = PeriodParts::make(*parts_.periods, asks_for_squares(parts_.query), parts_.attributes.empty());
      stage_ = Stage::kDays;
      parts_.session.run(days(parts_, meters_, stretch_, stretch_.first_day(), stretch_.last_day()));
      has_row_ = parts_.session.step();
    } else {
      stage_ = Stage::kSpans;
      parts_.session.run(spans(parts_, meters_, stretch_));
    }
    return true;
  }

  bool next(KeyedPart& part) override {
    while (true) {
      switch (stage_) {
        case Stage::kSpans:
          if (next_span(part)) return true;
          open_days();
          break;
        case Stage::kDays:
          if (parts_.periods ? next_period(part) : next_day(part)) return true;
          break;
        case Stage::kMarked:
          if (next_marked(part)) return true;
          start_rest();
          break;
        case Stage::kRest:
        case Stage::kWithoutTime:
          if (parts_.session.step()) return read_part(parts_, part, key_), true;
          start_without_time();
          break;
        case Stage::kDone:
          return false;
      }
    }
  }

 private:
  enum class Stage { kSpans, kDays, kMarked, kRest, kWithoutTime, kDone };

  static ChunkKey key_of(const Statement& row) {
    return {row.integer(kChunkMeter), row.integer(kChunkResource), row.integer(kChunkAt)};
  }
  std::size_t number_of(const Statement& row) { return keys_.number_of(row, kChunkUnit, parts_.attributes.size()); }
  bool is_within(const PointStatistics::Stored& s) const {
    return s.earliest >= stretch_.from && s.latest < stretch_.until;
  }
  bool shares(const PointStatistics::Stored& s) const {
    return s.latest >= stretch_.from && s.earliest < stretch_.until;
  }

  void give(KeyedPart& part, std::size_t key, const StatisticsPart& of) { part = {0, &keys_[key], of}; }

  bool next_span(KeyedPart& part) {
    while (parts_.session.step()) {
      const Statement& row = parts_.session.row();
      const ChunkKey span = key_of(row);
      const auto statistics = read_statistics(row, chunk_statistics(parts_));
      if (!shares(statistics)) continue;
      if (!is_within(statistics) || marks_.has_in_span(span)) {
        open_spans_.insert(span);
        open_numbers_.insert(span.at);
        continue;
      }
      give(part, number_of(row), PointStatistics::part_of(statistics));
      return true;
    }
    return false;
  }

  /// Goes on to the days of the next span that some series cannot take whole.
  void open_days() {
    stage_ = Stage::kMarked;
    if (open_numbers_.empty()) return;
    const std::int64_t span = *open_numbers_.begin();
    open_numbers_.erase(open_numbers_.begin());
    parts_.session.run(days(parts_, meters_, stretch_, std::max(span * kDaysPerSpan, stretch_.first_day()),
                            std::min((span + 1) * kDaysPerSpan - 1, stretch_.last_day())));
    stage_ = Stage::kDays;
  }

  bool next_day(KeyedPart& part) {
    while (parts_.session.step()) {
      const Statement& row = parts_.session.row();
      ChunkKey day = key_of(row);
      if (marks_.has(day)) continue;
      day.at = span_of(day.at);
      if (open_spans_.count(day) == 0) continue;
      const auto statistics = read_statistics(row, chunk_statistics(parts_));
      if (row.is_null(kChunkPoints)) {
        give(part, number_of(row), PointStatistics::part_of(statistics));
        return true;
      }
      PointStatistics some;
      parts_.session.guarded([&] { each_point(row, [&](const Point& point) { some.add_with_squares(point); }); });
      if (some.is_empty()) continue;
      give(part, number_of(row), some.part());
      return true;
    }
    open_days();
    return false;
  }

  /// Those of a row's points that are asked for.
  template <class F>
  void each_point(const Statement& row, F f) const {
    Points points;
    unpack(row.bytes(kChunkPoints), points);
    for (std::size_t i = 0; i < points.size(); ++i) {
      if (stretch_.holds(points.at[i])) f(points[i]);
    }
  }

  bool next_marked(KeyedPart& part) {
    while (marked_ != marks_.chunks().end()) {
      if (marked_at_ == marked_->second.size()) {
        ++marked_;
        marked_at_ = 0;
        continue;
      }
      const SummaryMarks::Chunk& chunk = marked_->second[marked_at_++];
      give(part, chunk.key, PointStatistics::part_of(PointStatistics::of(chunk.points)));
      return true;
    }
    return false;
  }

  bool next_period(KeyedPart& part) {
    PeriodParts::Part next;
    while (!by_period_->next(next)) {
      if (!read_day()) {
        start_rest();
        return false;
      }
    }
    part = {next.period, &keys_[next.key], next.part};
    return true;
  }

  /// Takes all chunks of the next day, of rows and of what is marked.
  bool read_day() {
    const bool has_marked = marked_ != marks_.chunks().end();
    if (!has_row_ && !has_marked) return false;
    std::int64_t day = has_row_ ? parts_.session.row().integer(kChunkAt) : marked_->first;
    if (has_marked) day = std::min(day, marked_->first);
    by_period_->begin(day);
    while (has_row_ && parts_.session.row().integer(kChunkAt) == day) {
      parts_.session.guarded([&] { take_chunk(parts_.session.row()); });
      has_row_ = parts_.session.step();
    }
    if (has_marked && marked_->first == day) {
      for (const auto& chunk : marked_->second) by_period_->add(chunk.key, chunk.points);
      ++marked_;
    }
    return true;
  }

  void take_chunk(const Statement& row) {
    if (marks_.has(key_of(row))) return;
    if (row.is_null(kChunkPoints)) {
      by_period_->add(number_of(row), read_statistics(row, chunk_statistics(parts_)));
      return;
    }
    by_period_->add_packed(number_of(row), row.bytes(kChunkPoints), stretch_.from, stretch_.until);
  }

  /// What is not folded. Mostly few samples of all meters, and then found by time: a meter's index has all of it.
  void start_rest() {
    stage_ = Stage::kRest;
    query::StatisticsQuery query = parts_.query;
    auto& filter = query.filter;
    if (!filter.start || filter.start->at < folded_before_) filter.start = query::TimeBound{folded_before_, true};
    const bool has_end =
        filter.end && (filter.end->at < folded_before_ || (filter.end->at == folded_before_ && !filter.end->inclusive));
    if (has_end || (parts_.periods && parts_.periods->end() <= folded_before_)) return start_without_time();
    parts_.session.run(has_more_samples(parts_.dialect, filter.start->at, kFewSamples));
    const Samples which = parts_.session.step() ? Samples::kAll : Samples::kByTime;
    parts_.session.run(statistics_parts(parts_.dialect, query, parts_.attributes, parts_.scope, parts_.periods, which));
  }

  void start_without_time() {
    const bool has_bounds = parts_.periods || parts_.query.filter.start || parts_.query.filter.end;
    if (stage_ == Stage::kWithoutTime || has_bounds) {
      stage_ = Stage::kDone;
      return;
    }
    stage_ = Stage::kWithoutTime;
    parts_.session.run(statistics_parts(parts_.dialect, parts_.query, parts_.attributes, parts_.scope, parts_.periods,
                                        Samples::kWithoutTime));
  }

  const PartsQuery parts_;
  const TimePoint folded_before_;
  const Stretch stretch_;
  Stage stage_ = Stage::kDone;
  std::vector<std::int64_t> meters_;
  PartKeys keys_;
  PartKey key_;  // of a part that the engine computed

  SummaryMarks marks_;
  std::map<std::int64_t, std::vector<SummaryMarks::Chunk>>::const_iterator marked_;
  std::size_t marked_at_ = 0;

  std::set<ChunkKey> open_spans_;        // that a series cannot take whole
  std::set<std::int64_t> open_numbers_;  // of those, whose days have not been read

  std::unique_ptr<PeriodParts> by_period_;
  bool has_row_ = false;
};

}  // namespace

std::unique_ptr<PartSource> open_summary_parts(const PartsQuery& parts, TimePoint folded_before) {
  if (!parts.query.filter.meter || parts.query.filter.message_id) return nullptr;
  auto source = std::make_unique<SummaryParts>(parts, folded_before);
  if (!source->start()) return nullptr;
  return source;
}

}  // namespace ceilometer::storage::sql
