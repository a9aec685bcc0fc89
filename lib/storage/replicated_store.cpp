#include "storage/replicated_store.hpp"

#include <atomic>
#include <chrono>
#include <utility>

#include "base/api_error.hpp"

namespace ceilometer::storage {

namespace {

using Clock = std::chrono::steady_clock;

/// A primary and its replica, and when the latter may be asked again.
template <class Store>
class Pair {
 public:
  Pair(std::unique_ptr<Store> primary, std::unique_ptr<Store> replica, Logger& logger)
      : primary_(std::move(primary)), replica_(std::move(replica)), logger_(logger) {}

  Store& primary() const { return *primary_; }

  template <class Read>
  auto read(const Read& read) {
    if (Clock::now().time_since_epoch().count() < away_until_.load(std::memory_order_relaxed)) return read(*primary_);
    try {
      return read(*replica_);
    } catch (const ApiError& error) {
      // A query that took too long would do so again: only what passes says when to come back.
      if (error.status() != 503 || error.retry_after() == 0) throw;
      const auto until = Clock::now() + std::chrono::seconds(error.retry_after());
      away_until_.store(until.time_since_epoch().count(), std::memory_order_relaxed);
      logger_.log(
          LogLevel::kWarning, "ceilometer.storage",
          "CEIL0343: the replica of [database] slave_connection is not available; the primary is read from for " +
              std::to_string(error.retry_after()) + " seconds");
    }
    return read(*primary_);
  }

  bool rest() noexcept {
    const bool primary_did = primary_->rest();
    return replica_->rest() || primary_did;
  }

  void close() noexcept {
    primary_->close();
    replica_->close();
  }

 private:
  const std::unique_ptr<Store> primary_;
  const std::unique_ptr<Store> replica_;
  Logger& logger_;
  std::atomic<Clock::rep> away_until_ = 0;
};

class ReplicatedMeteringStore final : public MeteringStore {
 public:
  ReplicatedMeteringStore(std::unique_ptr<MeteringStore> primary, std::unique_ptr<MeteringStore> replica,
                          Logger& logger)
      : stores_(std::move(primary), std::move(replica), logger) {}

  std::unique_ptr<SampleCursor> samples(const query::SampleFilter& filter, const Scope& scope,
                                        std::optional<std::int64_t> limit) override {
    return stores_.read([&](MeteringStore& store) { return store.samples(filter, scope, limit); });
  }
  std::unique_ptr<MeterCursor> meters(const query::SampleFilter& filter, bool unique, const Scope& scope,
                                      std::optional<std::int64_t> limit) override {
    return stores_.read([&](MeteringStore& store) { return store.meters(filter, unique, scope, limit); });
  }
  std::unique_ptr<ResourceCursor> resources(const query::SampleFilter& filter, bool with_meters, const Scope& scope,
                                            std::optional<std::int64_t> limit) override {
    return stores_.read([&](MeteringStore& store) { return store.resources(filter, with_meters, scope, limit); });
  }
  std::unique_ptr<StatisticsCursor> statistics(const query::StatisticsQuery& query, const Scope& scope) override {
    return stores_.read([&](MeteringStore& store) { return store.statistics(query, scope); });
  }
  std::unique_ptr<SampleCursor> samples_by_expression(const query::ComplexQuery& query, const Scope& scope,
                                                      std::optional<std::int64_t> limit) override {
    return stores_.read([&](MeteringStore& store) { return store.samples_by_expression(query, scope, limit); });
  }
  void record(std::span<const model::NewSample> samples) override { stores_.primary().record(samples); }
  void ping(std::chrono::milliseconds limit) override { stores_.primary().ping(limit); }
  Capabilities capabilities() const override { return stores_.primary().capabilities(); }
  bool rest() noexcept override { return stores_.rest(); }
  void close() noexcept override { stores_.close(); }

 private:
  Pair<MeteringStore> stores_;
};

class ReplicatedEventStore final : public EventStore {
 public:
  ReplicatedEventStore(std::unique_ptr<EventStore> primary, std::unique_ptr<EventStore> replica, Logger& logger)
      : stores_(std::move(primary), std::move(replica), logger) {}

  std::unique_ptr<EventCursor> events(const query::EventFilter& filter, const EventScope& scope,
                                      std::optional<std::int64_t> limit) override {
    return stores_.read([&](EventStore& store) { return store.events(filter, scope, limit); });
  }
  std::unique_ptr<EventTypeCursor> event_types() override {
    return stores_.read([](EventStore& store) { return store.event_types(); });
  }
  std::unique_ptr<TraitDescriptionCursor> trait_types(const std::string& event_type) override {
    return stores_.read([&](EventStore& store) { return store.trait_types(event_type); });
  }
  std::unique_ptr<TraitCursor> traits(const std::string& event_type, const std::optional<std::string>& name) override {
    return stores_.read([&](EventStore& store) { return store.traits(event_type, name); });
  }
  EventCapabilities capabilities() const override { return stores_.primary().capabilities(); }
  bool rest() noexcept override { return stores_.rest(); }
  void close() noexcept override { stores_.close(); }

 private:
  Pair<EventStore> stores_;
};

}  // namespace

std::unique_ptr<MeteringStore> with_replica(std::unique_ptr<MeteringStore> primary,
                                            std::unique_ptr<MeteringStore> replica, Logger& logger) {
  return std::make_unique<ReplicatedMeteringStore>(std::move(primary), std::move(replica), logger);
}

std::unique_ptr<EventStore> with_replica(std::unique_ptr<EventStore> primary, std::unique_ptr<EventStore> replica,
                                         Logger& logger) {
  return std::make_unique<ReplicatedEventStore>(std::move(primary), std::move(replica), logger);
}

}  // namespace ceilometer::storage
