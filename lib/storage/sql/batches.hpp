#pragma once

#include <cstddef>

#include "storage/sql/batch.hpp"

namespace ceilometer::storage::sql {

/// The batches of one transaction, of which there may be more when those before them are written.
class Batches {
 public:
  virtual ~Batches() = default;
  /// The index-th, which is the same each time it is asked for, and is there as long as this; null where there is none,
  /// but never for the first.
  virtual const Batch* at(std::size_t index) = 0;

 protected:
  Batches() = default;
  Batches(const Batches&) = default;
  Batches& operator=(const Batches&) = default;
};

/// Just one.
class OneBatch final : public Batches {
 public:
  explicit OneBatch(const Batch& batch) : batch_(batch) {}
  const Batch* at(std::size_t index) override { return index == 0 ? &batch_ : nullptr; }

 private:
  const Batch& batch_;
};

}  // namespace ceilometer::storage::sql
