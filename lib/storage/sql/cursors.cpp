#include "storage/sql/cursors.hpp"

#include <algorithm>
#include <utility>

#include "storage/sql/conditions.hpp"
#include "storage/sql/read_queries.hpp"
#include "storage/sql/row_values.hpp"

namespace ceilometer::storage::sql {

namespace {

// How many of the newest samples are looked through for the ones that match before their index is used: for a listing
// of L, so many times L, within bounds. It costs a few milliseconds where it was in vain and saves sorting all of a
// meter's samples where it was not.
constexpr std::int64_t kWindowPerRow = 50;
constexpr std::int64_t kSmallestWindow = 1'000;
constexpr std::int64_t kLargestWindow = 20'000;
constexpr std::int64_t kLargestWindowedLimit = 2'000;

class SqlSampleCursor : public SampleCursor {
 public:
  SqlSampleCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, const SampleIndexes& indexes,
                  const query::SampleFilter& filter, const Scope& scope, std::optional<std::int64_t> limit)
      : session_(std::move(session)),
        dialect_(dialect),
        filter_(filter),
        scope_(scope),
        limit_(limit),
        window_(std::clamp(limit.value_or(0) * kWindowPerRow, kSmallestWindow, kLargestWindow)) {
    if (!filter.message_id && start_walk(indexes)) return;
    session_->run(samples_by_set(dialect_, filter_, scope_, std::nullopt, limit_));
  }

  bool next(model::Sample& sample) override {
    if (!session_ || session_->is_finished()) return false;
    while (!session_->step()) {
      if (start_rest()) continue;
      session_.reset();
      return false;
    }
    ++read_;
    read_sample(session_->row(), dialect_, sample);
    return true;
  }

 private:
  /// What is under way, and so where it goes on if that is not enough.
  enum class Walk {
    kNone,   ///< all that match, or the rest of them
    kMeter,  ///< all of the meter's that have a time
    kNear,   ///< the window, by the number of its samples
    kSince   ///< the window, by its time
  };

  bool start_walk(const SampleIndexes& indexes) {
    const bool selects_owners = selects_resources(filter_, scope_);
    const bool by_meter = filter_.meter && indexes.meter_time && dialect_.follows_meter_time();
    const bool windowed = (filter_.meter || selects_owners || !dialect_.index_has_nulls_first()) && limit_ &&
                          *limit_ <= kLargestWindowedLimit;
    if (!by_meter && !windowed) return false;
    session_->begin_snapshot();
    if (by_meter) read_meter_id();
    if (meter_id_ && !selects_owners) {
      session_->run(samples_of_meter(dialect_, filter_, *meter_id_, limit_));
      walk_ = Walk::kMeter;
      return true;
    }
    return windowed && (dialect_.walks_lazily() ? start_near() : start_since());
  }

  /// None where it has several: each has its own order.
  void read_meter_id() {
    session_->run(ids_of_meter(dialect_, *filter_.meter));
    if (!session_->step()) return;
    const auto id = session_->row().integer(0);
    if (!session_->step()) meter_id_ = id;
  }

  bool start_near() {
    session_->run(samples_near(dialect_, filter_, scope_, meter_id_, window_, *limit_));
    walk_ = Walk::kNear;
    return true;
  }

  /// False where the filter's time bounds hold fewer samples than a window.
  bool start_since() {
    session_->run(place_at_rank(dialect_, filter_, std::nullopt, window_));
    if (!session_->step()) return false;
    floor_ = dialect_.copy_timestamp(session_->row(), 0);
    session_->run(samples_since(dialect_, filter_, scope_, floor_, *limit_));
    walk_ = Walk::kSince;
    return true;
  }

