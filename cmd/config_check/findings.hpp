#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/application.hpp"
#include "config/config.hpp"

namespace ceilometer::cmd {

/// A look at something outside of the files, made on request: at most one of them waits at a time.
struct Reachability {
  std::string name;  ///< "database"
  std::optional<std::string> error;
};

/// What a configuration means, and what is wrong with it.
struct Findings {
  config::Sources sources;
  std::shared_ptr<const config::Config> config;  ///< null where it cannot be read
  std::optional<app::Report> pipeline;           ///< unset where it cannot be built
  std::optional<std::string> policy_file;        ///< unset: none is found
  std::vector<std::string> notes;
  std::vector<std::string> warnings;
  std::vector<std::string> errors;  ///< a service would not start
  std::vector<Reachability> reachability;
  bool gave_up_waiting = false;  ///< a check is under way still: end the process without waiting for it

  /// Whether the service would start, and what was asked for can be reached.
  bool good() const;
};

struct Request {
  app::Settings settings;
  bool database = false;              ///< open it
  bool keystone = false;              ///< ask for the service's own token
  std::chrono::seconds patience{10};  ///< for each reachability check
};

/// Reads everything that the service reads at its start, and looks at what is asked for.
Findings examine(const Request& request);

}  // namespace ceilometer::cmd
