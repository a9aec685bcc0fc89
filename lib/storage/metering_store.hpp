#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "model/meter.hpp"
#include "model/new_sample.hpp"
#include "model/resource.hpp"
#include "model/sample.hpp"
#include "model/statistics.hpp"
#include "query/complex_query.hpp"
#include "query/filter.hpp"
#include "query/statistics_query.hpp"
#include "storage/capabilities.hpp"
#include "storage/scope.hpp"

namespace ceilometer::storage {

/// A result that is read row by row. Holds a pooled connection until it is destroyed or `next` said false. One thread
/// at a time. `next` fills `row` with views that are good until the next call, and may throw what the store throws.
template <class Row>
class Cursor {
 public:
  virtual ~Cursor() = default;
  virtual bool next(Row& row) = 0;
};

using SampleCursor = Cursor<model::Sample>;
using MeterCursor = Cursor<model::Meter>;
using ResourceCursor = Cursor<model::Resource>;
using StatisticsCursor = Cursor<model::Statistics>;

/// Where samples are kept: the original's metering storage.Connection.
///
/// Thread-safe: any thread of a child may call any member. Connections are opened on first use, never before the fork.
/// Throws ApiError: 503 with Retry-After where the database is away, locked for too long, or the pool is exhausted
/// past its time-out; 503 where a query passed its time limit; 400 for a value the engine cannot hold, named.
class MeteringStore {
 public:
  virtual ~MeteringStore() = default;

  /// Newest first (impl_sqlalchemy.get_samples). `limit` nullopt is no limit. What `scope` does not allow is as if it
  /// were not there.
  virtual std::unique_ptr<SampleCursor> samples(const query::SampleFilter& filter, const Scope& scope,
                                                std::optional<std::int64_t> limit) = 0;

  /// The meters of each resource by their latest sample: the filter holds for that latest sample's owner and metadata
  /// (impl_sqlalchemy.get_meters). `unique`: one row per meter.
  virtual std::unique_ptr<MeterCursor> meters(const query::SampleFilter& filter, bool unique, const Scope& scope,
                                              std::optional<std::int64_t> limit) = 0;

  /// The resources that have a sample which matches, by id: first and last timestamps are of the samples that match,
  /// owner and metadata of the latest of them (impl_sqlalchemy.get_resources, but for the latter: that sample had to
  /// match in time only). `with_meters`: each resource's meters too, those that `scope` has samples of.
  virtual std::unique_ptr<ResourceCursor> resources(const query::SampleFilter& filter, bool with_meters,
                                                    const Scope& scope, std::optional<std::int64_t> limit) = 0;

  /// Statistics of the samples that match, by period, within it by unit, and within that by the groups' values, none
  /// first (impl_sqlalchemy.get_meter_statistics). Throws ApiError 400 for a period that cannot be.
  virtual std::unique_ptr<StatisticsCursor> statistics(const query::StatisticsQuery& query, const Scope& scope) = 0;

  /// The samples for which a complex query's expression is true, in its order (impl_sqlalchemy.query_samples): `scope`
  /// holds whatever the expression says. Throws ApiError also 400 for a regular expression that is none, or runs away;
  /// 501 where the engine has none.
  virtual std::unique_ptr<SampleCursor> samples_by_expression(const query::ComplexQuery& query, const Scope& scope,
                                                              std::optional<std::int64_t> limit) = 0;

  /// Stores all of them in one transaction, or none and throws. When it returns they are committed and durable.
  virtual void record(std::span<const model::NewSample> samples) = 0;

  /// Returns when the database has answered a question that costs it nothing, on a connection as queries use one:
  /// throws what they throw. `limit` is for waiting, for a free connection and for the answer; where a connection must
  /// be opened, that has the driver's own limit.
  virtual void ping(std::chrono::milliseconds limit) = 0;

  virtual Capabilities capabilities() const = 0;

  /// Called now and then, beside the others: gives back what nobody has needed since the call before, or closes it.
  /// True where there was such, so that memory was freed.
  virtual bool rest() noexcept { return false; }

  /// Closes idle connections, at a child's end. Calls after it open new ones.
  virtual void close() noexcept = 0;
};

}  // namespace ceilometer::storage
