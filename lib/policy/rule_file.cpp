#include "policy/rule_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/strings.hpp"

namespace ceilometer::policy {

namespace {

// The sample files that later releases generate are comments from the first line to the last: no library is loaded to
// find nothing in them.
bool holds_nothing(std::string_view text) {
  const auto lines = split(text, '\n');
  return std::all_of(lines.begin(), lines.end(), [](std::string_view line) {
    const std::string_view content = trim(line);
    return content.empty() || content.front() == '#';
  });
}

Result<RuleTexts> rules_of(const std::string& path, json::Value json) {
  auto* object = json.as<json::Object>();
  if (object == nullptr) return Error{path + ": it is no object of rules."};
  RuleTexts rules;
  for (json::Member& member : object->members()) {
    if (member.value.as<std::string>() == nullptr && member.value.as<json::Array>() == nullptr) {
      return Error{path + ": rule \"" + member.name + "\": it must be a string or a list."};
    }
    rules.insert_or_assign(std::move(member.name), std::move(member.value));
  }
  return rules;
}

}  // namespace

Result<RuleTexts> parse_rule_file(const std::string& path, std::string_view text) {
  if (holds_nothing(text)) return RuleTexts();
  if (std::optional<json::Value> json = json::parse(text)) return rules_of(path, *std::move(json));
  Result<RuleTexts> rules = parse_yaml_rules(text);
  if (!rules) return Error{path + ": " + rules.error().message};
  return rules;
}

}  // namespace ceilometer::policy
