#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "storage/metering_store.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/schema.hpp"
#include "storage/upkeep/summaries.hpp"

namespace ceilometer::test {

/// Folds all there is into summaries before each question for statistics or links, so that these answer it. One thread.
class FoldingStore final : public storage::MeteringStore {
 public:
  FoldingStore(std::unique_ptr<storage::MeteringStore> store, std::unique_ptr<storage::sql::Driver> driver,
               Logger& logger)
      : store_(std::move(store)), driver_(std::move(driver)), logger_(logger) {}

  std::unique_ptr<storage::SampleCursor> samples(const query::SampleFilter& filter, const storage::Scope& scope,
                                                 std::optional<std::int64_t> limit) override {
    return store_->samples(filter, scope, limit);
  }
  std::unique_ptr<storage::MeterCursor> meters(const query::SampleFilter& filter, bool unique,
                                               const storage::Scope& scope,
                                               std::optional<std::int64_t> limit) override {
    return store_->meters(filter, unique, scope, limit);
  }
  std::unique_ptr<storage::ResourceCursor> resources(const query::SampleFilter& filter, bool with_meters,
                                                     const storage::Scope& scope,
                                                     std::optional<std::int64_t> limit) override {
    if (with_meters) fold();
    return store_->resources(filter, with_meters, scope, limit);
  }
  std::unique_ptr<storage::StatisticsCursor> statistics(const query::StatisticsQuery& query,
                                                        const storage::Scope& scope) override {
    fold();
    return store_->statistics(query, scope);
  }
  std::unique_ptr<storage::SampleCursor> samples_by_expression(const query::ComplexQuery& query,
                                                               const storage::Scope& scope,
                                                               std::optional<std::int64_t> limit) override {
    return store_->samples_by_expression(query, scope, limit);
  }
  void record(std::span<const model::NewSample> samples) override { store_->record(samples); }
  void ping(std::chrono::milliseconds limit) override { store_->ping(limit); }
  storage::Capabilities capabilities() const override { return store_->capabilities(); }
  void close() noexcept override { store_->close(); }

 private:
  void fold() {
    const auto connection = driver_->open();
    const auto tables = storage::sql::list_tables(*connection, driver_->dialect());
    if (std::find(tables.begin(), tables.end(), "sample") != tables.end()) {
      storage::upkeep::install_summaries(*connection, driver_->dialect());
      NoProgress progress;
      storage::upkeep::SummaryFolder(*driver_, logger_).run(utc_now(), progress);
    }
  }

  std::unique_ptr<storage::MeteringStore> store_;
  std::unique_ptr<storage::sql::Driver> driver_;
  Logger& logger_;
};

}  // namespace ceilometer::test
