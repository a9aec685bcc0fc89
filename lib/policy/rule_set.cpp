#include "policy/rule_set.hpp"

#include <map>
#include <string_view>
#include <utility>

#include "base/digest.hpp"
#include "config/text_file.hpp"
#include "policy/rule_file.hpp"
#include "policy/rule_parser.hpp"

namespace ceilometer::policy {

namespace {

// The rules of the policy.json that Ceilometer shipped: etc/ceilometer/policy.json.
constexpr std::pair<std::string_view, std::string_view> kBuiltIn[] = {
    {"context_is_admin", "role:admin"},   {"segregation", "rule:context_is_admin"},
    {"telemetry:get_samples", ""},        {"telemetry:get_sample", ""},
    {"telemetry:query_sample", ""},       {"telemetry:create_samples", ""},
    {"telemetry:compute_statistics", ""}, {"telemetry:get_meters", ""},
    {"telemetry:get_resource", ""},       {"telemetry:get_resources", ""},
    {"telemetry:events:index", ""},       {"telemetry:events:show", ""},
};

struct LoadedRule {
  std::string file;
  ParsedRule parsed;
};
using LoadedRules = std::map<std::string, LoadedRule>;

std::string about(const std::string& file, const std::string& rule) { return file + ": rule \"" + rule + "\": "; }

struct Loader {
  LoadedRules rules;
  Sha256 digest;
  std::vector<std::string> empty;

  void add_built_in() {
    for (const auto& [rule, text] : kBuiltIn) {
      rules.insert_or_assign(std::string(rule), LoadedRule{"built-in policy", parse_text_rule(text)});
    }
  }

  Result<void> add_file(const std::string& path) {
    const Result<std::string> text = config::read_text_file(path);
    if (!text) return text.error();
    digest.update(path + '\n' + std::to_string(text->size()) + '\n');
    digest.update(*text);
    Result<RuleTexts> texts = parse_rule_file(path, *text);
    if (!texts) return texts.error();
    if (texts->empty()) empty.push_back(path);
    for (auto& [name, value] : *texts) {
      const auto* rule = value.as<std::string>();
      ParsedRule parsed = rule != nullptr ? parse_text_rule(*rule) : parse_list_rule(*value.as<json::Array>());
      rules.insert_or_assign(name, LoadedRule{path, std::move(parsed)});
    }
    return {};
  }
};

std::string origin(const config::Config& config, const PolicyFiles& files) {
  if (!files.main.empty()) return "policy: rules from " + files.main;
  return "policy: no " + config.get_string("oslo_policy", "policy_file") +
         " is found beside the configuration files, so the built-in rules hold, which are those "
         "of Ceilometer's own policy.json";
}

}  // namespace

Result<RuleSet> load_rules(const config::Config& config, PolicyFiles files) {
  Loader loader;
  if (files.main.empty()) loader.add_built_in();
  for (const std::string& path : files.all()) {
    const Result<void> added = loader.add_file(path);
    if (!added) return added.error();
  }

  std::vector<std::string> warnings;
  for (const std::string& path : loader.empty) warnings.push_back(path + ": it holds no rules.");
  std::map<std::string, CheckTree> trees;
  for (auto& [name, rule] : loader.rules) {
    for (const std::string& problem : rule.parsed.problems) {
      warnings.push_back(about(rule.file, name) + problem + ", so it does not grant access there.");
    }
    trees.emplace(name, std::move(rule.parsed.tree));
  }
  Rules rules(std::move(trees), config.get_string("oslo_policy", "policy_default_rule"));
  for (const Rules::Fault& fault : rules.faults()) {
    warnings.push_back(about(loader.rules.at(fault.rule).file, fault.rule) + fault.problem + ", so it denies.");
  }
  std::vector<std::string> notes{origin(config, files)};
  for (const std::string& path : files.others) notes.push_back("policy: rules from " + path);
  const auto digest = loader.digest.finish();
  return RuleSet{std::move(rules),
                 std::move(files),
                 std::string(digest.begin(), digest.end()),
                 std::move(notes),
                 std::move(warnings),
                 std::move(loader.empty),
                 {}};
}

}  // namespace ceilometer::policy
