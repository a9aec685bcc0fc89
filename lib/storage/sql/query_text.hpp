#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "storage/sql/connection.hpp"
#include "storage/sql/dialect.hpp"

namespace ceilometer::storage::sql {

/// A statement with what is bound to it.
struct Query {
  std::string text;
  std::vector<Value> values;
};

/// A statement with the dialect's placeholders where `sql` has question marks.
std::string with_placeholders(const Dialect& dialect, std::string_view sql);

/// A value on its way into a statement, told apart from SQL.
struct Bound {
  Value value;
};

/// Puts a Query together. Values only ever become placeholders.
class QueryText {
 public:
  explicit QueryText(const Dialect& dialect) : dialect_(dialect) {}

  QueryText& operator<<(std::string_view sql) {
    query_.text += sql;
    return *this;
  }
  QueryText& operator<<(Bound bound) {
    query_.text += bind(std::move(bound.value));
    return *this;
  }
  /// The placeholder of a value, which must be the next one that is put into the text.
  std::string bind(Value value) {
    query_.values.push_back(std::move(value));
    return dialect_.typed_placeholder(static_cast<int>(query_.values.size()), query_.values.back());
  }
  /// " WHERE " the first time, " AND " after that.
  QueryText& where() {
    query_.text += has_where_ ? " AND " : " WHERE ";
    has_where_ = true;
    return *this;
  }

  /// Between these two, where() is a subquery's. They do not nest.
  void begin_subquery() { has_where_ = false; }
  void end_subquery() { has_where_ = true; }

  const Dialect& dialect() const { return dialect_; }
  Query take() { return std::move(query_); }

 private:
  const Dialect& dialect_;
  Query query_;
  bool has_where_ = false;
};

}  // namespace ceilometer::storage::sql
