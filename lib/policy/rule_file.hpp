#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "policy/yaml_rules.hpp"

namespace ceilometer::policy {

/// The rules of a policy file's text: JSON where it is JSON, else YAML. Nothing but comments is no rules. The error is
/// one sentence that begins with `path`.
Result<RuleTexts> parse_rule_file(const std::string& path, std::string_view text);

}  // namespace ceilometer::policy
