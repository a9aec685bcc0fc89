#pragma once

#include <optional>
#include <string_view>

#include "storage/sql/connection.hpp"

namespace ceilometer::storage::sql {

/// Good until the next step() or reset().
inline std::optional<std::string_view> nullable_text(const Statement& row, int column) {
  return row.nullable_text(column);
}

inline std::optional<double> nullable_real(const Statement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.real(column));
}

}  // namespace ceilometer::storage::sql
