#include "storage/sql/sql_store.hpp"

#include <utility>

#include "storage/sql/cursors.hpp"
#include "storage/sql/expression_cursor.hpp"
#include "storage/sql/resource_cursor.hpp"
#include "storage/sql/schema.hpp"
#include "storage/sql/statistics_cursor.hpp"

namespace ceilometer::storage::sql {

namespace {

bool asks_for_nothing(const Scope& scope, std::optional<std::int64_t> limit) {
  return scope.is_nothing() || (limit && *limit <= 0);
}

}  // namespace

SqlStore::SqlStore(std::unique_ptr<Driver> driver, const StoreOptions& options, Logger& logger)
    : options_(options),
      driver_(std::move(driver)),
      faults_(options.retry_after, logger),
      demand_(options, logger),
      pool_(
          [this, &logger] {
            auto connection = driver_->open();
            ensure_schema(*connection, driver_->dialect(), logger);
            demand_.compare(*connection, driver_->dialect());
            return connection;
          },
          options, logger),
      writer_(pool_, driver_->dialect(), faults_, options, logger) {}

std::unique_ptr<ReadSession> SqlStore::start_reading() {
  return std::make_unique<ReadSession>(pool_, faults_, options_.query_timeout);
}

std::unique_ptr<SampleCursor> SqlStore::samples(const query::SampleFilter& filter, const Scope& scope,
                                                std::optional<std::int64_t> limit) {
  if (asks_for_nothing(scope, limit)) return no_samples();
  auto session = start_reading();
  const auto indexes = filter.meter ? indexes_.look(*session, driver_->dialect()) : SampleIndexes{};
  return open_samples(std::move(session), driver_->dialect(), indexes, filter, scope, limit);
}

std::unique_ptr<MeterCursor> SqlStore::meters(const query::SampleFilter& filter, bool unique, const Scope& scope,
                                              std::optional<std::int64_t> limit) {
  if (asks_for_nothing(scope, limit)) return no_meters();
  return open_meters(start_reading(), driver_->dialect(), filter, unique, scope, limit);
}

std::unique_ptr<ResourceCursor> SqlStore::resources(const query::SampleFilter& filter, bool with_meters,
                                                    const Scope& scope, std::optional<std::int64_t> limit) {
  if (asks_for_nothing(scope, limit)) return std::make_unique<EmptyCursor<model::Resource>>();
  auto session = start_reading();
  const auto indexes = indexes_.look(*session, driver_->dialect());
  return open_resources(std::move(session), driver_->dialect(), indexes, filter, with_meters, options_.summaries, scope,
                        limit);
}

std::unique_ptr<StatisticsCursor> SqlStore::statistics(const query::StatisticsQuery& query, const Scope& scope) {
  if (scope.is_nothing()) return std::make_unique<EmptyCursor<model::Statistics>>();
  return open_statistics(start_reading(), driver_->dialect(), query, scope, options_.summaries);
}

std::unique_ptr<SampleCursor> SqlStore::samples_by_expression(const query::ComplexQuery& query, const Scope& scope,
                                                              std::optional<std::int64_t> limit) {
  if (asks_for_nothing(scope, limit)) return no_samples();
  return open_samples_by_expression([this] { return start_reading(); }, driver_->dialect(), query, scope, limit);
}

void SqlStore::record(std::span<const model::NewSample> samples) {
  if (samples.empty()) return;
  writer_.write(Batch(samples, driver_->dialect()));
  count(options_.metrics, Counter::kSamplesWritten, samples.size());
}

// Asks a table, so that a database that answers and has lost its schema is not well.
void SqlStore::ping(std::chrono::milliseconds limit) {
  ConnectionPool::Lease lease;
  try {
    const auto deadline = std::chrono::steady_clock::now() + limit;
    lease = pool_.lease(limit);
    lease->ping("SELECT id FROM meter LIMIT 1", deadline);
  } catch (const DatabaseError& error) {
    if (!error.connection_is_sound()) lease.mark_broken();
    faults_.raise(error);
  }
}

/// The document describes the original's driver, AVAILABLE_CAPABILITIES of impl_sqlalchemy.
Capabilities SqlStore::capabilities() const {
  Capabilities can;
  can.meters = {.simple = true, .metadata = true, .complex = false};
  can.resources = {.simple = true, .metadata = true, .complex = false};
  can.samples = {.simple = true, .metadata = true, .complex = true};
  can.statistics_query = {.simple = true, .metadata = true, .complex = false};
  can.statistics_groupby = true;
  can.standard_aggregation = true;
  can.selectable = {
      .max = true, .min = true, .sum = true, .avg = true, .count = true, .stddev = true, .cardinality = true};
  can.production_ready = true;
  return can;
}

bool SqlStore::rest() noexcept { return pool_.rest(); }

void SqlStore::close() noexcept { pool_.close_idle(); }

}  // namespace ceilometer::storage::sql
