#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.hpp"

namespace ceilometer::cmd {

/// What a command ends with: 0, or one of these.
inline constexpr int kFailed = 1;  ///< what is wrong has been said
inline constexpr int kUsage = 2;   ///< the command line itself

/// A command's main(): what `run` returns; kFailed, and a sentence on stderr, where it throws.
int guarded(std::string_view name, const std::function<int()>& run);

/// Gives a command what all of ours have: --help, --version, the width of its lines.
void prepare(CLI::App& app, const std::string& name);

/// Reads the command line. nullopt: go on; else the process's exit code, help or a sentence on stderr printed.
std::optional<int> parse(CLI::App& app, int argc, char** argv);

/// --config-file and --config-dir.
struct ConfigChoice {
  std::vector<std::string> files;
  std::vector<std::string> dirs;
};
void add_config_options(CLI::App& app, ConfigChoice& choice);

/// Where `program` reads its configuration: what the command line names, else the default files; and the environment.
config::Sources sources_of(const std::string& program, const ConfigChoice& choice);

/// The process's environment.
std::map<std::string, std::string> environment();

}  // namespace ceilometer::cmd
