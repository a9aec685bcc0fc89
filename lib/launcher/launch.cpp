#include "launcher/launch.hpp"

#include <unistd.h>

#include <optional>
#include <utility>

#include "base/strings.hpp"
#include "launcher/make_plan.hpp"
#include "launcher/processes.hpp"
#include "launcher/server_root.hpp"
#include "launcher/supervisor.hpp"

namespace ceilometer::launcher {

namespace {

constexpr std::string_view kName = "ceilometer.launcher";
constexpr std::chrono::seconds kTestLimit{60};

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
    for (const char* name : {"httpd.conf", "ceilometerctl"}) {
      if (root_.is_foreign(name)) {
        error(root_.file(name) + " is there, and was not written by this command: name another directory");
        return kCannotStart;
      }
    }
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
    auto plan = make_plan(options_, root_.path(), installation_, module_);
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
