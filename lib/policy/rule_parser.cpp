#include "policy/rule_parser.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "base/strings.hpp"
#include "policy/single_check.hpp"

namespace ceilometer::policy {

namespace {

using Kind = Check::Kind;

// Makes nodes, and remembers how high each stands.
class TreeBuilder {
 public:
  std::size_t single(std::string_view text) {
    SingleCheck single = parse_single_check(text);
    if (!single.problem.empty()) result_.problems.push_back(std::move(single.problem));
    return add(std::move(single.check), 1);
  }

  std::size_t join(Kind kind, std::vector<std::size_t> children) {
    std::size_t height = 0;
    for (const std::size_t child : children) height = std::max(height, heights_[child]);
    return add({kind, {}, std::move(children), Check::kNoRule}, height + 1);
  }

  void extend(std::size_t parent, std::size_t child) {
    result_.tree.checks[parent].children.push_back(child);
    heights_[parent] = std::max(heights_[parent], heights_[child] + 1);
    too_high_ = too_high_ || heights_[parent] > kMaxRuleHeight;
  }

  Check& operator[](std::size_t i) { return result_.tree.checks[i]; }

  ParsedRule finish(std::size_t root) && {
    if (too_high_) return std::move(*this).misunderstood("it nests too deep");
    result_.tree.root = root;
    result_.tree.height = heights_[root];
    return std::move(result_);
  }

  ParsedRule misunderstood(std::string problem) && {
    result_.problems.push_back(std::move(problem));
    result_.tree = {{Check()}, 0, 1};
    return std::move(result_);
  }

 private:
  std::size_t add(Check check, std::size_t height) {
    result_.tree.checks.push_back(std::move(check));
    heights_.push_back(height);
    too_high_ = too_high_ || height > kMaxRuleHeight;
    return heights_.size() - 1;
  }

  ParsedRule result_;
  std::vector<std::size_t> heights_;
  bool too_high_ = false;
};

// The same reductions as the original's parser, so that the same rules are understood.
class TextParser {
 public:
  void word(std::string_view text) {
    const std::size_t open = std::min(text.find_first_not_of('('), text.size());
    for (std::size_t i = 0; i < open; ++i) shift(Token::kOpen, 0);
    text.remove_prefix(open);
    if (text.empty()) return;

    const std::size_t last = text.find_last_not_of(')');
    const std::size_t length = last == std::string_view::npos ? 0 : last + 1;
    const std::string_view clean = text.substr(0, length);
    const bool quoted =
        text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
    if (iequals(clean, "and")) {
      shift(Token::kAndWord, 0);
    } else if (iequals(clean, "or")) {
      shift(Token::kOrWord, 0);
    } else if (iequals(clean, "not")) {
      shift(Token::kNotWord, 0);
    } else if (quoted) {
      shift(Token::kString, 0);
    } else if (!clean.empty()) {
      shift(Token::kCheck, tree_.single(clean));
    }
    for (std::size_t i = length; i < text.size(); ++i) shift(Token::kClose, 0);
  }

  ParsedRule finish() && {
    if (stack_.size() != 1 || !is_expression(stack_.front().first)) {
      return std::move(tree_).misunderstood("it does not follow the rule language");
    }
    return std::move(tree_).finish(stack_.front().second);
  }

 private:
  enum class Token : std::uint8_t { kOpen, kClose, kAndWord, kOrWord, kNotWord, kString, kCheck, kAndExpr, kOrExpr };

  static bool is_expression(Token token) {
    return token == Token::kCheck || token == Token::kAndExpr || token == Token::kOrExpr;
  }

  void shift(Token token, std::size_t node) {
    stack_.emplace_back(token, node);
    while (reduce()) {
    }
  }

  void replace(std::size_t count, Token token, std::size_t node) {
    stack_.resize(stack_.size() - count);
    stack_.emplace_back(token, node);
  }

