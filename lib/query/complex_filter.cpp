#include "query/complex_filter.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/api_error.hpp"
#include "base/messages.hpp"
#include "base/strings.hpp"
#include "json/write.hpp"
#include "query/complex_json.hpp"

namespace ceilometer::query {

namespace {

constexpr std::string_view kMetadataPrefix = "metadata.";

constexpr std::array<std::pair<std::string_view, Operator>, 9> kSimpleOperators = {{
    {"=", Operator::kEqual},
    {"!=", Operator::kNotEqual},
    {"<", Operator::kLess},
    {"<=", Operator::kAtMost},
    {"=<", Operator::kAtMost},
    {">", Operator::kGreater},
    {">=", Operator::kAtLeast},
    {"=>", Operator::kAtLeast},
    {"=~", Operator::kMatches},
}};

/// What Python's \s matches in text.
bool is_space(std::uint32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

/// metadata.KEY, the key without white space.
bool is_metadata_field(std::string_view name) {
  if (!name.starts_with(kMetadataPrefix) || name.size() == kMetadataPrefix.size()) return false;
  for (std::size_t i = kMetadataPrefix.size(); i < name.size();) {
    if (is_space(json::next_code_point(name, i))) return false;
  }
  return true;
}

/// An operator with its operand: the only member of an object.
struct Node {
  Expr::Kind kind = Expr::Kind::kLeaf;
  Operator comparison = Operator::kEqual;
};

std::optional<Node> node_of(const std::string& name) {
  const std::string op = to_lower(name);
  if (op == "and") return Node{Expr::Kind::kAnd, {}};
  if (op == "or") return Node{Expr::Kind::kOr, {}};
  if (op == "not") return Node{Expr::Kind::kNot, {}};
  if (op == "in") return Node{Expr::Kind::kLeaf, Operator::kIn};
  for (const auto& [known, comparison] : kSimpleOperators) {
    if (known == op) return Node{Expr::Kind::kLeaf, comparison};
  }
  return std::nullopt;
}

bool is_number(const json::Value& value) {
  return value.as<std::int64_t>() != nullptr || value.as<json::BigInt>() != nullptr || value.as<double>() != nullptr;
}

/// Checks a filter against the schema that the original gave to jsonschema. Each step returns what is wrong, if it is.
class Check {
 public:
  std::optional<Sentence> operator()(const json::Value& value) {
    nodes_ = 0;
    values_ = 0;
    return expression(value, 1);
  }

 private:
  using Wrong = std::optional<Sentence>;

  Wrong expression(const json::Value& value, std::size_t level) {
    if (level > kMaxLevels) {
      return sentence("operators are nested deeper than {0} levels", std::to_string(kMaxLevels));
    }
    if (++nodes_ > kMaxNodes) {
      return sentence("there are more than {0} operators and comparisons", std::to_string(kMaxNodes));
    }
    const auto* object = value.as<json::Object>();
    if (object == nullptr || object->size() != 1) {
      return sentence("{0} should be an object with one operator", shown(value));
    }
    const auto& [name, operand] = object->members().front();
    const auto node = node_of(name);
    if (!node) return sentence("{0} is not an operator", json::python_repr(std::string_view(name)));
    switch (node->kind) {
      case Expr::Kind::kNot:
        return expression(operand, level + 1);
      case Expr::Kind::kLeaf:
        return comparison(name, node->comparison, operand);
      default:
        return list(name, operand, level);
    }
  }

  Wrong list(const std::string& name, const json::Value& operand, std::size_t level) {
    const auto* array = operand.as<json::Array>();
    if (array == nullptr || array->size() < 2) {
      return sentence("{0} takes a list of at least two expressions", json::python_repr(std::string_view(name)));
    }
    for (const auto& item : *array) {
      if (auto wrong = expression(item, level + 1)) return wrong;
    }
    return std::nullopt;
  }

  Wrong comparison(const std::string& name, Operator comparison, const json::Value& operand) {
    const auto* object = operand.as<json::Object>();
    if (object == nullptr || object->size() != 1) {
      return sentence("{0} takes an object with one field", json::python_repr(std::string_view(name)));
    }
    const auto& [field, value] = object->members().front();
    if (!sample_field(field) && !is_metadata_field(field)) {
      return sentence("{0} is not a field of samples", json::python_repr(std::string_view(field)));
    }
    if (comparison == Operator::kIn) return values_of_in(value);
    if (value.as<std::string>() == nullptr && value.as<bool>() == nullptr && !is_number(value)) {
      return sentence("{0} is not a text, a number or a boolean", shown(value));
    }
    return std::nullopt;
  }

  Wrong values_of_in(const json::Value& value) {
    const auto* array = value.as<json::Array>();
    if (array == nullptr || array->empty()) return sentence("in takes a list of at least one value");
    values_ += array->size();
    if (values_ > kMaxValues) return sentence("in lists more than {0} values", std::to_string(kMaxValues));
    for (const auto& item : *array) {
      if (item.as<std::string>() == nullptr && !is_number(item)) {
        return sentence("{0} is not a text or a number", shown(item));
      }
    }
    return std::nullopt;
  }

  std::size_t nodes_ = 0;
  std::size_t values_ = 0;
};

ApiError bad_timestamp(const json::Value& value) {
  const auto* text = value.as<std::string>();
  return {400, sentence("Failed to parse the timestamp value {0}", text != nullptr ? *text : shown(value))};
}

Operand to_time(const json::Value& value, const json::Value& whole) {
  const auto* text = value.as<std::string>();
  const auto t = text != nullptr ? parse_isotime(*text) : std::nullopt;
  if (!t) throw bad_timestamp(whole);
  return t->local;  // the original drops an offset instead of applying it
}

Operand to_operand(Field field, const json::Value& value, const json::Value& whole) {
  if (field == Field::kTimestamp || field == Field::kRecordedAt) return to_time(value, whole);
  if (field == Field::kResourceMetadata) return json::dumps(value);  // it is compared with what is stored as JSON
  if (const auto* b = value.as<bool>()) return *b;
  if (const auto* i = value.as<std::int64_t>()) return *i;
  if (const auto* big = value.as<json::BigInt>()) return *big;
  if (const auto* d = value.as<double>()) return *d;
  return *value.as<std::string>();
}

Leaf to_leaf(Operator comparison, const json::Member& member) {
  const auto& [name, value] = member;
  Leaf leaf;
  leaf.comparison = comparison;
  if (const auto field = sample_field(name)) {
    leaf.field = *field;
  } else {
    leaf.field = Field::kMetadata;
    leaf.key = name.substr(kMetadataPrefix.size());
  }
  // The original took a list of timestamps for a timestamp.
  if (leaf.field == Field::kTimestamp && comparison == Operator::kIn) throw bad_timestamp(value);
  if (comparison == Operator::kMatches && value.as<std::string>() == nullptr && leaf.field != Field::kTimestamp &&
      leaf.field != Field::kRecordedAt) {
    throw ApiError(400, invalid_input(name, shown(value), "a regular expression is a text"));
  }
  if (const auto* items = value.as<json::Array>()) {
    for (const auto& item : *items) leaf.values.push_back(to_operand(leaf.field, item, value));
  } else {
    leaf.values.push_back(to_operand(leaf.field, value, value));
  }
  return leaf;
}

/// Of what Check found nothing wrong with.
Expr build(const json::Value& value) {
  const auto& [name, operand] = value.as<json::Object>()->members().front();
  const Node node = *node_of(name);
  if (node.kind == Expr::Kind::kLeaf) {
    return Expr::of(to_leaf(node.comparison, operand.as<json::Object>()->members().front()));
  }
  std::vector<Expr> children;
  if (const auto* items = operand.as<json::Array>()) {
    children.reserve(items->size());
    for (const auto& item : *items) children.push_back(build(item));
  } else {
    children.push_back(build(operand));
  }
  return Expr::of(node.kind, std::move(children));
}

/// Every comparison of the project must be with the caller's own, whatever the operator.
void check_projects(const json::Value& value, const std::string& project) {
  const auto& [name, operand] = value.as<json::Object>()->members().front();
  if (const auto* items = operand.as<json::Array>()) {
    for (const auto& item : *items) check_projects(item, project);
    return;
  }
  if (node_of(name)->kind == Expr::Kind::kNot) return check_projects(operand, project);
  const auto& [field, compared] = operand.as<json::Object>()->members().front();
  if (sample_field(field) != Field::kProject) return;
  const auto* text = compared.as<std::string>();
  if (text == nullptr || *text != project) {
    throw ApiError(401, sentence("Not Authorized to access project {0}", text != nullptr ? *text : shown(compared)));
  }
}

}  // namespace

Expr to_expression(const json::Value& filter, const std::optional<std::string>& only_project) {
  if (auto wrong = Check()(filter)) {
    throw ApiError(
        400, sentence("Filter expression not valid: {0}", sentence("{0} is not valid under any of the given schemas\n\n"
                                                                   "Failed validating 'oneOf' in schema: {1}",
                                                                   shown(filter), *std::move(wrong))));
  }
  Expr expression = build(filter);
  if (only_project) check_projects(filter, *only_project);
  return expression;
}

}  // namespace ceilometer::query
