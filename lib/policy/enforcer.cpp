#include "policy/enforcer.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <utility>

#include "config/text_file.hpp"
#include "json/value.hpp"
#include "policy/rule_parser.hpp"
#include "policy/rules.hpp"

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

Result<void> load_file(const std::string& path, LoadedRules& rules) {
  const Result<std::string> text = config::read_text_file(path);
  if (!text) return text.error();
  std::optional<json::Value> parsed = json::parse(*text);
  const json::Object* object = parsed ? parsed->as<json::Object>() : nullptr;
  if (object == nullptr) return Error{path + ": it is not a JSON object of rules (YAML is not read)."};
  for (const json::Member& member : object->members()) {
    ParsedRule rule;
    if (const auto* rule_text = member.value.as<std::string>()) {
      rule = parse_text_rule(*rule_text);
    } else if (const auto* list = member.value.as<json::Array>()) {
      rule = parse_list_rule(*list);
    } else {
      return Error{about(path, member.name) + "it must be a string or a list."};
    }
    rules.insert_or_assign(member.name, LoadedRule{path, std::move(rule)});
  }
  return {};
}

Result<void> load_directories(const config::Config& config, LoadedRules& rules) {
  for (const std::string& name : config.get_list("oslo_policy", "policy_dirs")) {
    const std::optional<std::string> directory = config.find_file(name);
    if (!directory) continue;
    const Result<std::vector<std::string>> files = config::list_files(*directory);
    if (!files) return files.error();
    for (const std::string& file : *files) {
      const Result<void> loaded = load_file(file, rules);
      if (!loaded) return loaded.error();
    }
  }
  return {};
}

// The note about where the rules come from, or why they cannot be had.
Result<std::string> load_main(const config::Config& config, LoadedRules& rules) {
  const std::string name = config.get_string("oslo_policy", "policy_file");
  const std::optional<std::string> path = config.find_file(name);
  if (path) {
    const Result<void> loaded = load_file(*path, rules);
    if (!loaded) return loaded.error();
    return "policy: rules from " + *path;
  }
  if (config.origin("oslo_policy", "policy_file") != "default") {
    return Error{config.place("oslo_policy", "policy_file") + ": the file '" + name + "' is not found."};
  }
  for (const auto& [rule, text] : kBuiltIn) {
    rules.insert_or_assign(std::string(rule), LoadedRule{"built-in policy", parse_text_rule(text)});
  }
  return "policy: no " + name +
         " is found beside the configuration files, so the built-in rules hold, which are those "
         "of Ceilometer's own policy.json";
}

}  // namespace

struct Enforcer::Snapshot {
  Rules rules;
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
};

Enforcer::Enforcer(std::shared_ptr<const Snapshot> snapshot) : snapshot_(std::move(snapshot)) {}

Result<Enforcer> Enforcer::load(const config::Config& config) {
  LoadedRules loaded;
  Result<std::string> note = load_main(config, loaded);
  if (!note) return note.error();
  const Result<void> directories = load_directories(config, loaded);
  if (!directories) return directories.error();

  std::map<std::string, CheckTree> trees;
  std::vector<std::string> warnings;
  for (auto& [name, rule] : loaded) {
    if (rule.parsed.asks_server) {
      return Error{about(rule.file, name) + "checks that ask a server (http:, https:) are not supported."};
    }
    for (const std::string& problem : rule.parsed.problems) {
      warnings.push_back(about(rule.file, name) + problem + ", so it does not grant access there.");
    }
    trees.emplace(name, std::move(rule.parsed.tree));
  }
  Rules rules(std::move(trees), config.get_string("oslo_policy", "policy_default_rule"));
  for (const Rules::Fault& fault : rules.faults()) {
    warnings.push_back(about(loaded.at(fault.rule).file, fault.rule) + fault.problem + ", so it denies.");
  }
  return Enforcer(
      std::make_shared<const Snapshot>(Snapshot{std::move(rules), {std::move(*note)}, std::move(warnings)}));
}

bool Enforcer::has_rule(std::string_view name) const noexcept { return snapshot_->rules.contains(name); }

bool Enforcer::enforce(std::string_view rule, const Credentials& credentials) const noexcept {
  return snapshot_->rules.accept(rule, credentials);
}

const std::vector<std::string>& Enforcer::notes() const noexcept { return snapshot_->notes; }
const std::vector<std::string>& Enforcer::warnings() const noexcept { return snapshot_->warnings; }

}  // namespace ceilometer::policy
