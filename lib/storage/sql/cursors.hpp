#pragma once

#include <memory>
#include <optional>

#include "storage/metering_store.hpp"
#include "storage/sql/dialect.hpp"
#include "storage/sql/known_indexes.hpp"
#include "storage/sql/read_session.hpp"

namespace ceilometer::storage::sql {

template <class Row>
class EmptyCursor : public Cursor<Row> {
 public:
  bool next(Row& /*row*/) override { return false; }
};

/// Reads a row of the columns in kSampleFields.
void read_sample(const Statement& row, const Dialect& dialect, model::Sample& sample);

std::unique_ptr<SampleCursor> open_samples(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                           const SampleIndexes& indexes, const query::SampleFilter& filter,
                                           const Scope& scope, std::optional<std::int64_t> limit);

std::unique_ptr<MeterCursor> open_meters(std::unique_ptr<ReadSession> session, const Dialect& dialect,
                                         const query::SampleFilter& filter, bool unique, const Scope& scope,
                                         std::optional<std::int64_t> limit);

std::unique_ptr<SampleCursor> no_samples();
std::unique_ptr<MeterCursor> no_meters();

}  // namespace ceilometer::storage::sql