  /// What is behind that walk, once it did not hold enough.
  bool start_rest() {
    if (walk_ == Walk::kNone || (limit_ && read_ >= *limit_)) return false;
    Place end{nullptr, std::nullopt};
    if (walk_ == Walk::kSince) end.timestamp = std::move(floor_);
    if (walk_ == Walk::kNear) {
      session_->run(place_at_rank(dialect_, filter_, meter_id_, window_ - 1));
      if (session_->step()) {
        end = {dialect_.copy_timestamp(session_->row(), 0), session_->row().integer(1)};
      }
    }
    walk_ = Walk::kNone;
    const bool only_without_time = std::holds_alternative<std::nullptr_t>(end.timestamp);
    if (only_without_time && (filter_.start || filter_.end)) return false;
    const auto left = limit_ ? std::optional(*limit_ - read_) : std::nullopt;
    session_->run(samples_by_set(dialect_, filter_, scope_, end, left));
    return true;
  }

  std::unique_ptr<ReadSession> session_;
  const Dialect& dialect_;
  const query::SampleFilter filter_;
  const Scope scope_;
  const std::optional<std::int64_t> limit_;
  const std::int64_t window_;
  std::optional<std::int64_t> meter_id_;  ///< of the one meter, where its samples have an index by time
  Walk walk_ = Walk::kNone;
  Value floor_;  ///< where the window ends that is found by time
  std::int64_t read_ = 0;
};

class SqlMeterCursor : public MeterCursor {
 public:
  SqlMeterCursor(std::unique_ptr<ReadSession> session, Query query, bool unique)
      : session_(std::move(session)), unique_(unique) {
    session_->run(std::move(query));
  }

  bool next(model::Meter& meter) override {
    if (!session_ || session_->is_finished()) return false;
    if (!session_->step()) {
      session_.reset();
      return false;
    }
    const Statement& row = session_->row();
    meter = {};
    meter.name = row.text(kName);
    meter.type = nullable_text(row, kType);
    meter.unit = nullable_text(row, kUnit);
    if (unique_) return true;
    meter.resource_id = nullable_text(row, kMeterResourceId);
    meter.project_id = nullable_text(row, kMeterProjectId);
    meter.user_id = nullable_text(row, kMeterUserId);
    meter.source = nullable_text(row, kMeterSourceId);
    return true;
  }

 private:
  std::unique_ptr<ReadSession> session_;
  const bool unique_;
};

}  // namespace

void read_sample(const Statement& row, const Dialect& dialect, model::Sample& sample) {
  sample.message_id = row.text(kMessageId);
  sample.meter = row.text(kMeterName);
  sample.type = nullable_text(row, kMeterType);
  sample.unit = nullable_text(row, kMeterUnit);
  sample.volume = row.is_null(kVolume) ? std::nullopt : std::optional(row.real(kVolume));
  sample.user_id = nullable_text(row, kUserId);
  sample.project_id = nullable_text(row, kProjectId);
  sample.resource_id = row.text(kResourceId);
  sample.source = nullable_text(row, kSourceId);
  sample.timestamp = dialect.read_timestamp(row, kTimestamp);
  sample.recorded_at = dialect.read_timestamp(row, kRecordedAt);
  sample.resource_metadata = nullable_text(row, kResourceMetadata);
  sample.resource_key = row.integer(kInternalId);
}

std::unique_ptr<SampleCursor> open_samples(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                           const SampleIndexes& indexes, const query::SampleFilter& filter,
                                           const Scope& scope, std::optional<std::int64_t> limit) {
  return std::make_unique<SqlSampleCursor>(std::move(session), dialect, indexes, filter, scope, limit);
}

std::unique_ptr<MeterCursor> open_meters(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                         const query::SampleFilter& filter, bool unique, const Scope& scope,
                                         std::optional<std::int64_t> limit) {
  return std::make_unique<SqlMeterCursor>(std::move(session), meters(dialect, filter, unique, scope, limit), unique);
}

std::unique_ptr<SampleCursor> no_samples() { return std::make_unique<EmptyCursor<model::Sample>>(); }
std::unique_ptr<MeterCursor> no_meters() { return std::make_unique<EmptyCursor<model::Meter>>(); }

}  // namespace ceilometer::storage::sql
