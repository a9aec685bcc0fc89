#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/ports/host.hpp"
#include "base/ports/periodic_task.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "config/logging.hpp"
#include "http/request.hpp"
#include "http/response.hpp"
#include "pipeline/paste_loader.hpp"
#include "storage/metering_store.hpp"

namespace ceilometer::app {

/// What the host's directives say for one server.
struct Settings {
  config::Sources sources;                 ///< CeilometerConfigFile, CeilometerConfigDir, CeilometerSet, environment
  std::string paste_config;                ///< CeilometerPasteConfig; "": [DEFAULT] api_paste_config
  std::vector<std::string> paste_ignored;  ///< CeilometerPasteIgnore: filters to leave out, never authentication
};

/// How the service wants to be logged: oslo.log's options, resolved.
using Logging = config::LogSettings;

/// What a service was built from, for an operator's eyes.
struct Report {
  std::string paste_file;
  std::vector<pipeline::Stage> stages;  ///< filters, outermost first, then the application
};

/// One configured service: the composition root's product.
///
/// Built in the server's parent process, before it forks, and const from then on. Nothing is opened before the first
/// request: database connections belong to the child that makes them. handle() may be called by any thread of any
/// child at once.
class Application {
 public:
  /// Reads the configuration, the paste file and the policy, and checks them all; touches no database. The error is
  /// one sentence naming file, section and key. `host` must outlive the application.
  static Result<std::unique_ptr<Application>> build(const Settings& settings, Host& host);

  /// How to log, read from the configuration alone: the host asks for it before build().
  static Result<Logging> logging(const Settings& settings);

  /// The store of samples alone, for a tool that stores some: neither paste file nor policy are read. `logger` must
  /// outlive it.
  static Result<std::shared_ptr<storage::MeteringStore>> metering_store(const config::Config& config, Logger& logger);

  /// Writes what an operator wants to see once at start: `Full WSGI config used: FILE`, the pipeline, deprecated
  /// options, and with debug the whole configuration with secrets masked.
  void log_start() const;

  Report report() const;

  /// Opens the databases as the first request would (an empty one gets Ceilometer's tables) and reads a row of each.
  /// The error is the sentence that the request would be answered with. May wait as long as the driver does.
  Result<void> check_databases() const;

  /// Whether Keystone answers and takes the service's credentials, asked as the pipeline's authtoken filters ask, for
  /// so long each. The error is a reason: that of the first which fails, or that there is none.
  Result<void> check_keystone(std::chrono::milliseconds limit) const;

  http::Response handle(http::Request& request) const;

  /// How a request ended, which handle() answered.
  struct End {
    int status = 0;                     ///< that was sent
    std::chrono::nanoseconds duration;  ///< until the end of the answer
    bool whole = true;                  ///< the client has all of it
  };
  /// Counts the request, and logs it if it was slow. To be called once for each, when the answer is on its way and its
  /// producer is gone.
  void account(const http::Request& request, const End& end) const noexcept;

  /// What the host should run now and then beside the requests, in one of its processes, or null; and in each of them.
  /// They live as long as the application.
  PeriodicTask* periodic_task() const;
  PeriodicTask& quiet_task() const;

  /// Closes what this child opened; called once, when the child ends in an orderly way.
  void close() noexcept;

  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

 private:
  struct State;
  explicit Application(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace ceilometer::app
