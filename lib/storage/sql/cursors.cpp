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
  SqlSampleCursor(std::unique_ptr<ReadSession> session, const Dialect& dialect, const query::SampleFilter& filter,
                  const Scope& scope, std::optional<std::int64_t> limit)
      : session_(std::move(session)), dialect_(dialect), limit_(limit) {
    const bool selective = filter.meter || selects_resources(filter, scope);
    const bool windowed = (selective || !dialect.index_has_nulls_first()) && !filter.message_id && limit &&
                          *limit <= kLargestWindowedLimit;
    if (windowed && start_window(filter, scope)) return;
    session_->run(samples_by_set(dialect_, filter, scope, std::nullopt, limit_));
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
  struct Rest {
    query::SampleFilter filter;
    Scope scope;
    Value before;
  };

  /// False where the filter's time bounds hold fewer samples than a window.
  bool start_window(const query::SampleFilter& filter, const Scope& scope) {
    session_->begin_snapshot();
    const std::int64_t window = std::clamp(*limit_ * kWindowPerRow, kSmallestWindow, kLargestWindow);
    session_->run(timestamp_at_rank(dialect_, filter, window));
    if (!session_->step()) return false;
    Value floor = dialect_.copy_timestamp(session_->row(), 0);
    session_->run(samples_since(dialect_, filter, scope, floor, *limit_));
    rest_ = Rest{filter, scope, std::move(floor)};
    return true;
  }

  /// What is older than the window, once it did not hold enough.
  bool start_rest() {
    if (!rest_ || read_ >= *limit_) return false;
    const Rest rest = std::move(*rest_);
    rest_.reset();
    session_->run(samples_by_set(dialect_, rest.filter, rest.scope, rest.before, *limit_ - read_));
    return true;
  }

  std::unique_ptr<ReadSession> session_;
  const Dialect& dialect_;
  const std::optional<std::int64_t> limit_;
  std::int64_t read_ = 0;
  std::optional<Rest> rest_;
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
                                           const query::SampleFilter& filter, const Scope& scope,
                                           std::optional<std::int64_t> limit) {
  return std::make_unique<SqlSampleCursor>(std::move(session), dialect, filter, scope, limit);
}

std::unique_ptr<MeterCursor> open_meters(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                         const query::SampleFilter& filter, bool unique, const Scope& scope,
                                         std::optional<std::int64_t> limit) {
  return std::make_unique<SqlMeterCursor>(std::move(session), meters(dialect, filter, unique, scope, limit), unique);
}

std::unique_ptr<SampleCursor> no_samples() { return std::make_unique<EmptyCursor<model::Sample>>(); }
std::unique_ptr<MeterCursor> no_meters() { return std::make_unique<EmptyCursor<model::Meter>>(); }

}  // namespace ceilometer::storage::sql
