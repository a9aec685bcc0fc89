#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ports/logger.hpp"
#include "launcher/installation.hpp"
#include "launcher/plan.hpp"

namespace ceilometer::launcher {

/// What ceilometer-api's command line says. Paths may be relative.
struct LaunchOptions {
  std::vector<std::string> config_files;  ///< with config_dirs: instead of the default ones
  std::vector<std::string> config_dirs;
  std::string paste_config;
  std::vector<std::string> paste_ignored;
  std::vector<std::string> set;  ///< "GROUP.OPTION=VALUE"
  bool debug = false;

  std::string host;     ///< "": [api] host
  std::string port;     ///< "": [api] port
  std::string workers;  ///< "": [api] workers
  std::int64_t threads = 25;
  std::int64_t graceful_timeout = 30;  ///< seconds
  std::int64_t limit_request_body = std::int64_t{64} << 20;
  Tls tls;  ///< no certificate: plain HTTP
  std::string user;
  std::string group;

  std::string log_level = "notice";
  std::string error_log = "-";   ///< "-": stderr
  std::string access_log = "-";  ///< "-": stdout; "none"
  bool status_page = false;
  std::vector<std::string> includes;

  Places places;
  std::string setup_only;  ///< a directory: write there, start nothing

  std::map<std::string, std::string> environment;
};

/// Runs the API until it is stopped, or writes what would be run (setup_only). Returns the process's exit code; what is
/// wrong has been logged.
int launch(const LaunchOptions& options, Logger& logger);

}  // namespace ceilometer::launcher
