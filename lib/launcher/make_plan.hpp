#pragma once

#include <string>

#include "base/result.hpp"
#include "launcher/installation.hpp"
#include "launcher/launch.hpp"
#include "launcher/plan.hpp"

namespace ceilometer::launcher {

/// What the command line and the configuration, which is read now, ask for: the server in the directory `root`, with
/// `module` as mod_ceilometer. The error is one sentence naming file, section and key, or the option.
Result<Plan> make_plan(const LaunchOptions& options, const std::string& root, const Installation& installation,
                       const std::string& module);

}  // namespace ceilometer::launcher
