#include "storage/sql/statistics_cursor.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "query/periods.hpp"
#include "storage/sql/conditions.hpp"
#include "storage/sql/statistics_group.hpp"
#include "storage/sql/statistics_parts.hpp"
#include "storage/sql/statistics_queries.hpp"
#include "storage/sql/summary_parts.hpp"
#include "storage/sql/summary_tables.hpp"

namespace ceilometer::storage::sql {

namespace {

using Function = query::Aggregate::Function;

class SqlStatisticsCursor : public StatisticsCursor {
 public:
  SqlStatisticsCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, query::StatisticsQuery query,
                      Scope scope, bool with_summaries)
      : session_(std::move(session)),
        dialect_(dialect),
        scope_(std::move(scope)),
        query_(std::move(query)),
        attributes_(attributes_of(query_)) {
    if (with_summaries && !dialect_.find_summaries().empty()) folded_before_ = look_for_summaries();
    if (query_.period > 0 && !find_periods()) {
      session_.reset();
      return;
    }
    parts_ = open_parts(query_, attributes_, periods_);
    step();
  }

  bool next(model::Statistics& statistics) override {
    while (true) {
      if (at_ == groups_.end() && !read_period()) return false;
      const auto& [key, group] = *at_++;
      // As the original had it, only who counts sees that there was nothing to count.
      if (group.count() == 0 && query_.computes(Function::kCount)) continue;
      fill(statistics, key, group);
      return true;
    }
  }

 private:
  using Key = PartKey;  // the unit, then a value per field of group_by

  /// Where a snapshot takes journeys to a server, whether there are summaries at all is asked before it.
  std::optional<TimePoint> look_for_summaries() {
    if (!dialect_.hold_summaries().empty()) {
      if (!are_there(*session_, dialect_)) return std::nullopt;
      session_->begin_snapshot();
      session_->run({std::string(dialect_.hold_summaries()), {}});
      session_->step();
    }
    session_->begin_snapshot();
    return folded_before(*session_, dialect_);
  }

  std::unique_ptr<PartSource> open_parts(const query::StatisticsQuery& query,
                                         const std::vector<query::GroupField>& attributes,
                                         const std::optional<query::Periods>& periods) {
    const PartsQuery parts{*session_, dialect_, query, attributes, scope_, periods};
    if (folded_before_) {
      if (auto source = open_summary_parts(parts, *folded_before_)) return source;
    }
    return open_raw_parts(parts);
  }

  /// False where there is nothing to be divided.
  bool find_periods() {
    const auto& filter = query_.filter;
    std::optional<TimePoint> first, last;
    if (filter.start) first = filter.start->at;
    if (filter.end) last = filter.end->at;
    if (!first || !last) {
      session_->begin_snapshot();
      const auto range = folded_before_ ? range_of_parts() : range_of_samples();
      if (!range) return false;
      if (!first) first = range->first;
      if (!last) last = range->second;
      query_.filter = without_null_owners(std::move(query_.filter));
    }
    periods_ = query::split_in_periods(*first, *last, query_.period);
    return periods_->count > 0;
  }

  using Range = std::pair<TimePoint, TimePoint>;

  std::optional<Range> range_of_samples() {
    session_->run(time_range_of_first_unit(dialect_, query_.filter, scope_));
    if (!session_->step()) return std::nullopt;
    const auto first = dialect_.read_timestamp(session_->row(), 0);
    const auto last = dialect_.read_timestamp(session_->row(), 1);
    if (!first || !last) return std::nullopt;
    return Range{*first, *last};
  }

  /// The same, of the parts of the whole time.
  std::optional<Range> range_of_parts() {
    query::StatisticsQuery whole;
    whole.filter = query_.filter;
    const auto source = open_parts(whole, {}, std::nullopt);
    std::map<std::optional<std::string>, StatisticsGroup> by_unit;
    for (KeyedPart part; source->next(part);) by_unit[part.key->front()].add(part.part);
    if (by_unit.empty()) return std::nullopt;
    const StatisticsGroup& group = by_unit.begin()->second;
    if (!group.first() || !group.last()) return std::nullopt;
    return Range{*group.first(), *group.last()};
  }

