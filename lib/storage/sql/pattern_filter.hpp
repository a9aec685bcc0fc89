#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "query/expr.hpp"
#include "storage/sql/query_text.hpp"
#include "storage/sql/regexp.hpp"

namespace ceilometer::storage::sql {

/// An expression with =~ where the engine does not know Python's regular expressions: the engine says of each row what
/// the other comparisons come to, and the patterns are searched for here. One thread at a time.
class PatternFilter {
 public:
  explicit PatternFilter(query::Expr expression) : expression_(std::move(expression)) {}
  PatternFilter(const PatternFilter&) = delete;
  PatternFilter& operator=(const PatternFilter&) = delete;

  /// Appends what a row must say besides its sample: columns, each after a comma. Of `first` they begin at.
  void append_columns(QueryText& sql, int first);
  /// Appends conditions that hold of every row which can match.
  void append_conditions(QueryText& sql) const;

  /// Whether the row is one of those. Throws DatabaseError, kRefused for a pattern that is none, where it is looked at.
  bool holds(const Statement& row, const Dialect& dialect);

 private:
  struct Search {
    std::string pattern;
    std::optional<Regexp> regexp;
    std::unordered_map<std::string, bool> known;  ///< what was found in which texts
  };

  void append_columns_of(QueryText& sql, const query::Expr& e);
  std::optional<bool> evaluate(const query::Expr& e, const Statement& row, const Dialect& dialect);
  bool finds(const query::Leaf& leaf, const Statement& row, int column, const Dialect& dialect);
  bool search(Search& search, std::string_view text);

  const query::Expr expression_;
  std::unordered_map<const query::Leaf*, int> columns_;
  std::unordered_map<const query::Leaf*, Search> searches_;
  int next_column_ = 0;
};

/// Whether there is a =~ in it.
bool has_patterns(const query::Expr& expression);

}  // namespace ceilometer::storage::sql
