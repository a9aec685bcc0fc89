#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "launcher/installation.hpp"
#include "launcher/listen_address.hpp"

namespace ceilometer::launcher {

struct Tls {
  std::string certificate;  ///< PEM, the chain after it
  std::string key;          ///< "": in the certificate's file
  std::string client_ca;    ///< "": clients need no certificate
};

/// What the private httpd is to be: all that its configuration says. Paths are absolute.
struct Plan {
  std::string root;  ///< its ServerRoot
  std::string mpm;   ///< "event", "worker", "prefork"
  std::vector<LoadModule> modules;
  std::string module;  ///< mod_ceilometer.so

  ListenAddress listen;
  std::int64_t processes = 1;
  std::int64_t threads = 25;  ///< of each process; prefork has one each
  std::optional<Tls> tls;
  std::string user;  ///< "": the user who starts it; only root can choose
  std::string group;
  std::int64_t limit_request_body = std::int64_t{64} << 20;
  std::chrono::seconds graceful_timeout{30};

  std::string log_level = "notice";
  std::string error_log;   ///< a file or /dev/stderr
  std::string access_log;  ///< "": none
  bool status_page = false;

  std::vector<std::string> config_files;
  std::vector<std::string> config_dirs;
  std::string paste_config;                              ///< "": as the configuration says
  std::vector<std::string> paste_ignored;                ///< CeilometerPasteIgnore
  std::vector<std::pair<std::string, std::string>> set;  ///< CeilometerSet: "group.option" and value
  std::vector<std::string> includes;                     ///< files of directives, last
};

/// How every file that is written here begins, but for a script's first line.
inline constexpr std::string_view kMark = "# Written by ceilometer-api";

/// The private httpd's configuration, for a reader too. The error names a value that cannot be written there.
Result<std::string> httpd_conf(const Plan& plan);

/// A script that starts, stops and checks what `httpd_conf` describes, as apachectl does.
std::string control_script(const Plan& plan, const std::string& httpd);

}  // namespace ceilometer::launcher