  void step() {
    has_part_ = parts_->next(part_);
    if (has_part_) return;
    // Gives its connection back before the last groups are taken.
    parts_.reset();
    session_.reset();
  }

  /// Reads all parts of the next period that has some.
  bool read_period() {
    groups_.clear();
    at_ = groups_.end();
    if (!has_part_ || session_->is_finished()) return false;
    period_ = part_.period;
    while (has_part_ && part_.period == period_) {
      add_part();
      step();
    }
    at_ = groups_.begin();
    return true;
  }

  void add_part() {
    const Key& key = *part_.key;
    StatisticsGroup& group = group_of(key);
    group.add(part_.part);
    // As an engine's count(DISTINCT), ids count of samples without a volume as well.
    for (const auto& aggregate : query_.aggregates) {
      if (aggregate.function != Function::kCardinality) continue;
      const std::size_t i = attribute_of(aggregate);
      group.add_id(i, key[i + 1]);
    }
  }

  StatisticsGroup& group_of(const Key& key) {
    if (attributes_.size() == query_.group_by.size()) return groups_[key];
    return groups_[Key(key.begin(), key.begin() + 1 + static_cast<std::ptrdiff_t>(query_.group_by.size()))];
  }

  std::size_t attribute_of(const query::Aggregate& aggregate) const {
    return static_cast<std::size_t>(std::find(attributes_.begin(), attributes_.end(), aggregate.of) -
                                    attributes_.begin());
  }

  std::optional<double> value_of(const query::Aggregate& aggregate, const StatisticsGroup& group) const {
    switch (aggregate.function) {
      case Function::kMin:
        return group.min();
      case Function::kMax:
        return group.max();
      case Function::kAvg:
        return group.avg();
      case Function::kSum:
        return group.sum();
      case Function::kCount:
        return static_cast<double>(group.count());
      case Function::kStddev:
        return group.stddev();
      case Function::kCardinality:
        break;
    }
    return group.different_ids(attribute_of(aggregate));
  }

  void fill(model::Statistics& statistics, const Key& key, const StatisticsGroup& group) {
    group_.assign(key.begin() + 1, key.end());
    values_.clear();
    for (const auto& aggregate : query_.aggregates) values_.push_back(value_of(aggregate, group));
    statistics = {};
    statistics.unit = key.front();
    statistics.group = group_;
    statistics.count = group.count();
    statistics.min = group.min();
    statistics.max = group.max();
    statistics.avg = group.avg();
    statistics.sum = group.sum();
    statistics.aggregates = values_;
    statistics.first = group.first();
    statistics.last = group.last();
    statistics.period = query_.period;
    statistics.period_start = periods_ ? periods_->start_of(period_) : group.first();
    statistics.period_end = periods_ ? periods_->start_of(period_ + 1) : group.last();
  }

  std::unique_ptr<ReadSession> session_;  // null once there are no more parts
  const Dialect& dialect_;
  const Scope scope_;
  query::StatisticsQuery query_;
  const std::vector<query::GroupField> attributes_;
  std::optional<query::Periods> periods_;
  std::optional<TimePoint> folded_before_;  // where summaries are used

  std::unique_ptr<PartSource> parts_;  // of what is above
  KeyedPart part_;                     // the next one
  bool has_part_ = false;

  std::int64_t period_ = 0;
  std::map<Key, StatisticsGroup> groups_;  // of that period
  std::map<Key, StatisticsGroup>::const_iterator at_ = groups_.end();

  // What the row that was given out points into, besides groups_.
  std::vector<std::optional<std::string_view>> group_;
  std::vector<std::optional<double>> values_;
};

}  // namespace

std::unique_ptr<StatisticsCursor> open_statistics(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                                  const query::StatisticsQuery& query, const Scope& scope,
                                                  bool with_summaries) {
  return std::make_unique<SqlStatisticsCursor>(std::move(session), dialect, query, scope, with_summaries);
}

}  // namespace ceilometer::storage::sql
