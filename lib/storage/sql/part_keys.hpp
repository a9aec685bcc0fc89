#pragma once

#include <algorithm>
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
    if (is_last(row, unit)) return last_;
    scratch_.clear();
    for (std::size_t i = 0; i <= attributes; ++i) {
      scratch_.emplace_back(nullable_text(row, unit + static_cast<int>(i)));
    }
    const auto [at, is_new] = numbers_.try_emplace(scratch_, keys_.size());
    if (is_new) keys_.push_back(&at->first);
    return last_ = at->second;
  }
  const PartKey& operator[](std::size_t number) const { return *keys_[number]; }
  std::size_t size() const { return keys_.size(); }

 private:
  /// Mostly the next row has the same.
  bool is_last(const Statement& row, int column) const {
    if (keys_.empty()) return false;
    const PartKey& last = *keys_[last_];
    return std::all_of(last.begin(), last.end(),
                       [&](const auto& value) { return nullable_text(row, column++) == value; });
  }

  std::map<PartKey, std::size_t> numbers_;
  std::vector<const PartKey*> keys_;
  std::size_t last_ = 0;
  PartKey scratch_;
};

}  // namespace ceilometer::storage::sql
