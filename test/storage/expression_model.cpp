#include "storage/expression_model.hpp"

#include <compare>

#include "base/clock.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"

namespace ceilometer::test {

namespace {

using query::Expr;
using query::Field;
using query::Leaf;
using query::Operand;
using query::Operator;

std::optional<double> number_of(const Cell& cell) {
  if (const auto* i = std::get_if<std::int64_t>(&cell)) return static_cast<double>(*i);
  if (const auto* d = std::get_if<double>(&cell)) return *d;
  return std::nullopt;
}

std::string text_of(const Cell& cell) {
  if (const auto* s = std::get_if<std::string>(&cell)) return *s;
  if (const auto* i = std::get_if<std::int64_t>(&cell)) return std::to_string(*i);
  std::string out;
  if (const auto* d = std::get_if<double>(&cell)) json::append_python_float(out, *d);
  return std::holds_alternative<std::nullptr_t>(cell) ? "None" : out;
}

Cell to_cell(const Operand& operand) {
  if (const auto* b = std::get_if<bool>(&operand)) return std::int64_t{*b ? 1 : 0};
  if (const auto* i = std::get_if<std::int64_t>(&operand)) return *i;
  if (const auto* d = std::get_if<double>(&operand)) return *d;
  if (const auto* s = std::get_if<std::string>(&operand)) return *s;
  std::string time;
  append_sqlite_time(time, std::get<TimePoint>(operand));
  return time;
}

/// Numbers come before texts, once the column's affinity was applied to what it is compared with.
std::partial_ordering compared(const Cell& column, const Cell& value, bool text_column) {
  if (text_column) return text_of(column) <=> text_of(value);
  auto number = number_of(value);
  if (const auto* text = std::get_if<std::string>(&value)) number = parse_python_float(*text);
  if (!number) return std::partial_ordering::less;
  return *number_of(column) <=> *number;
}

bool holds(Operator op, std::partial_ordering order) {
  switch (op) {
    case Operator::kEqual:
    case Operator::kIn:
      return std::is_eq(order);
    case Operator::kNotEqual:
      return std::is_neq(order);
    case Operator::kLess:
      return std::is_lt(order);
    case Operator::kAtMost:
      return std::is_lteq(order);
    case Operator::kGreater:
      return std::is_gt(order);
    case Operator::kAtLeast:
      return std::is_gteq(order);
    default:
      return false;
  }
}

bool same_type(const Cell& cell, const Operand& operand, bool is_bool) {
  if (std::holds_alternative<bool>(operand)) return is_bool && std::holds_alternative<std::int64_t>(cell);
  if (std::holds_alternative<std::int64_t>(operand)) return !is_bool && std::holds_alternative<std::int64_t>(cell);
  if (std::holds_alternative<double>(operand)) return std::holds_alternative<double>(cell);
  return std::holds_alternative<std::string>(cell);
}

Cell cell_of(const ModelRow& row, Field field) {
  switch (field) {
    case Field::kMeter:
      return row.meter;
    case Field::kUnit:
      return row.unit;
    case Field::kVolume:
      return row.volume;
    case Field::kUser:
      return row.user;
    case Field::kResource:
      return row.resource;
    case Field::kProject:
      return row.project;
    case Field::kTimestamp:
      return row.timestamp;
    default:
      return nullptr;
  }
}

/// The metadata value of that key, NULL where it is of another type than the operand.
Cell metadata_of(const ModelRow& row, const std::string& key, const Operand& operand) {
  for (const auto& [name, cell] : row.metadata) {
    if (name == key && same_type(cell, operand, key == "flag" && row.flag_is_bool)) return cell;
  }
  return nullptr;
}

std::optional<bool> leaf(const Leaf& l, const ModelRow& row) {
  bool unknown = false;
  for (const auto& operand : l.values) {
    const bool of_metadata = l.field == Field::kMetadata;
    const Cell column = of_metadata ? metadata_of(row, l.key, operand) : cell_of(row, l.field);
    const Cell value = to_cell(operand);
    if (l.comparison == Operator::kMatches) return text_of(column).find(text_of(value)) != std::string::npos;
    if (std::holds_alternative<std::nullptr_t>(column)) {
      unknown = true;
      continue;
    }
    const bool text_column = of_metadata ? std::holds_alternative<std::string>(column) : l.field != Field::kVolume;
    if (holds(l.comparison, compared(column, value, text_column))) return true;
  }
  return unknown ? std::nullopt : std::optional(false);
}

}  // namespace

std::optional<bool> evaluate(const Expr& e, const ModelRow& row) {
  if (e.kind == Expr::Kind::kLeaf) return leaf(e.leaf, row);
  if (e.kind == Expr::Kind::kNot) {
    const auto inner = evaluate(e.children.front(), row);
    return inner ? std::optional(!*inner) : std::nullopt;
  }
  const bool decisive = e.kind == Expr::Kind::kOr;
  bool unknown = false;
  for (const auto& child : e.children) {
    const auto value = evaluate(child, row);
    if (value == decisive) return decisive;
    if (!value) unknown = true;
  }
  return unknown ? std::nullopt : std::optional(!decisive);
}

}  // namespace ceilometer::test
