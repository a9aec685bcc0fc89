#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::upkeep {

/// A condition on rows named by their ids, which a statement has as its only values: of one width, so that one prepared
/// text serves any number of them.
class IdList {
 public:
  static constexpr std::size_t kWidth = 100;

  /// " WHERE column IN (...)".
  static std::string where(const sql::Dialect& dialect, std::string_view column);
  /// 1 to kWidth ids.
  static void bind(sql::Statement& statement, std::span<const std::int64_t> ids);
};

/// Calls it with kWidth ids at a time.
void in_lists(std::span<const std::int64_t> ids, const std::function<void(std::span<const std::int64_t>)>& call);

/// Deletes the rows whose `column`, which their primary key begins with, is one of the ids.
void delete_rows(sql::Connection& connection, const sql::Dialect& dialect, std::string_view table,
                 std::string_view column, std::span<const std::int64_t> ids);

}  // namespace ceilometer::storage::upkeep
