#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "storage/sql/row_values.hpp"
#include "storage/sql/statistics_parts.hpp"

namespace ceilometer::storage::sql {

/// Numbers the keys of a query's parts, from 0: what is counted by number needs no key per chunk. One thread.
class PartKeys {
 public:
  /// Of a row with the unit in column `unit` and `attributes` values after it.
  std::size_t number_of(const Statement& row, int unit, std::size_t attributes) {
    scratch_.clear();
    for (std::size_t i = 0; i <= attributes; ++i) {
      scratch_.emplace_back(nullable_text(row, unit + static_cast<int>(i)));
    }
    const auto [at, is_new] = numbers_.try_emplace(scratch_, keys_.size());
    if (is_new) keys_.push_back(&at->first);
    return at->second;
  }
  const PartKey& operator[](std::size_t number) const { return *keys_[number]; }
  std::size_t size() const { return keys_.size(); }

 private:
  std::map<PartKey, std::size_t> numbers_;
  std::vector<const PartKey*> keys_;
  PartKey scratch_;
};

}  // namespace ceilometer::storage::sql
