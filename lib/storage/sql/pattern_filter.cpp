#include "storage/sql/pattern_filter.hpp"

#include <algorithm>

#include "json/write.hpp"
#include "storage/sql/database_error.hpp"
#include "storage/sql/expression.hpp"

namespace ceilometer::storage::sql {

namespace {

using query::Expr;
using query::Field;
using query::Leaf;
using query::Operator;

/// Names, units and owners are few; what is different in every row is not worth being remembered.
constexpr std::size_t kKnownTexts = 4'096;

bool is_time(Field field) { return field == Field::kTimestamp || field == Field::kRecordedAt; }

}  // namespace

bool has_patterns(const Expr& e) {
  if (e.kind == Expr::Kind::kLeaf) return e.leaf.comparison == Operator::kMatches;
  return std::any_of(e.children.begin(), e.children.end(), has_patterns);
}

void PatternFilter::append_columns(QueryText& sql, int first) {
  next_column_ = first;
  append_columns_of(sql, expression_);
}

void PatternFilter::append_columns_of(QueryText& sql, const Expr& e) {
  for (const auto& child : e.children) append_columns_of(sql, child);
  if (e.kind != Expr::Kind::kLeaf) return;
  columns_[&e.leaf] = next_column_++;
  sql << ", ";
  if (e.leaf.comparison == Operator::kMatches) {
    searches_[&e.leaf].pattern = pattern_of(e.leaf);
    return append_subject(sql, e.leaf);
  }
  sql << "(";
  append_expression(sql, e);
  sql << ")";
}

void PatternFilter::append_conditions(QueryText& sql) const {
  if (expression_.kind != Expr::Kind::kAnd) return;
  for (const auto& child : expression_.children) {
    if (has_patterns(child)) continue;
    sql.where() << "(";
    append_expression(sql, child);
    sql << ")";
  }
}

bool PatternFilter::holds(const Statement& row, const Dialect& dialect) {
  return evaluate(expression_, row, dialect) == true;
}

/// As SQL has it: what is decided by one side is not asked of the other.
std::optional<bool> PatternFilter::evaluate(const Expr& e, const Statement& row, const Dialect& dialect) {
  if (e.kind == Expr::Kind::kLeaf) {
    const int column = columns_.at(&e.leaf);
    if (e.leaf.comparison == Operator::kMatches) return finds(e.leaf, row, column, dialect);
    if (row.is_null(column)) return std::nullopt;
    return row.integer(column) != 0;
  }
  if (e.kind == Expr::Kind::kNot) {
    const auto inner = evaluate(e.children.front(), row, dialect);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  const bool decisive = e.kind == Expr::Kind::kOr;
  std::optional<bool> value = !decisive;
  for (const auto& child : e.children) {
    const auto of_child = evaluate(child, row, dialect);
    if (of_child == decisive) return decisive;
    if (!of_child) value.reset();
  }
  return value;
}

bool PatternFilter::finds(const Leaf& leaf, const Statement& row, int column, const Dialect& dialect) {
  Search& searched = searches_.at(&leaf);
  std::string text;
  if (row.is_null(column)) {
    text = "None";
  } else if (leaf.field == Field::kVolume) {
    json::append_python_float(text, row.real(column));
  } else if (is_time(leaf.field)) {
    if (const auto t = dialect.read_timestamp(row, column)) append_sqlite_time(text, *t);
  } else {
    text = row.text(column);
  }
  return search(searched, text);
}

bool PatternFilter::search(Search& searched, std::string_view text) {
  std::string key(text);
  if (const auto known = searched.known.find(key); known != searched.known.end()) return known->second;
  const auto refuse = [&](const Error& error) {
    throw DatabaseError(DatabaseError::Kind::kRefused, refusal_of(searched.pattern, error.message));
  };
  if (!searched.regexp) {
    auto compiled = Regexp::compile(searched.pattern);
    if (!compiled) refuse(compiled.error());
    searched.regexp = *std::move(compiled);
  }
  const auto found = searched.regexp->finds(text);
  if (!found) refuse(found.error());
  if (searched.known.size() < kKnownTexts) searched.known.emplace(std::move(key), *found);
  return *found;
}

}  // namespace ceilometer::storage::sql
