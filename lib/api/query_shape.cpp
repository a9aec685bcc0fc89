#include "api/query_shape.hpp"

#include <algorithm>
#include <string_view>

namespace ceilometer::api {

namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kLongestShape = 600;

void append_name(std::string& out, std::string_view name) {
  const bool cut = name.size() > kLongestName;
  for (const char c : name.substr(0, kLongestName)) out += c > ' ' && c < '\x7f' ? c : '?';
  if (cut) out += "...";
}

std::string shortened(std::string shape) {
  if (shape.size() <= kLongestShape) return shape;
  shape.resize(kLongestShape);
  return shape + "...";
}

/// Appends "name(a, b)", or nothing where there are none.
template <class Items, class Append>
void append_list(std::string& out, std::string_view name, const Items& items, Append append) {
  if (items.empty()) return;
  if (!out.empty()) out += ' ';
  out.append(name).append("(");
  bool first = true;
  for (const auto& item : items) {
    if (!first) out += ", ";
    first = false;
    append(item);
  }
  out += ')';
}

void append_word(std::string& out, std::string_view word) {
  if (!out.empty()) out += ' ';
  out += word;
}

std::string_view name_of(query::Field field) {
  using query::Field;
  switch (field) {
    case Field::kMeter:
      return "meter";
    case Field::kType:
      return "type";
    case Field::kUnit:
      return "unit";
    case Field::kVolume:
      return "volume";
    case Field::kUser:
      return "user";
    case Field::kProject:
      return "project";
    case Field::kResource:
      return "resource";
    case Field::kSource:
      return "source";
    case Field::kTimestamp:
      return "timestamp";
    case Field::kRecordedAt:
      return "recorded_at";
    case Field::kMessageId:
      return "message_id";
    case Field::kMessageSignature:
      return "message_signature";
    case Field::kResourceMetadata:
      return "resource_metadata";
    case Field::kMetadata:
      break;
  }
  return "metadata.";
}

std::string_view sign_of(query::Operator comparison) {
  using query::Operator;
  switch (comparison) {
    case Operator::kEqual:
      return "=";
    case Operator::kNotEqual:
      return "!=";
    case Operator::kLess:
      return "<";
    case Operator::kAtMost:
      return "<=";
    case Operator::kGreater:
      return ">";
    case Operator::kAtLeast:
      return ">=";
    case Operator::kIn:
      return "in";
    case Operator::kMatches:
      break;
  }
  return "=~";
}

/// Recurses as deep as an expression may be (query::kMaxLevels).
void append_expression(std::string& out, const query::Expr& expr) {
  if (expr.kind == query::Expr::Kind::kLeaf) {
    out += name_of(expr.leaf.field);
    append_name(out, expr.leaf.key);
    out.append(" ").append(sign_of(expr.leaf.comparison));
    return;
  }
  const auto word = expr.kind == query::Expr::Kind::kAnd  ? "and("
                    : expr.kind == query::Expr::Kind::kOr ? "or("
                                                          : "not(";
  out += word;
  for (std::size_t i = 0; i < expr.children.size() && out.size() <= kLongestShape; ++i) {
    if (i > 0) out += ", ";
    append_expression(out, expr.children[i]);
  }
  out += ')';
}

}  // namespace

std::string shape_of(const Action& action, const Action::Arguments& arguments) {
  std::string out;
  for (std::size_t i = 0; i < action.parameters.size(); ++i) {
    const auto& [name, type] = action.parameters[i];
    switch (type) {
      case Action::Type::kQueries:
        append_list(out, name, arguments.queries(i), [&](const query::Condition& condition) {
          append_name(out, condition.field.value_or(""));
          out += ' ';
          append_name(out, condition.operation());
        });
        break;
      case Action::Type::kTextList:
        append_list(out, name, arguments.texts(i), [&](const std::string& text) { append_name(out, text); });
        break;
      case Action::Type::kAggregates:
        append_list(out, name, arguments.aggregates(i),
                    [&](const query::AggregateText& aggregate) { append_name(out, aggregate.func.value_or("")); });
        break;
      case Action::Type::kText:
        if (arguments.text(i)) append_word(out, name);
        break;
      case Action::Type::kInt:
        if (arguments.integer(i)) append_word(out, name);
        break;
      case Action::Type::kComplexQuery:
        break;
    }
  }
  return shortened(std::move(out));
}

std::string shape_of(const query::ComplexQuery& query) {
  std::string out;
  if (query.filter) {
    out = "filter(";
    append_expression(out, *query.filter);
    out += ')';
  }
  if (query.orderby) {
    append_list(out, "orderby", *query.orderby, [&](const query::Order& order) {
      out.append(name_of(order.field)).append(order.descending ? " desc" : "");
    });
  }
  return shortened(std::move(out));
}

}  // namespace ceilometer::api
