#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "storage/sql/connection.hpp"

namespace ceilometer::storage::sql {

/// Where the engines' SQL differs. Stateless, so thread-safe.
class Dialect {
 public:
  virtual ~Dialect() = default;

  /// The placeholder of the index-th value, from 1.
  virtual std::string placeholder(int index) const = 0;
  /// "=" that holds of two NULLs.
  virtual std::string_view null_safe_equal() const = 0;
  /// A join whose left side is read first, where the engine lets us say so.
  virtual std::string_view ordered_join() const = 0;
  /// The column as an expression that no index serves, where the engine lets us say so.
  virtual std::string without_index(std::string_view column) const = 0;

  /// How a time column holds it.
  virtual Value timestamp(TimePoint t) const = 0;
  /// nullopt for NULL and for what is no time.
  virtual std::optional<TimePoint> read_timestamp(const Statement& row, int column) const = 0;
  /// A time column's value as it stands, to be bound again.
  virtual Value copy_timestamp(const Statement& row, int column) const = 0;
  virtual Value boolean(bool b) const = 0;

  /// A time column as a whole number of microseconds since 1970.
  virtual std::string microseconds(std::string_view column) const = 0;
  /// The operator that divides whole numbers and cuts the remainder off.
  virtual std::string_view integer_division() const = 0;

  /// What a regular expression is to `value REGEXP pattern`, which finds it as Python's re.search does. Evaluating a
  /// bad one fails the statement with DatabaseError::Kind::kRefused.
  enum class Pattern { kGood, kBad, kUnsupported };
  virtual Pattern check_pattern(std::string_view /*pattern*/) const { return Pattern::kUnsupported; }

  /// Names of the tables that are there, one per row.
  virtual std::string_view list_tables() const = 0;
  /// Statements that make Ceilometer's tables and indexes as its own migration 45 left them.
  virtual std::string_view create_schema() const = 0;
};

}  // namespace ceilometer::storage::sql
