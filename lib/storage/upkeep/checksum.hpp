#pragma once

#include <cstdint>
#include <string>

#include "storage/upkeep/row.hpp"

namespace ceilometer::storage::upkeep {

/// How many rows, and what they hold, whatever their order: two tables with the same one have the same rows, but for
/// one chance in 2^128. It is no defence against who makes rows up to deceive it.
class Checksum {
 public:
  void add(const Row& row);
  std::int64_t rows() const { return rows_; }
  /// 32 hex digits.
  std::string hex() const;
  bool operator==(const Checksum&) const = default;

 private:
  std::int64_t rows_ = 0;
  std::uint64_t high_ = 0;
  std::uint64_t low_ = 0;
};

}  // namespace ceilometer::storage::upkeep
