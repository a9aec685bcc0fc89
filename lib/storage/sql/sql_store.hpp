#pragma once

#include <memory>

#include "base/ports/logger.hpp"
#include "storage/metering_store.hpp"
#include "storage/options.hpp"
#include "storage/sql/connection.hpp"
#include "storage/sql/connection_demand.hpp"
#include "storage/sql/connection_pool.hpp"
#include "storage/sql/fault_handler.hpp"
#include "storage/sql/known_indexes.hpp"
#include "storage/sql/read_session.hpp"
#include "storage/sql/writer.hpp"

namespace ceilometer::storage::sql {

/// The metering store on Ceilometer's SQL schema, whatever engine holds it (impl_sqlalchemy.Connection).
///
/// As MeteringStore says; its cursors must not outlive it. The schema is made, or found to be there, whenever a
/// connection is opened.
class SqlStore : public MeteringStore {
 public:
  SqlStore(std::unique_ptr<Driver> driver, const StoreOptions& options, Logger& logger);

  std::unique_ptr<SampleCursor> samples(const query::SampleFilter& filter, const Scope& scope,
                                        std::optional<std::int64_t> limit) override;
  std::unique_ptr<MeterCursor> meters(const query::SampleFilter& filter, bool unique, const Scope& scope,
                                      std::optional<std::int64_t> limit) override;
  std::unique_ptr<ResourceCursor> resources(const query::SampleFilter& filter, bool with_meters, const Scope& scope,
                                            std::optional<std::int64_t> limit) override;
  std::unique_ptr<StatisticsCursor> statistics(const query::StatisticsQuery& query, const Scope& scope) override;
  std::unique_ptr<SampleCursor> samples_by_expression(const query::ComplexQuery& query, const Scope& scope,
                                                      std::optional<std::int64_t> limit) override;
  void record(std::span<const model::NewSample> samples) override;
  void ping(std::chrono::milliseconds limit) override;
  Capabilities capabilities() const override;
  bool rest() noexcept override;
  void close() noexcept override;

 private:
  std::unique_ptr<ReadSession> start_reading();

  const StoreOptions options_;
  const std::unique_ptr<Driver> driver_;
  const FaultHandler faults_;
  ConnectionDemand demand_;
  ConnectionPool pool_;
  KnownIndexes indexes_;
  Writer writer_;
};

}  // namespace ceilometer::storage::sql
