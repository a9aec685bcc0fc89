#include "storage/sql/statistics_cursor.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "query/periods.hpp"
#include "storage/sql/conditions.hpp"
#include "storage/sql/row_values.hpp"
#include "storage/sql/statistics_group.hpp"
#include "storage/sql/statistics_queries.hpp"

namespace ceilometer::storage::sql {

namespace {

using Function = query::Aggregate::Function;

class SqlStatisticsCursor : public StatisticsCursor {
 public:
  SqlStatisticsCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, query::StatisticsQuery query,
                      const Scope& scope)
      : session_(std::move(session)), dialect_(dialect), query_(std::move(query)), attributes_(attributes_of(query_)) {
    if (query_.period > 0 && !find_periods(scope)) {
      session_.reset();
      return;
    }
    session_->run(statistics_parts(dialect_, query_, attributes_, scope, periods_));
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
  using Key = std::vector<std::optional<std::string>>;  // the unit, then a value per field of group_by

  /// False where there is nothing to be divided.
  bool find_periods(const Scope& scope) {
    const auto& filter = query_.filter;
    std::optional<TimePoint> first, last;
    if (filter.start) first = filter.start->at;
    if (filter.end) last = filter.end->at;
    if (!first || !last) {
      session_->begin_snapshot();
      session_->run(time_range_of_first_unit(dialect_, filter, scope));
      if (!session_->step()) return false;
      if (!first) first = dialect_.read_timestamp(session_->row(), 0);
      if (!last) last = dialect_.read_timestamp(session_->row(), 1);
      if (!first || !last) return false;
      query_.filter = without_null_owners(std::move(query_.filter));
    }
    periods_ = query::split_in_periods(*first, *last, query_.period);
    return periods_->count > 0;
  }

  void step() {
    if (!session_->step()) session_.reset();  // gives its connection back before the last groups are taken
  }

  /// Reads all parts of the next period that has some.
  bool read_period() {
    groups_.clear();
    at_ = groups_.end();
    if (!session_ || session_->is_finished()) return false;
    period_ = session_->row().integer(kPartPeriod);
    while (session_ && session_->row().integer(kPartPeriod) == period_) {
      read_part(session_->row());
      step();
    }
    at_ = groups_.begin();
    return true;
  }

  void read_part(const Statement& row) {
    Key key;
    key.emplace_back(nullable_text(row, kPartUnit));
    for (std::size_t i = 0; i < query_.group_by.size(); ++i) {
      key.emplace_back(nullable_text(row, kPartAttributes + static_cast<int>(i)));
    }
    StatisticsGroup& group = groups_[std::move(key)];
    group.add({row.integer(kPartCount), nullable_real(row, kPartMin), nullable_real(row, kPartMax),
               nullable_real(row, kPartSum), nullable_real(row, kPartVariance),
               dialect_.read_timestamp(row, kPartFirst), dialect_.read_timestamp(row, kPartLast)});
    // As an engine's count(DISTINCT), ids count of samples without a volume as well.
    for (const auto& aggregate : query_.aggregates) {
      if (aggregate.function != Function::kCardinality) continue;
      const std::size_t i = attribute_of(aggregate);
      group.add_id(i, nullable_text(row, kPartAttributes + static_cast<int>(i)));
    }
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

  std::unique_ptr<ReadSession> session_;  // on a row, or null
  const Dialect& dialect_;
  query::StatisticsQuery query_;
  const std::vector<query::GroupField> attributes_;
  std::optional<query::Periods> periods_;

  std::int64_t period_ = 0;
  std::map<Key, StatisticsGroup> groups_;  // of that period
  std::map<Key, StatisticsGroup>::const_iterator at_ = groups_.end();

  // What the row that was given out points into, besides groups_.
  std::vector<std::optional<std::string_view>> group_;
  std::vector<std::optional<double>> values_;
};

}  // namespace

std::unique_ptr<StatisticsCursor> open_statistics(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                                  const query::StatisticsQuery& query, const Scope& scope) {
  return std::make_unique<SqlStatisticsCursor>(std::move(session), dialect, query, scope);
}

}  // namespace ceilometer::storage::sql
