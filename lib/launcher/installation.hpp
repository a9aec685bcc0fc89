#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::launcher {

/// Where to look first; "" is: in the usual places.
struct Places {
  std::string httpd;        ///< the program
  std::string modules_dir;  ///< of its modules
  std::string module;       ///< mod_ceilometer.so
};

/// The httpd of this machine.
struct Installation {
  std::string httpd;
  std::string modules_dir;
  std::set<std::string> built_in;  ///< source names, as `httpd -l` lists them: "mod_log_config.c", "event.c"
};

/// A line LoadModule.
struct LoadModule {
  std::string symbol;  ///< "authz_core_module"
  std::string file;

  bool operator==(const LoadModule&) const = default;
};

/// Finds httpd: where `places` says, where the build found it, by PATH, and in the directories that distributions use.
/// Asks it for what is built in. The error says what was looked for and which option names it.
Result<Installation> find_installation(const Places& places);

/// The name of the first of these modules that is built in or in the directory: of alternatives, such as MPMs.
std::optional<std::string> first_of(const Installation& installation, const std::vector<std::string>& names);

/// The LoadModule lines of these modules ("authz_core"), without those that are built in. An `optional` one that is not
/// there is left out, a `needed` one is an error.
Result<std::vector<LoadModule>> modules_to_load(const Installation& installation,
                                                const std::vector<std::string>& needed,
                                                const std::vector<std::string>& optional);

/// Finds mod_ceilometer.so: `named` (--module), `environment` (CEILOMETER_MODULE), beside the program in the build
/// tree, in httpd's directory of modules. What is named must be there.
Result<std::string> find_module(const std::string& named, const std::string& environment,
                                const std::string& program_dir, const std::string& modules_dir);

/// The directory that the running program is in.
std::string program_directory();

}  // namespace ceilometer::launcher
