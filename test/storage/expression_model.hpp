#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "query/expr.hpp"

namespace ceilometer::test {

/// What a sample of the model's table holds in a field: NULL, a number or a text.
using Cell = std::variant<std::nullptr_t, std::int64_t, double, std::string>;

struct ModelRow {
  std::string id;
  std::string meter;
  Cell unit;
  Cell volume;
  Cell user;
  std::string resource;
  std::string project;
  std::string timestamp;  ///< as SQLite holds it
  std::vector<std::pair<std::string, Cell>> metadata;
  bool flag_is_bool = false;  ///< the key "flag" is of type bool, not int
};

/// Whether an expression is true of a row, false, or unknown, by SQL's rules as SQLite applies them to columns of text
/// and of numbers. Patterns are plain words.
std::optional<bool> evaluate(const query::Expr& expression, const ModelRow& row);

}  // namespace ceilometer::test
