#include "launcher/installation.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "base/strings.hpp"
#include "launcher/processes.hpp"

namespace ceilometer::launcher {

namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kListLimit{20};
constexpr std::array kProgramNames = {"apache2", "httpd"};
// PATH of an unprivileged user often lacks these.
constexpr std::array kProgramDirs = {"/usr/sbin", "/usr/local/sbin", "/usr/local/apache2/bin"};
constexpr std::array kModuleDirs = {"/usr/lib/apache2/modules", "/usr/lib64/httpd/modules", "/usr/lib/httpd/modules",
                                    "/usr/lib64/apache2", "/usr/lib/apache2"};

bool is_program(const fs::path& path) {
  std::error_code unknown;
  return fs::is_regular_file(path, unknown) && ::access(path.c_str(), X_OK) == 0;
}

bool is_file(const fs::path& path) {
  std::error_code unknown;
  return fs::is_regular_file(path, unknown);
}

std::string absolute(const std::string& path) { return fs::absolute(path).lexically_normal().string(); }

std::vector<fs::path> program_candidates() {
  std::vector<fs::path> candidates = {BUILD_HTTPD};
  const char* path = std::getenv("PATH");
  for (const std::string_view directory : split(path == nullptr ? "" : path, ':')) {
    if (directory.empty()) continue;
    for (const char* name : kProgramNames) candidates.push_back(fs::path(directory) / name);
  }
  for (const char* directory : kProgramDirs) {
    for (const char* name : kProgramNames) candidates.push_back(fs::path(directory) / name);
  }
  return candidates;
}

Result<std::string> find_program(const std::string& named) {
  if (!named.empty()) {
    if (is_program(named)) return absolute(named);
    return Error{"--httpd: " + named + " is no program that can be run"};
  }
  const auto candidates = program_candidates();
  const auto found = std::find_if(candidates.begin(), candidates.end(), is_program);
  if (found != candidates.end()) return found->string();
  return Error{
      "Apache httpd was not found, neither in PATH nor in the usual directories: install it (Debian: apache2-bin), or "
      "name it with --httpd"};
}

bool has_modules(const fs::path& directory) { return is_file(directory / "mod_authz_core.so"); }

Result<std::string> find_modules_dir(const std::string& named, const std::string& httpd) {
  if (!named.empty()) {
    if (has_modules(named)) return absolute(named);
    return Error{"--modules-dir: " + named + " has no httpd modules (no mod_authz_core.so)"};
  }
  const fs::path beside = fs::path(httpd).parent_path().parent_path();
  std::vector<fs::path> candidates;
  // A server that somebody built keeps its modules beside itself; one of the distribution's has them elsewhere.
  candidates.push_back(beside / "modules");
  candidates.emplace_back(BUILD_MODULES_DIR);
  candidates.insert(candidates.end(), kModuleDirs.begin(), kModuleDirs.end());
  const auto found = std::find_if(candidates.begin(), candidates.end(), has_modules);
  if (found != candidates.end()) return found->string();
  return Error{"the modules of " + httpd + " were not found: name their directory with --modules-dir"};
}

bool is_built_in(const Installation& installation, const std::string& name) {
  return installation.built_in.contains("mod_" + name + ".c") ||
         (name.starts_with("mpm_") && installation.built_in.contains(name.substr(4) + ".c"));
}

fs::path file_of(const Installation& installation, const std::string& name) {
  return fs::path(installation.modules_dir) / ("mod_" + name + ".so");
}

}  // namespace

Result<Installation> find_installation(const Places& places) {
  const auto httpd = find_program(places.httpd);
  if (!httpd) return httpd.error();
  const auto modules = find_modules_dir(places.modules_dir, *httpd);
  if (!modules) return modules.error();
  const auto listed = run({*httpd, "-l"}, kListLimit);
  if (!listed) return listed.error();
  Installation installation{*httpd, *modules, {}};
  for (const std::string_view line : split(listed->output, '\n')) {
    if (trim(line).ends_with(".c")) installation.built_in.emplace(trim(line));
  }
  if (listed->code != 0 || installation.built_in.empty()) {
    return Error{*httpd + " -l does not list modules, so it is no httpd: " + std::string(trim(listed->output))};
  }
  return installation;
}

std::optional<std::string> first_of(const Installation& installation, const std::vector<std::string>& names) {
  // Where one is built in there is no choice.
  const auto built =
      std::find_if(names.begin(), names.end(), [&](auto& name) { return is_built_in(installation, name); });
  if (built != names.end()) return *built;
  const auto found =
      std::find_if(names.begin(), names.end(), [&](const auto& name) { return is_file(file_of(installation, name)); });
  return found == names.end() ? std::nullopt : std::optional(*found);
}

Result<std::vector<LoadModule>> modules_to_load(const Installation& installation,
                                                const std::vector<std::string>& needed,
                                                const std::vector<std::string>& optional) {
  std::vector<LoadModule> lines;
  const auto add = [&](const std::string& name) {
    if (is_built_in(installation, name)) return true;
    const fs::path file = file_of(installation, name);
    if (!is_file(file)) return false;
    lines.push_back({name + "_module", file.string()});
    return true;
  };
  for (const std::string& name : needed) {
    if (!add(name)) {
      return Error{"httpd has no mod_" + name + ": it is neither built into " + installation.httpd + " nor in " +
                   installation.modules_dir + "; install it, or name another directory with --modules-dir"};
    }
  }
  for (const std::string& name : optional) add(name);
  return lines;
}

Result<std::string> find_module(const std::string& named, const std::string& environment,
                                const std::string& program_dir, const std::string& modules_dir) {
  for (const auto& [path, origin] : {std::pair(named, "--module"), std::pair(environment, "CEILOMETER_MODULE")}) {
    if (path.empty()) continue;
    if (is_file(path)) return absolute(path);
    return Error{std::string(origin) + ": there is no file " + path};
  }
  const fs::path built = fs::path(program_dir).parent_path() / "mod_ceilometer" / "mod_ceilometer.so";
  const fs::path installed = fs::path(modules_dir) / "mod_ceilometer.so";
  for (const fs::path& path : {built, installed}) {
    if (is_file(path)) return path.string();
  }
  return Error{"mod_ceilometer.so was not found, neither as " + built.string() + " nor as " + installed.string() +
               ": name it with --module or in the environment's CEILOMETER_MODULE"};
}

std::string program_directory() {
  std::error_code unknown;
  return fs::read_symlink("/proc/self/exe", unknown).parent_path().string();
}

}  // namespace ceilometer::launcher
