#include "storage/sql/expression.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <optional>
#include <span>
#include <utility>

#include "base/strings.hpp"

namespace ceilometer::storage::sql {

namespace {

using query::Expr;
using query::Field;
using query::Leaf;
using query::Operand;
using query::Operator;

// SQLite's parser keeps a stack of 100 symbols, and its expressions are trees of at most 1000 levels. What is smaller
// than this goes through as it was written.
constexpr std::size_t kPlainLevels = 10;
constexpr std::size_t kPlainNodes = 200;
/// Longer runs of one operator are written as a tree, not as a chain.
constexpr std::size_t kLongestChain = 8;

struct Size {
  std::size_t levels = 1;
  std::size_t nodes = 1;
};

Size size_of(const Expr& e) {
  Size size;
  for (const auto& child : e.children) {
    const Size below = size_of(child);
    size.levels = std::max(size.levels, below.levels + 1);
    size.nodes += below.nodes;
  }
  return size;
}

std::string_view operator_text(Operator comparison) {
  switch (comparison) {
    case Operator::kEqual:
      return " = ";
    case Operator::kNotEqual:
      return " != ";
    case Operator::kLess:
      return " < ";
    case Operator::kAtMost:
      return " <= ";
    case Operator::kGreater:
      return " > ";
    case Operator::kAtLeast:
      return " >= ";
    case Operator::kMatches:
      return " REGEXP ";
    case Operator::kIn:
      break;
  }
  return " IN ";
}

Value number(const json::BigInt& big) { return parse_python_float(big.digits).value_or(0); }

/// What an operand is bound as, beside a column of text or of numbers.
Value to_value(const Operand& operand, bool text_column, const Dialect& dialect) {
  if (const auto* b = std::get_if<bool>(&operand)) return std::int64_t{*b ? 1 : 0};
  if (const auto* i = std::get_if<std::int64_t>(&operand)) return *i;
  if (const auto* big = std::get_if<json::BigInt>(&operand)) return text_column ? Value(big->digits) : number(*big);
  if (const auto* d = std::get_if<double>(&operand)) return *d;
  if (const auto* t = std::get_if<TimePoint>(&operand)) return dialect.timestamp(*t);
  return std::get<std::string>(operand);
}

/// A number as SQLite writes it where it is compared with text: 15 digits, always with a point.
std::string sqlite_text(double number) {
  char text[32] = {};
  std::snprintf(text, sizeof text, "%.15g", number);
  std::string out(text);
  if (!std::isfinite(number)) return number > 0 ? "Inf" : "-Inf";
  if (out.find('.') == std::string::npos) out.insert(std::min(out.find('e'), out.size()), ".0");
  return out;
}

/// The text that an operand is beside a column of text.
Value to_text(const Operand& operand, const Dialect& dialect) {
  Value value = to_value(operand, true, dialect);
  if (std::holds_alternative<TimePoint>(operand)) return value;
  if (const auto* i = std::get_if<std::int64_t>(&value)) return std::to_string(*i);
  if (const auto* d = std::get_if<double>(&value)) return sqlite_text(*d);
  return value;
}

/// The number that an operand is beside a column of numbers, or nullopt: a text that reads like none is greater than
/// all numbers.
std::optional<Value> to_number(const Operand& operand, const Dialect& dialect) {
  const auto* text = std::get_if<std::string>(&operand);
  if (text == nullptr) return to_value(operand, false, dialect);
  const bool looks_like_one = text->find_first_not_of("0123456789+-.eE \t\n\v\f\r") == std::string::npos;
  const auto parsed = looks_like_one ? parse_python_float(*text) : std::nullopt;
  return parsed ? std::optional<Value>(*parsed) : std::nullopt;
}

/// Each type of metadata has its table, and a value is compared within its own type's only.
enum class MetadataType { kText, kBool, kInt, kFloat };
constexpr MetadataType kMetadataTypes[] = {MetadataType::kText, MetadataType::kBool, MetadataType::kInt,
                                           MetadataType::kFloat};

MetadataType metadata_type(const Operand& operand) {
  if (std::holds_alternative<bool>(operand)) return MetadataType::kBool;
  if (std::holds_alternative<double>(operand)) return MetadataType::kFloat;
  if (std::holds_alternative<std::string>(operand)) return MetadataType::kText;
  return MetadataType::kInt;
}

std::string_view table_of(MetadataType type) {
  switch (type) {
    case MetadataType::kBool:
      return "metadata_bool";
    case MetadataType::kInt:
      return "metadata_int";
    case MetadataType::kFloat:
      return "metadata_float";
    case MetadataType::kText:
      break;
  }
  return "metadata_text";
}

/// A key that is not there among the values of that type is NULL, as the original's outer join made it.
std::string metadata_value(QueryText& sql, const std::string& key, MetadataType type) {
  return "(SELECT m.value FROM " + std::string(table_of(type)) + " m WHERE m.id = resource.internal_id AND " +
         sql.dialect().equal("m.meta_key", sql.bind(key)) + ")";
}

class Emitter {
 public:
  explicit Emitter(QueryText& sql) : sql_(sql) {}

