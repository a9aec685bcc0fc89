#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/application.hpp"
#include "token_cache_setting.hpp"

namespace ceilometer::httpd {

class Service;
class SharedPorts;

/// What the directives of one server (the main one or a VirtualHost) say; unset fields come from the main server, then
/// from the defaults.
///
/// Filled while httpd reads its configuration, then constant, but for `service` and `ports`, which post_config sets
/// before the fork. Servers without a directive of ours share their main server's object.
struct ServerConfig {
  std::optional<std::string> mount;  ///< CeilometerAlias as SCRIPT_NAME; unset: this server does not serve the API
  std::optional<std::vector<std::string>> config_files;
  std::optional<std::vector<std::string>> config_dirs;
  std::optional<std::string> paste_config;
  std::optional<std::vector<std::string>> paste_ignored;
  std::vector<config::Override> overrides;
  std::optional<std::string> process_title;
  std::optional<TokenCacheSetting> token_cache;  ///< the main server's alone

  Service* service = nullptr;    ///< owned by the configuration pool
  SharedPorts* ports = nullptr;  ///< of the main server's alone; owned by the configuration pool
};

/// What a VirtualHost inherits: a field that it sets replaces the main server's, lists as a whole; overrides add up,
/// the VirtualHost's last, so that they win. `service` and `ports` are nobody's yet.
ServerConfig merged(const ServerConfig& base, const ServerConfig& over);

/// What the process's surroundings add to the directives.
struct Surroundings {
  std::function<bool(const std::string& path)> exists;
  std::map<std::string, std::string> environment;
};

/// The configuration files that are read where no CeilometerConfigFile is given, if they exist: a distribution's
/// defaults and the operator's file, as oslo.config finds them.
inline constexpr const char* kDefaultConfigFiles[] = {"/usr/share/ceilometer/ceilometer-dist.conf",
                                                      "/etc/ceilometer/ceilometer.conf"};

app::Settings settings_of(const ServerConfig& server, const Surroundings& surroundings);

/// Those variables of an environ that oslo.config would read: OS_<GROUP>__<OPTION>.
std::map<std::string, std::string> option_variables(const char* const* environment);

/// "database.connection" as group and name, at the last dot (group names may have dots, option names have none);
/// nullopt where one of them is missing.
std::optional<std::pair<std::string, std::string>> split_option(std::string_view text);

}  // namespace ceilometer::httpd
