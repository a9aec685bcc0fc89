#include "server_config.hpp"

namespace ceilometer::httpd {

ServerConfig merged(const ServerConfig& base, const ServerConfig& over) {
  ServerConfig both;
  both.mount = over.mount ? over.mount : base.mount;
  both.config_files = over.config_files ? over.config_files : base.config_files;
  both.config_dirs = over.config_dirs ? over.config_dirs : base.config_dirs;
  both.paste_config = over.paste_config ? over.paste_config : base.paste_config;
  both.paste_ignored = over.paste_ignored ? over.paste_ignored : base.paste_ignored;
  both.overrides = base.overrides;
  both.overrides.insert(both.overrides.end(), over.overrides.begin(), over.overrides.end());
  both.process_title = over.process_title ? over.process_title : base.process_title;
  both.token_cache = over.token_cache ? over.token_cache : base.token_cache;
  return both;
}

app::Settings settings_of(const ServerConfig& server, const Surroundings& surroundings) {
  app::Settings settings;
  if (server.config_files) {
    settings.sources.files = *server.config_files;
  } else {
    for (const char* path : kDefaultConfigFiles) {
      if (surroundings.exists(path)) settings.sources.files.emplace_back(path);
    }
  }
  if (server.config_dirs) settings.sources.dirs = *server.config_dirs;
  settings.sources.overrides = server.overrides;
  settings.sources.environment = surroundings.environment;
  settings.paste_config = server.paste_config.value_or("");
  if (server.paste_ignored) settings.paste_ignored = *server.paste_ignored;
  return settings;
}

std::map<std::string, std::string> option_variables(const char* const* environment) {
  std::map<std::string, std::string> found;
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view variable(*environment);
    const auto equals = variable.find('=');
    if (equals == std::string_view::npos) continue;
    const auto name = variable.substr(0, equals);
    if (!name.starts_with("OS_") || name.find("__") == std::string_view::npos) continue;
    found.emplace(name, variable.substr(equals + 1));
  }
  return found;
}

std::optional<std::pair<std::string, std::string>> split_option(std::string_view text) {
  const auto dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) return std::nullopt;
  return std::pair(std::string(text.substr(0, dot)), std::string(text.substr(dot + 1)));
}

}  // namespace ceilometer::httpd