  Token token(std::size_t from_top) const { return stack_[stack_.size() - 1 - from_top].first; }
  std::size_t node(std::size_t from_top) const { return stack_[stack_.size() - 1 - from_top].second; }

  bool reduce() {
    if (stack_.size() >= 2 && token(0) == Token::kCheck && token(1) == Token::kNotWord) {
      replace(2, Token::kCheck, tree_.join(Kind::kNot, {node(0)}));
      return true;
    }
    if (stack_.size() < 3) return false;
    if (token(0) == Token::kClose && is_expression(token(1)) && token(2) == Token::kOpen) {
      replace(3, Token::kCheck, node(1));
      return true;
    }
    if (token(0) != Token::kCheck || !is_expression(token(2))) return false;
    if (token(1) == Token::kAndWord) return reduce_and(node(2), node(0));
    return token(1) == Token::kOrWord && reduce_or(node(2), node(0));
  }

  bool reduce_and(std::size_t left, std::size_t right) {
    switch (token(2)) {
      case Token::kCheck:
        replace(3, Token::kAndExpr, tree_.join(Kind::kAnd, {left, right}));
        break;
      case Token::kAndExpr:
        tree_.extend(left, right);
        replace(3, Token::kAndExpr, left);
        break;
      default: {  // "A or B and C": B leaves the alternatives for "B and C"
        std::size_t last = tree_[left].children.back();
        tree_[left].children.pop_back();
        if (tree_[last].kind == Kind::kAnd) {
          tree_.extend(last, right);
        } else {
          last = tree_.join(Kind::kAnd, {last, right});
        }
        tree_.extend(left, last);
        replace(3, Token::kOrExpr, left);
      }
    }
    return true;
  }

  bool reduce_or(std::size_t left, std::size_t right) {
    if (token(2) == Token::kOrExpr) {
      tree_.extend(left, right);
      replace(3, Token::kOrExpr, left);
    } else {
      replace(3, Token::kOrExpr, tree_.join(Kind::kOr, {left, right}));
    }
    return true;
  }

  TreeBuilder tree_;
  std::vector<std::pair<Token, std::size_t>> stack_;
};

ParsedRule always() { return {{{Check{Kind::kTrue, {}, {}, Check::kNoRule}}, 0, 1}, {}}; }

}  // namespace

ParsedRule parse_text_rule(std::string_view text) {
  if (text.empty()) return always();
  constexpr std::string_view kWhiteSpace = " \t\n\r\v\f";
  TextParser parser;
  for (std::size_t begin = text.find_first_not_of(kWhiteSpace); begin != std::string_view::npos;) {
    const std::size_t end = std::min(text.find_first_of(kWhiteSpace, begin), text.size());
    parser.word(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kWhiteSpace, end);
  }
  return std::move(parser).finish();
}

ParsedRule parse_list_rule(const json::Array& list) {
  if (list.empty()) return always();
  TreeBuilder tree;
  const auto check = [&](const json::Value& value) {
    const auto* text = value.as<std::string>();
    return tree.single(text != nullptr ? std::string_view(*text) : std::string_view());
  };
  std::vector<std::size_t> alternatives;
  for (const json::Value& item : list) {
    const auto* conditions = item.as<json::Array>();
    if (conditions == nullptr) {
      const auto* text = item.as<std::string>();
      if (item.is_null() || (text != nullptr && text->empty())) continue;
      alternatives.push_back(check(item));
    } else if (!conditions->empty()) {
      std::vector<std::size_t> all;
      std::transform(conditions->begin(), conditions->end(), std::back_inserter(all), check);
      alternatives.push_back(all.size() == 1 ? all.front() : tree.join(Kind::kAnd, std::move(all)));
    }
  }
  if (alternatives.size() == 1) return std::move(tree).finish(alternatives.front());
  const std::size_t any = tree.join(Kind::kOr, std::move(alternatives));
  return std::move(tree).finish(any);
}

}  // namespace ceilometer::policy
