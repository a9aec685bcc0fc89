// The directives' setters. What they say is kept; whether it works together is checked once all of it is read
// (startup.cpp, check_config).

#include <apr_strings.h>

#include <string>
#include <string_view>

#include "guarded.hpp"
#include "module.h"
#include "mount.hpp"
#include "pool.hpp"
#include "server_config.hpp"

namespace {

using ceilometer::httpd::guarded;
using ceilometer::httpd::pool_new;
using ceilometer::httpd::ServerConfig;

constexpr const char* kBroken = "an internal error, which the lines before tell";

ServerConfig& config_of(const cmd_parms* cmd) {
  return *static_cast<ServerConfig*>(ap_get_module_config(cmd->server->module_config, &ceilometer_module));
}

/// The sentence that httpd prints after file and line.
const char* refuse(const cmd_parms* cmd, std::string_view value, std::string_view why) {
  std::string text(cmd->cmd->name);
  text.append(" \"").append(value).append("\": ").append(why);
  return apr_pstrmemdup(cmd->pool, text.data(), text.size());
}

template <class F>
const char* set(cmd_parms* cmd, F&& body) noexcept {
  return guarded({nullptr, cmd->server}, kBroken, [&]() -> const char* { return body(config_of(cmd)); });
}

/// As `set`, with the argument resolved against ServerRoot.
template <class F>
const char* set_path(cmd_parms* cmd, const char* argument, F&& body) noexcept {
  return set(cmd, [&](ServerConfig& config) -> const char* {
    const char* path = ap_server_root_relative(cmd->pool, argument);
    if (path == nullptr) return refuse(cmd, argument, "is not a path");
    return body(config, std::string(path));
  });
}

template <class T>
T& value_of(std::optional<T>& field) {
  if (!field) field.emplace();
  return *field;
}

}  // namespace

void* ceilometer_create_server_config(apr_pool_t* pool, server_rec* server) {
  return guarded({nullptr, server}, static_cast<void*>(nullptr),
                 [&]() -> void* { return &pool_new<ServerConfig>(pool); });
}

void* ceilometer_merge_server_config(apr_pool_t* pool, void* base, void* over) {
  return guarded({}, base, [&]() -> void* {
    return &pool_new<ServerConfig>(
        pool, ceilometer::httpd::merged(*static_cast<ServerConfig*>(base), *static_cast<ServerConfig*>(over)));
  });
}

const char* ceilometer_set_alias(cmd_parms* cmd, void*, const char* prefix) {
  return set(cmd, [&](ServerConfig& config) -> const char* {
    // A second one would silently take the place of the first.
    if (config.mount) return refuse(cmd, prefix, "this server has a CeilometerAlias already");
    auto mount = ceilometer::httpd::parse_mount(prefix);
    if (!mount) return refuse(cmd, prefix, mount.error().message);
    config.mount = std::move(*mount);
    return nullptr;
  });
}

const char* ceilometer_add_config_file(cmd_parms* cmd, void*, const char* path) {
  return set_path(cmd, path, [](ServerConfig& config, std::string full) -> const char* {
    value_of(config.config_files).push_back(std::move(full));
    return nullptr;
  });
}

const char* ceilometer_add_config_dir(cmd_parms* cmd, void*, const char* path) {
  return set_path(cmd, path, [](ServerConfig& config, std::string full) -> const char* {
    value_of(config.config_dirs).push_back(std::move(full));
    return nullptr;
  });
}

const char* ceilometer_set_paste_config(cmd_parms* cmd, void*, const char* path) {
  return set_path(cmd, path, [](ServerConfig& config, std::string full) -> const char* {
    config.paste_config = std::move(full);
    return nullptr;
  });
}

const char* ceilometer_add_override(cmd_parms* cmd, void*, const char* option, const char* value) {
  return set(cmd, [&](ServerConfig& config) -> const char* {
    auto parts = ceilometer::httpd::split_option(option);
    // The value is not repeated: it may be a password.
    if (!parts) return refuse(cmd, option, "is not GROUP.OPTION, like database.connection or DEFAULT.debug");
    std::string origin("CeilometerSet in ");
    origin.append(cmd->directive->filename).append(", line ").append(std::to_string(cmd->directive->line_num));
    config.overrides.push_back({std::move(parts->first), std::move(parts->second), value, std::move(origin)});
    return nullptr;
  });
}

const char* ceilometer_add_paste_ignored(cmd_parms* cmd, void*, const char* name) {
  return set(cmd, [&](ServerConfig& config) -> const char* {
    value_of(config.paste_ignored).emplace_back(name);
    return nullptr;
  });
}

const char* ceilometer_set_process_title(cmd_parms* cmd, void*, const char* title) {
  return set(cmd, [&](ServerConfig& config) -> const char* {
    // Children serve every VirtualHost, so none of them can name the process.
    if (const char* error = ap_check_cmd_context(cmd, GLOBAL_ONLY)) return error;
    config.process_title = title;
    return nullptr;
  });
}

const char* ceilometer_set_token_cache(cmd_parms* cmd, void*, const char* text) {
  return set(cmd, [&](ServerConfig& config) -> const char* {
    // There is one memory for all VirtualHosts.
    if (const char* error = ap_check_cmd_context(cmd, GLOBAL_ONLY)) return error;
    auto setting = ceilometer::httpd::parse_token_cache(text);
    if (!setting) return refuse(cmd, text, setting.error().message);
    if (!setting->path.empty()) {
      const char* path = ap_server_root_relative(cmd->pool, setting->path.c_str());
      if (path == nullptr) return refuse(cmd, text, "has no path behind the colon");
      setting->path = path;
    }
    config.token_cache = *std::move(setting);
    return nullptr;
  });
}
