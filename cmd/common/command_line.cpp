#include "cmd/common/command_line.hpp"

#include <unistd.h>

#include <exception>
#include <iostream>

#include "config/default_files.hpp"

namespace ceilometer::cmd {

int guarded(std::string_view name, const std::function<int()>& run) {
  try {
    return run();
  } catch (const std::exception& error) {
    std::cerr << name << ": " << error.what() << "\n";
    return kFailed;
  }
}

void prepare(CLI::App& app, const std::string& name) {
  constexpr std::size_t kOptionColumn = 34;
  app.name(name);
  app.get_formatter()->column_width(kOptionColumn);
  app.set_help_flag("-h,--help", "Show this and end");
  app.set_version_flag("--version", name + " " CEILOMETER_VERSION " (mod_ceilometer)", "Show the version and end");
}

std::optional<int> parse(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);  // --help, --version
    std::cerr << app.get_name() << ": " << error.what() << "\n"
              << app.get_name() << ": see " << app.get_name() << " --help\n";
    return kUsage;
  }
}

void add_config_options(CLI::App& app, ConfigChoice& choice) {
  app.add_option("--config-file", choice.files,
                 "A configuration file; may be repeated, later ones win. Without this and --config-dir: "
                 "ceilometer.conf and what else is in ~/.ceilometer, ~, /etc/ceilometer, /etc")
      ->type_name("PATH")
      ->take_all()
      ->expected(1)
      ->group("Configuration");
  app.add_option("--config-dir", choice.dirs, "A directory whose *.conf are read after the files; may be repeated")
      ->type_name("PATH")
      ->take_all()
      ->expected(1)
      ->group("Configuration");
}

config::Sources sources_of(const std::string& program, const ConfigChoice& choice) {
  if (choice.files.empty() && choice.dirs.empty()) return config::default_sources(program, environment());
  config::Sources sources;
  sources.files = choice.files;
  sources.dirs = choice.dirs;
  sources.environment = environment();
  return sources;
}

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view variable(*each);
    const std::size_t equals = variable.find('=');
    if (equals != std::string_view::npos) variables.emplace(variable.substr(0, equals), variable.substr(equals + 1));
  }
  return variables;
}

}  // namespace ceilometer::cmd
