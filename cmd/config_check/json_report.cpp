#include "cmd/config_check/masked.hpp"
#include "cmd/config_check/report.hpp"
#include "json/write.hpp"

namespace ceilometer::cmd {

namespace {

json::Value texts(const std::vector<std::string>& lines) {
  json::Array array;
  for (const std::string& line : lines) array.emplace_back(line);
  return array;
}

json::Value or_null(const std::optional<std::string>& text) { return text ? json::Value(*text) : json::Value(); }

json::Value option(const config::EffectiveOption& each) {
  json::Object item;
  item["group"] = each.option->group;
  item["name"] = each.option->name;
  item["value"] = each.value;
  item["default"] = each.is_default;
  if (each.is_default) return item;
  item["source"] = each.source;
  item["line"] = each.line > 0 ? json::Value(each.line) : json::Value();
  item["section"] = each.section;
  item["key"] = each.key;
  item["deprecated"] = each.deprecated;
  return item;
}

json::Value pipeline(const app::Report& report) {
  json::Array stages;
  for (const auto& stage : report.stages) {
    json::Object options;
    for (const auto& [name, value] : stage.options) options[name] = shown_option(name, value);
    json::Object item;
    item["name"] = stage.name;
    item["section"] = stage.section;
    item["file"] = stage.file;
    item["factory"] = stage.factory;
    item["filter"] = stage.is_filter;
    item["options"] = std::move(options);
    stages.emplace_back(std::move(item));
  }
  json::Object result;
  result["file"] = report.paste_file;
  result["stages"] = std::move(stages);
  return result;
}

}  // namespace

std::string json_report(const Findings& findings, bool all) {
  json::Object report;
  report["good"] = findings.good();
  report["files"] = texts(findings.sources.files);
  report["dirs"] = texts(findings.sources.dirs);
  json::Array options;
  if (findings.config) {
    for (const config::EffectiveOption& each : findings.config->effective()) {
      if (all || !each.is_default) options.push_back(option(each));
    }
  }
  report["options"] = std::move(options);
  report["pipeline"] = findings.pipeline ? pipeline(*findings.pipeline) : json::Value();
  report["policy"] = or_null(findings.policy_file);
  report["notes"] = texts(findings.notes);
  report["warnings"] = texts(findings.warnings);
  json::Object reachability;
  for (const Reachability& each : findings.reachability) {
    json::Object item;
    item["reached"] = !each.error.has_value();
    item["error"] = or_null(each.error);
    reachability[each.name] = std::move(item);
  }
  report["reachability"] = std::move(reachability);
  report["errors"] = texts(findings.errors);
  return json::dumps(report) + "\n";
}

}  // namespace ceilometer::cmd
