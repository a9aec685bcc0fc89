#pragma once

#include "storage/upkeep/row.hpp"
#include "storage/upkeep/row_stream.hpp"

namespace ceilometer::storage::upkeep {

/// What is told of two tables that are read side by side.
class Differences {
 public:
  virtual ~Differences() = default;
  /// Called for each row of the source, before anything else is said of it.
  virtual void source_row(const Row& row) = 0;
  /// The target does not have it.
  virtual void missing(const Row& row) = 0;
  /// The source does not have it.
  virtual void foreign(const Row& row) = 0;
  /// Both have a row of that key, which differ.
  virtual void differing(const Row& source, const Row& target) = 0;
  /// The target has no more rows: its stream may be given up. Called once.
  virtual void target_over() {}
};

/// Reads both to their ends, in the order of their keys.
void merge(const Table& table, RowStream& source, RowStream& target, Differences& differences);

}  // namespace ceilometer::storage::upkeep
