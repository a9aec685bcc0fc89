#include "launcher/make_plan.hpp"

#include <filesystem>
#include <memory>
#include <utility>

#include "config/config.hpp"
#include "config/default_files.hpp"
#include "launcher/account.hpp"

namespace ceilometer::launcher {

namespace {

std::string absolute(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).lexically_normal().string();
}

std::vector<std::string> absolute(std::vector<std::string> paths) {
  for (std::string& path : paths) path = absolute(path);
  return paths;
}

/// "group.option=value", at the last dot before the "=".
Result<config::Override> parse_set(const std::string& text) {
  const std::size_t equals = text.find('=');
  const std::size_t dot = equals == std::string::npos ? equals : text.rfind('.', equals);
  if (dot == std::string::npos || dot == 0 || dot + 1 == equals || equals + 1 == text.size()) {
    return Error{"--set: '" + text.substr(0, equals) +
                 "' is not followed by a value; write GROUP.OPTION=VALUE, for example DEFAULT.debug=True"};
  }
  return config::Override{text.substr(0, dot), text.substr(dot + 1, equals - dot - 1), text.substr(equals + 1),
                          "--set"};
}

/// The configuration that the server will read, with what of it the launcher itself needs.
struct Configuration {
  config::Sources sources;
  std::shared_ptr<const config::Config> config;
  std::vector<config::Override> set;
};

Result<Configuration> read_configuration(const LaunchOptions& options) {
  Configuration result;
  if (options.config_files.empty() && options.config_dirs.empty()) {
    result.sources = config::default_sources("ceilometer-api", options.environment);
  } else {
    result.sources.files = absolute(options.config_files);
    result.sources.dirs = absolute(options.config_dirs);
    result.sources.environment = options.environment;
  }
  if (options.debug) result.set.push_back({"DEFAULT", "debug", "True", "--debug"});
  for (const std::string& text : options.set) {
    auto over = parse_set(text);
    if (!over) return over.error();
    result.set.push_back(*std::move(over));
  }
  result.sources.overrides = result.set;
  const auto add = [&](const char* name, const std::string& value) {
    if (!value.empty()) result.sources.overrides.push_back({"api", name, value, std::string("--") + name});
  };
  add("host", options.host);
  add("port", options.port);
  add("workers", options.workers);
  auto config = config::Config::load(result.sources);
  if (!config) return config.error();
  result.config = *std::move(config);
  return result;
}

std::string log_target(const std::string& option, const char* standard, const char* file, const std::string& root,
                       bool setup_only) {
  if (option == "none") return {};
  if (option != "-") return absolute(option);
  // Without the launcher in front of it httpd has no stdout that it could write to by name.
  return setup_only ? root + "/" + file : standard;
}

Result<std::vector<LoadModule>> choose_modules(const Installation& installation, const LaunchOptions& options,
                                               const std::string& mpm) {
  std::vector<std::string> needed = {mpm, "authz_core", "unixd", "log_config"};
  if (options.status_page) needed.insert(needed.end(), {"authz_host", "status"});
  if (!options.tls.certificate.empty()) needed.insert(needed.end(), {"socache_shmcb", "ssl"});
  // Shared memory for tokens, background work, and patience with slow clients that has an end.
  std::vector<std::string> optional = {"watchdog", "reqtimeout"};
  if (options.tls.certificate.empty()) optional.emplace_back("socache_shmcb");
  return modules_to_load(installation, needed, optional);
}

}  // namespace

Result<Plan> make_plan(const LaunchOptions& options, const std::string& root, const Installation& installation,
                       const std::string& module) {
  const auto configuration = read_configuration(options);
  if (!configuration) return configuration.error();
  const config::Config& config = *configuration->config;
  Plan plan;
  plan.root = root;
  const auto mpm = first_of(installation, {"mpm_event", "mpm_worker", "mpm_prefork"});
  if (!mpm) return Error{"httpd has no MPM: none is in " + installation.modules_dir};
  plan.mpm = mpm->substr(4);
  auto modules = choose_modules(installation, options, *mpm);
  if (!modules) return modules.error();
  plan.modules = *std::move(modules);
  plan.module = module;

  auto listen = resolve(config.get_string("api", "host"), static_cast<int>(config.get_int("api", "port")));
  if (!listen) return Error{config.place("api", "host") + ": " + listen.error().message};
  plan.listen = *std::move(listen);
  plan.processes = config.get_int("api", "workers");
  plan.threads = options.threads;
  plan.graceful_timeout = std::chrono::seconds(options.graceful_timeout);
  plan.limit_request_body = options.limit_request_body;
  if (!options.tls.certificate.empty()) {
    plan.tls = Tls{absolute(options.tls.certificate), absolute(options.tls.key), absolute(options.tls.client_ca)};
  }
  auto account = choose_account(options.user, options.group);
  if (!account) return account.error();
  plan.user = account->user;
  plan.group = account->group;

  const bool setup_only = !options.setup_only.empty();
  plan.log_level = options.log_level;
  plan.error_log = log_target(options.error_log, "/dev/stderr", "logs/error.log", root, setup_only);
  plan.access_log = log_target(options.access_log, "/dev/stdout", "logs/access.log", root, setup_only);
  plan.status_page = options.status_page;
  plan.config_files = configuration->sources.files;
  plan.config_dirs = configuration->sources.dirs;
  plan.paste_config = absolute(options.paste_config);
  plan.paste_ignored = options.paste_ignored;
  for (const config::Override& over : configuration->set)
    plan.set.emplace_back(over.group + "." + over.name, over.value);
  plan.includes = absolute(options.includes);
  return plan;
}

}  // namespace ceilometer::launcher
