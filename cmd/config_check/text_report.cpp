#include <algorithm>

#include "cmd/config_check/masked.hpp"
#include "cmd/config_check/report.hpp"

namespace ceilometer::cmd {

namespace {

class TextReport {
 public:
  explicit TextReport(const Style& style) : style_(style) {}

  void title(std::string_view text) {
    if (!out_.empty()) out_ += '\n';
    out_.append(text).append("\n");
  }
  void line(std::string_view text) { out_.append("  ").append(text).append("\n"); }
  void dim(std::string_view text) { coloured("\x1b[2m", text); }
  void bad(std::string_view text) { coloured("\x1b[31m", text); }

  void list(std::string_view name, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    title(name);
    for (const std::string& each : lines) line(each);
  }

  std::string take() && { return std::move(out_); }

 private:
  void coloured(std::string_view colour, std::string_view text) {
    if (!style_.colours) return line(text);
    out_.append("  ").append(colour).append(text).append("\x1b[0m\n");
  }

  const Style& style_;
  std::string out_;
};

std::string place_of(const config::EffectiveOption& each) {
  std::string place = each.source;
  if (each.line > 0) place += ", line " + std::to_string(each.line);
  if (!each.deprecated) return place;
  return place + ": as [" + each.section + "] " + each.key + ", which is deprecated";
}

void add_options(TextReport& out, const Findings& findings, const Style& style) {
  out.title(style.all ? "Options" : "Options that are set (--all shows the defaults too)");
  for (const config::EffectiveOption& each : findings.config->effective()) {
    const std::string text =
        "[" + std::string(each.option->group) + "] " + std::string(each.option->name) + " = " + each.value;
    if (!each.is_default) {
      out.line(text);
      out.line("    " + place_of(each));
    } else if (style.all) {
      out.dim(text + "  (default)");
    }
  }
}

void add_pipeline(TextReport& out, const app::Report& report) {
  out.title("Pipeline of " + report.paste_file);
  std::size_t width = 0;
  for (const auto& stage : report.stages) width = std::max(width, stage.name.size());
  for (const auto& stage : report.stages) {
    std::string line = stage.name;
    line.append(width - stage.name.size() + 2, ' ').append("[").append(stage.section).append("]");
    if (stage.file != report.paste_file) line.append(" of ").append(stage.file);
    out.line(line.append(" ").append(stage.factory));
    for (const auto& [name, value] : stage.options) {
      out.line(std::string(width + 4, ' ') + name + " = " + shown_option(name, value));
    }
  }
}

}  // namespace

std::string text_report(const Findings& findings, const Style& style) {
  TextReport out(style);
  std::vector<std::string> sources = findings.sources.files;
  for (const std::string& directory : findings.sources.dirs) sources.push_back(directory + "/*.conf");
  if (sources.empty()) sources.emplace_back("none: every option has its default");
  out.list("Configuration, later ones win", sources);
  if (findings.config) add_options(out, findings, style);
  if (findings.pipeline) add_pipeline(out, *findings.pipeline);
  if (findings.config) out.list("Policy", {findings.policy_file.value_or("no file: the built-in rules hold")});
  out.list("Notes", findings.notes);
  out.list("Warnings", findings.warnings);
  if (!findings.reachability.empty()) out.title("Reachability");
  for (const Reachability& each : findings.reachability) {
    if (each.error) {
      out.bad(each.name + ": " + *each.error);
    } else {
      out.line(each.name + ": it answers");
    }
  }
  if (!findings.errors.empty()) out.title("Errors: the service would not start");
  for (const std::string& error : findings.errors) out.bad(error);
  return std::move(out).take();
}

}  // namespace ceilometer::cmd
