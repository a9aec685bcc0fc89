#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/ports/host.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "config/logging.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

namespace ceilometer::app {

/// What the host's directives say for one server.
struct Settings {
  config::Sources sources;                 ///< CeilometerConfigFile, CeilometerConfigDir, CeilometerSet, environment
  std::string paste_config;                ///< CeilometerPasteConfig; "": [DEFAULT] api_paste_config
  std::vector<std::string> paste_ignored;  ///< CeilometerPasteIgnore: filters to leave out, never authentication
};

/// How the service wants to be logged: oslo.log's options, resolved.
using Logging = config::LogSettings;

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

  /// Writes what an operator wants to see once at start: `Full WSGI config used: FILE`, the pipeline, deprecated
  /// options, and with debug the whole configuration with secrets masked.
  void log_start() const;

  http::Response handle(http::Request& request) const;

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
