// ceilometer-config-check: what a configuration means, where each value comes from, and what is wrong with it.

#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cmd/common/command_line.hpp"
#include "cmd/config_check/findings.hpp"
#include "cmd/config_check/report.hpp"

namespace {

namespace cmd = ceilometer::cmd;

int run(int argc, char** argv) {
  CLI::App app(
      "Reads the configuration as the service does at its start, and tells each option's value with the file and line "
      "that it comes from, the pipeline of filters, and what is wrong. Secrets are masked. Ends with 0 where the "
      "service would start, with 1 where it would not.");
  cmd::prepare(app, "ceilometer-config-check");
  cmd::ConfigChoice choice;
  cmd::add_config_options(app, choice);
  cmd::Request request;
  app.add_option("--paste-config", request.settings.paste_config,
                 "The pipeline's file, instead of what [DEFAULT] api_paste_config names")
      ->type_name("PATH")
      ->group("Configuration");
  app.add_option("--paste-ignore", request.settings.paste_ignored,
                 "A filter of the pipeline to leave out, as CeilometerPasteIgnore does; may be repeated")
      ->type_name("NAME")
      ->take_all()
      ->expected(1)
      ->group("Configuration");
  app.add_flag("--database", request.database,
               "Open the database too and read a row (an empty one gets Ceilometer's tables, as at the first request)")
      ->group("Reachability");
  app.add_flag("--keystone", request.keystone,
               "Ask Keystone for the service's own token, as the pipeline's authtoken filter does")
      ->group("Reachability");
  std::int64_t patience = request.patience.count();
  app.add_option("--timeout", patience, "How long to wait for what is to be reached")
      ->type_name("SECONDS")
      ->check(CLI::Range(1, 3600).description(""))
      ->capture_default_str()
      ->group("Reachability");
  cmd::Style style;
  bool as_json = false;
  app.add_flag("--all", style.all, "Show options that nobody set too, with their defaults")->group("Output");
  app.add_flag("--json", as_json, "One JSON object")->group("Output");
  app.footer(
      "Examples:\n"
      "  ceilometer-config-check\n"
      "  ceilometer-config-check --config-file ./ceilometer.conf --database\n"
      "  ceilometer-config-check --json | jq '.options[] | select(.deprecated)'");
  if (const auto code = cmd::parse(app, argc, argv)) return *code;

  request.settings.sources = cmd::sources_of("ceilometer-api", choice);
  request.patience = std::chrono::seconds(patience);
  style.colours = ::isatty(STDOUT_FILENO) != 0;
  const cmd::Findings findings = cmd::examine(request);
  std::cout << (as_json ? cmd::json_report(findings, style.all) : cmd::text_report(findings, style)) << std::flush;
  const int code = findings.good() ? 0 : cmd::kFailed;
  if (findings.gave_up_waiting) std::_Exit(code);
  return code;
}

}  // namespace

int main(int argc, char** argv) {
  return cmd::guarded("ceilometer-config-check", [&] { return run(argc, argv); });
}