  void emit(const Expr& e) {
    switch (e.kind) {
      case Expr::Kind::kLeaf:
        return leaf(e.leaf);
      case Expr::Kind::kNot:
        sql_ << "NOT (";
        emit(e.children.front());
        sql_ << ")";
        return;
      default:
        return chain(e.children, e.kind);
    }
  }

 private:
  void chain(std::span<const Expr> items, Expr::Kind kind) {
    const std::string_view glue = kind == Expr::Kind::kAnd ? " AND " : " OR ";
    if (items.size() > kLongestChain) {
      // The first may be deep: what follows it is put together apart from it.
      operand(items.front(), kind);
      sql_ << glue << "(";
      tree(items.subspan(1), kind);
      sql_ << ")";
      return;
    }
    for (const auto& item : items) {
      if (&item != items.data()) sql_ << glue;
      operand(item, kind);
    }
  }

  void tree(std::span<const Expr> items, Expr::Kind kind) {
    if (items.size() <= kLongestChain) return chain(items, kind);
    const auto half = items.size() / 2;
    sql_ << "(";
    tree(items.first(half), kind);
    sql_ << ")" << (kind == Expr::Kind::kAnd ? " AND " : " OR ") << "(";
    tree(items.subspan(half), kind);
    sql_ << ")";
  }

  /// AND binds closer than OR.
  void operand(const Expr& e, Expr::Kind parent) {
    const bool grouped = e.kind == parent || (e.kind == Expr::Kind::kOr && parent == Expr::Kind::kAnd);
    if (grouped) sql_ << "(";
    emit(e);
    if (grouped) sql_ << ")";
  }

  void leaf(const Leaf& l) {
    if (l.field == Field::kMetadata) return metadata(l);
    const bool is_time = l.field == Field::kTimestamp || l.field == Field::kRecordedAt;
    compare(column_of(l.field), l.comparison, l.values, is_text(l.field), is_time);
  }

  void compare(std::string_view subject, Operator comparison, const std::vector<Operand>& operands, bool text_column,
               bool is_time) {
    const Dialect& dialect = sql_.dialect();
    if (dialect.has_affinity()) {
      sql_ << subject << operator_text(comparison);
      return values(operands, comparison, text_column);
    }
    if (is_time) {
      sql_ << subject << operator_text(comparison);
      return values(operands, comparison, true);
    }
    if (text_column) return compare_texts(subject, comparison, operands);
    compare_numbers(subject, comparison, operands);
  }

  void compare_texts(std::string_view subject, Operator comparison, const std::vector<Operand>& operands) {
    const Dialect& dialect = sql_.dialect();
    if (comparison == Operator::kIn) {
      std::string list;
      for (const auto& operand : operands) {
        if (!list.empty()) list += ", ";
        list += sql_.bind(to_text(operand, dialect));
      }
      sql_ << dialect.one_of(subject, list);
    } else if (comparison == Operator::kEqual) {
      sql_ << dialect.equal(subject, sql_.bind(to_text(operands.front(), dialect)));
    } else {
      sql_ << dialect.in_bytes(subject) << operator_text(comparison) << Bound{to_text(operands.front(), dialect)};
    }
  }

  void compare_numbers(std::string_view subject, Operator comparison, const std::vector<Operand>& operands) {
    if (comparison != Operator::kIn) {
      if (const auto number = to_number(operands.front(), sql_.dialect())) {
        sql_ << subject << operator_text(comparison) << Bound{*number};
      } else {
        const bool holds =
            comparison == Operator::kNotEqual || comparison == Operator::kLess || comparison == Operator::kAtMost;
        known(subject, holds);
      }
      return;
    }
    std::string list;
    for (const auto& operand : operands) {
      const auto number = to_number(operand, sql_.dialect());
      if (!number) continue;
      if (!list.empty()) list += ", ";
      list += sql_.bind(*number);
    }
    if (list.empty()) return known(subject, false);
    sql_ << subject << " IN (" << list << ")";
  }

  /// True or false, but unknown where the subject is NULL.
  void known(std::string_view subject, bool holds) { sql_ << subject << (holds ? " = " : " <> ") << subject; }

  void values(const std::vector<Operand>& operands, Operator comparison, bool text_column) {
    if (comparison != Operator::kIn) {
      sql_ << Bound{to_value(operands.front(), text_column, sql_.dialect())};
      return;
    }
    sql_ << "(";
    for (const auto& operand : operands) {
      if (&operand != operands.data()) sql_ << ", ";
      sql_ << Bound{to_value(operand, text_column, sql_.dialect())};
    }
    sql_ << ")";
  }

