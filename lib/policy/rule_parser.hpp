#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "json/value.hpp"
#include "policy/check.hpp"

namespace ceilometer::policy {

/// A rule's tree and what was noticed on the way.
struct ParsedRule {
  CheckTree tree;
  std::vector<std::string> problems;  ///< what could not be understood, as ends of a sentence; the tree denies there
};

/// How deep parentheses and `not` may be nested; a rule beyond it is not understood.
inline constexpr std::size_t kMaxRuleHeight = 100;

/// Parses oslo.policy's rule language (_parser._parse_text_rule): checks `kind:match`, `@`, `!`, and, or, not in any
/// case, parentheses at the edges of words; not binds before and, and before or; nothing means always. Iterative.
ParsedRule parse_text_rule(std::string_view text);

/// Parses the old form: a list of alternatives, each one check or a list of checks that must all hold. An empty list
/// means always, a list of nothing but empty lists never.
ParsedRule parse_list_rule(const json::Array& list);

}  // namespace ceilometer::policy
