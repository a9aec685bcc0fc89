#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "json/value.hpp"

namespace ceilometer::policy {

/// What a policy file holds: rules by name, each a text or a list of texts and lists of texts.
using RuleTexts = std::map<std::string, json::Value>;

/// No YAML text is read beyond this size.
inline constexpr std::size_t kMaxYamlSize = std::size_t{1} << 20;

/// Reads one YAML document, a mapping of rules, as PyYAML's safe_load does: of equal names the last one holds, nothing
/// at all is no rules. Only what rules need is taken: anchors, aliases and tags, and values that YAML reads as
/// something else than text (true, null, 1), are errors. Loads libyaml. The error is a sentence that begins with the
/// line.
Result<RuleTexts> parse_yaml_rules(std::string_view text);

}  // namespace ceilometer::policy
