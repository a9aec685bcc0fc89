#include "launcher/launch.hpp"

#include <unistd.h>

#include <filesystem>
#include <memory>

#include "base/strings.hpp"
#include "config/config.hpp"
#include "config/default_files.hpp"
#include "launcher/account.hpp"
#include "launcher/processes.hpp"
#include "launcher/server_root.hpp"
#include "launcher/supervisor.hpp"

namespace ceilometer::launcher {

namespace {

constexpr std::string_view kName = "ceilometer.launcher";
constexpr std::chrono::seconds kTestLimit{60};

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

std::string log_target(const std::string& option, const char* standard, const char* file, const ServerRoot& root,
                       bool setup_only) {
  if (option == "none") return {};
  if (option != "-") return absolute(option);
  // Without the launcher in front of it httpd has no stdout that it could write to by name.
  return setup_only ? root.file(file) : standard;
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

Result<Plan> make_plan(const LaunchOptions& options, const ServerRoot& root, const Installation& installation,
                       const std::string& module) {
  const auto configuration = read_configuration(options);
  if (!configuration) return configuration.error();
  const config::Config& config = *configuration->config;
  Plan plan;
  plan.root = root.path();
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

/// One ceilometer-api: what it found out, and the directory it works in.
class Launch {
 public:
  Launch(const LaunchOptions& options, Installation installation, std::string module, ServerRoot root, Logger& logger)
      : options_(options),
        installation_(std::move(installation)),
        module_(std::move(module)),
        root_(std::move(root)),
        logger_(logger) {}

  int set_up() {
    const auto plan = write_checked();
    if (!plan) return kCannotStart;
    const auto script = root_.write("ceilometerctl", control_script(*plan, installation_.httpd), true);
    if (!script) {
      error(script.error().message);
      return kCannotStart;
    }
    info("CEIL0410: written: " + root_.file("httpd.conf") + "; start it with: " + root_.file("ceilometerctl") +
         " start");
    return 0;
  }

  int serve(const Signals& signals) {
    const auto plan = write_checked();
    if (!plan) return kCannotStart;
    plan_ = *plan;
    if (const auto free = check_free(plan_.listen); !free) {
      error(free.error().message);
      return kCannotStart;
    }
    auto pumps = LogPumps::start();
    if (!pumps) {
      error(pumps.error().message);
      return kCannotStart;
    }
    info("CEIL0411: Starting server in PID " + std::to_string(::getpid()));
    describe();
    const Supervised supervised{{installation_.httpd, "-f", root_.file("httpd.conf"), "-DFOREGROUND"},
                                root_.file("run/httpd.pid"),
                                plan_.graceful_timeout,
                                [this] { return prepare_reload(); },
                                [this] { info("CEIL0412: " + plan_.listen.serving_on(plan_.tls.has_value())); }};
    return Supervisor(supervised, signals, *pumps, logger_).run();
  }

 private:
  void info(const std::string& line) { logger_.log(LogLevel::kInfo, kName, line); }
  void error(const std::string& sentence) { logger_.log(LogLevel::kError, kName, "CEIL0413: " + sentence); }

  /// Writes httpd.conf, if httpd takes it: until then the old one, where there is one, stays.
  std::optional<Plan> write_checked() {
    constexpr const char* kNew = "httpd.conf.new";
    auto plan = make_plan(options_, root_, installation_, module_);
    if (!plan) {
      error(plan.error().message);
      return std::nullopt;
    }
    const auto text = httpd_conf(*plan);
    const auto written = text ? root_.write(kNew, *text) : Result<void>(text.error());
    if (!written) {
      error(written.error().message);
      return std::nullopt;
    }
    const auto tested = run({installation_.httpd, "-f", root_.file(kNew), "-t"}, kTestLimit);
    if (!tested) {
      error(tested.error().message);
      return std::nullopt;
    }
    if (tested->code != 0) {
      for (const std::string_view line : split(tested->output, '\n')) {
        if (!trim(line).empty()) error(std::string(trim(line)));
      }
      return std::nullopt;
    }
    if (const auto renamed = root_.rename(kNew, "httpd.conf"); !renamed) {
      error(renamed.error().message);
      return std::nullopt;
    }
    return *std::move(plan);
  }

  bool prepare_reload() {
    auto plan = write_checked();
    if (!plan) {
      logger_.log(LogLevel::kError, kName, "CEIL0414: not reloaded: what was served before is served on");
      return false;
    }
    plan_ = *std::move(plan);
    return true;
  }

  void describe() {
    if (!logger_.enabled(LogLevel::kDebug, kName)) return;
    const auto debug = [&](const std::string& line) { logger_.log(LogLevel::kDebug, kName, "CEIL0415: " + line); };
    debug("httpd: " + installation_.httpd + ", its modules: " + installation_.modules_dir);
    debug("module: " + module_);
    debug("server root: " + root_.path());
    debug("MPM " + plan_.mpm + ", processes: " + std::to_string(plan_.processes) +
          ", threads of each: " + std::to_string(plan_.mpm == "prefork" ? 1 : plan_.threads));
    if (!plan_.user.empty()) debug("user: " + plan_.user + ", group: " + plan_.group);
    for (const std::string& file : plan_.config_files) debug("configuration file: " + file);
    for (const std::string& directory : plan_.config_dirs) debug("configuration directory: " + directory);
  }

  const LaunchOptions& options_;
  Installation installation_;
  std::string module_;
  ServerRoot root_;
  Logger& logger_;
  Plan plan_;
};

Result<Launch> prepare(const LaunchOptions& options, Logger& logger) {
  auto installation = find_installation(options.places);
  if (!installation) return installation.error();
  const auto set = options.environment.find("CEILOMETER_MODULE");
  auto module = find_module(options.places.module, set == options.environment.end() ? "" : set->second,
                            program_directory(), installation->modules_dir);
  if (!module) return module.error();
  auto root = options.setup_only.empty() ? ServerRoot::temporary() : ServerRoot::at(options.setup_only);
  if (!root) return root.error();
  return Launch(options, *std::move(installation), *std::move(module), *std::move(root), logger);
}

}  // namespace

int launch(const LaunchOptions& options, Logger& logger) {
  // From here on a signal waits for the supervisor, so that the directory is removed whatever happens.
  const Signals signals;
  auto prepared = prepare(options, logger);
  if (!prepared) {
    logger.log(LogLevel::kError, kName, "CEIL0416: " + prepared.error().message);
    return kCannotStart;
  }
  return options.setup_only.empty() ? prepared->serve(signals) : prepared->set_up();
}

}  // namespace ceilometer::launcher
