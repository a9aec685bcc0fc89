#include "api/traced_stores.hpp"

#include <chrono>
#include <utility>

namespace ceilometer::api {

namespace {

using TracePtr = std::shared_ptr<http::RequestTrace>;

/// Adds the time of its life.
class Timed {
 public:
  explicit Timed(http::RequestTrace& trace) : trace_(trace) {}
  ~Timed() { trace_.database += std::chrono::steady_clock::now() - begin_; }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  http::RequestTrace& trace_;
  const std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

template <class Row>
class TracedCursor final : public storage::Cursor<Row> {
 public:
  TracedCursor(std::unique_ptr<storage::Cursor<Row>> cursor, TracePtr trace)
      : cursor_(std::move(cursor)), trace_(std::move(trace)) {}

  bool next(Row& row) override {
    const Timed timed(*trace_);
    if (!cursor_->next(row)) return false;
    ++trace_->rows;
    return true;
  }

 private:
  std::unique_ptr<storage::Cursor<Row>> cursor_;
  TracePtr trace_;
};

/// A cursor of what `open` opens, the opening included.
template <class Row, class F>
std::unique_ptr<storage::Cursor<Row>> cursor_of(const TracePtr& trace, F&& open) {
  const Timed timed(*trace);
  return std::make_unique<TracedCursor<Row>>(open(), trace);
}

class TracedMeteringStore final : public storage::MeteringStore {
 public:
  TracedMeteringStore(storage::MeteringStore& store, TracePtr trace) : store_(store), trace_(std::move(trace)) {}

  std::unique_ptr<storage::SampleCursor> samples(const query::SampleFilter& filter, const storage::Scope& scope,
                                                 std::optional<std::int64_t> limit) override {
    return cursor_of<model::Sample>(trace_, [&] { return store_.samples(filter, scope, limit); });
  }
  std::unique_ptr<storage::MeterCursor> meters(const query::SampleFilter& filter, bool unique,
                                               const storage::Scope& scope,
                                               std::optional<std::int64_t> limit) override {
    return cursor_of<model::Meter>(trace_, [&] { return store_.meters(filter, unique, scope, limit); });
  }
  std::unique_ptr<storage::ResourceCursor> resources(const query::SampleFilter& filter, bool with_meters,
                                                     const storage::Scope& scope,
                                                     std::optional<std::int64_t> limit) override {
    return cursor_of<model::Resource>(trace_, [&] { return store_.resources(filter, with_meters, scope, limit); });
  }
  std::unique_ptr<storage::StatisticsCursor> statistics(const query::StatisticsQuery& query,
                                                        const storage::Scope& scope) override {
    return cursor_of<model::Statistics>(trace_, [&] { return store_.statistics(query, scope); });
  }
  std::unique_ptr<storage::SampleCursor> samples_by_expression(const query::ComplexQuery& query,
                                                               const storage::Scope& scope,
                                                               std::optional<std::int64_t> limit) override {
    return cursor_of<model::Sample>(trace_, [&] { return store_.samples_by_expression(query, scope, limit); });
  }
  void record(std::span<const model::NewSample> samples) override {
    const Timed timed(*trace_);
    store_.record(samples);
    trace_->rows += samples.size();
  }
  void ping(std::chrono::milliseconds limit) override { store_.ping(limit); }
  storage::Capabilities capabilities() const override { return store_.capabilities(); }
  bool rest() noexcept override { return store_.rest(); }
  void close() noexcept override { store_.close(); }

 private:
  storage::MeteringStore& store_;
  TracePtr trace_;
};

class TracedEventStore final : public storage::EventStore {
 public:
  TracedEventStore(storage::EventStore& store, TracePtr trace) : store_(store), trace_(std::move(trace)) {}

  std::unique_ptr<storage::EventCursor> events(const query::EventFilter& filter, const storage::EventScope& scope,
                                               std::optional<std::int64_t> limit) override {
    return cursor_of<model::Event>(trace_, [&] { return store_.events(filter, scope, limit); });
  }
  std::unique_ptr<storage::EventTypeCursor> event_types() override {
    return cursor_of<model::EventType>(trace_, [&] { return store_.event_types(); });
  }
  std::unique_ptr<storage::TraitDescriptionCursor> trait_types(const std::string& event_type) override {
    return cursor_of<model::TraitDescription>(trace_, [&] { return store_.trait_types(event_type); });
  }
  std::unique_ptr<storage::TraitCursor> traits(const std::string& event_type,
                                               const std::optional<std::string>& name) override {
    return cursor_of<model::Trait>(trace_, [&] { return store_.traits(event_type, name); });
  }
  storage::EventCapabilities capabilities() const override { return store_.capabilities(); }
  bool rest() noexcept override { return store_.rest(); }
  void close() noexcept override { store_.close(); }

 private:
  storage::EventStore& store_;
  TracePtr trace_;
};

}  // namespace

std::unique_ptr<storage::MeteringStore> traced(storage::MeteringStore& store, TracePtr trace) {
  return std::make_unique<TracedMeteringStore>(store, std::move(trace));
}

std::unique_ptr<storage::EventStore> traced(storage::EventStore& store, TracePtr trace) {
  return std::make_unique<TracedEventStore>(store, std::move(trace));
}

}  // namespace ceilometer::api