  void metadata(const Leaf& l) {
    if (l.comparison != Operator::kIn) return metadata_of_type(l, metadata_type(l.values.front()), l.values);
    bool first = true;
    sql_ << "(";
    for (const auto type : kMetadataTypes) {
      std::vector<Operand> operands;
      std::copy_if(l.values.begin(), l.values.end(), std::back_inserter(operands),
                   [&](const Operand& operand) { return metadata_type(operand) == type; });
      if (operands.empty()) continue;
      if (!first) sql_ << " OR ";
      first = false;
      metadata_of_type(l, type, operands);
    }
    sql_ << ")";
  }

  void metadata_of_type(const Leaf& l, MetadataType type, const std::vector<Operand>& operands) {
    const std::string subject = metadata_value(sql_, l.key, type);
    if (type == MetadataType::kBool) {
      sql_ << subject << operator_text(l.comparison)
           << Bound{sql_.dialect().boolean(std::get<bool>(operands.front()))};  // `in` takes no booleans
      return;
    }
    compare(subject, l.comparison, operands, type == MetadataType::kText, false);
  }

  QueryText& sql_;
};

/// How much of a parser's stack the expression takes, roughly: a group that comes first costs a symbol, one behind an
/// operator some more.
std::size_t need_of(const Expr& e) {
  std::size_t need = 1;
  for (const auto& child : e.children) {
    need = std::max(need, need_of(child) + (&child == e.children.data() ? 1U : 4U));
  }
  return need;
}

Expr without_not(Expr e, bool negated) {
  if (e.kind == Expr::Kind::kNot) {
    Expr inner = std::move(e.children.front());
    return without_not(std::move(inner), !negated);
  }
  if (e.kind == Expr::Kind::kLeaf) {
    if (!negated) return e;
    std::vector<Expr> children;
    children.push_back(std::move(e));
    return Expr::of(Expr::Kind::kNot, std::move(children));
  }
  // De Morgan's laws hold in the logic of three values.
  const bool is_and = (e.kind == Expr::Kind::kAnd) != negated;
  const auto kind = is_and ? Expr::Kind::kAnd : Expr::Kind::kOr;
  std::vector<Expr> children;
  for (auto& child : e.children) {
    Expr flat = without_not(std::move(child), negated);
    if (flat.kind == kind) {
      std::move(flat.children.begin(), flat.children.end(), std::back_inserter(children));
    } else {
      children.push_back(std::move(flat));
    }
  }
  const auto deepest = std::max_element(children.begin(), children.end(),
                                        [](const Expr& a, const Expr& b) { return need_of(a) < need_of(b); });
  std::rotate(children.begin(), deepest, std::next(deepest));
  return Expr::of(kind, std::move(children));
}

void collect_patterns(const Expr& e, std::vector<std::string>& patterns) {
  for (const auto& child : e.children) collect_patterns(child, patterns);
  if (e.kind == Expr::Kind::kLeaf && e.leaf.comparison == Operator::kMatches) patterns.push_back(pattern_of(e.leaf));
}

}  // namespace

std::string_view column_of(Field field) {
  switch (field) {
    case Field::kMeter:
      return "meter.name";
    case Field::kType:
      return "meter.type";
    case Field::kUnit:
      return "meter.unit";
    case Field::kVolume:
      return "sample.volume";
    case Field::kUser:
      return "resource.user_id";
    case Field::kProject:
      return "resource.project_id";
    case Field::kResource:
      return "resource.resource_id";
    case Field::kSource:
      return "resource.source_id";
    case Field::kRecordedAt:
      return "sample.recorded_at";
    case Field::kMessageId:
      return "sample.message_id";
    case Field::kMessageSignature:
      return "sample.message_signature";
    case Field::kResourceMetadata:
      return "resource.resource_metadata";
    case Field::kTimestamp:
    case Field::kMetadata:
      break;
  }
  return "sample.timestamp";
}

bool is_text(Field field) {
  return field != Field::kVolume && field != Field::kTimestamp && field != Field::kRecordedAt;
}

query::Expr flattened(query::Expr expression) { return without_not(std::move(expression), false); }

void append_expression(QueryText& sql, const query::Expr& expression) {
  const Size size = size_of(expression);
  if (size.levels <= kPlainLevels && size.nodes <= kPlainNodes) {
    Emitter(sql).emit(expression);
  } else {
    Emitter(sql).emit(flattened(expression));
  }
}

void append_subject(QueryText& sql, const Leaf& leaf) {
  if (leaf.field == Field::kMetadata) {
    sql << metadata_value(sql, leaf.key, metadata_type(leaf.values.front()));
  } else {
    sql << column_of(leaf.field);
  }
}

std::string pattern_of(const Leaf& leaf) {
  const Operand& operand = leaf.values.front();
  if (const auto* text = std::get_if<std::string>(&operand)) return *text;
  std::string pattern;
  if (const auto* t = std::get_if<TimePoint>(&operand)) append_sqlite_time(pattern, *t);
  return pattern;
}

std::vector<std::string> patterns_of(const query::Expr& expression) {
  std::vector<std::string> patterns;
  collect_patterns(expression, patterns);
  return patterns;
}

}  // namespace ceilometer::storage::sql
