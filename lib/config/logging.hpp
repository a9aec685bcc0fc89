#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/ports/logger.hpp"
#include "base/result.hpp"
#include "config/config.hpp"

namespace ceilometer::config {

/// How the service wants to be logged: oslo.log's options, resolved.
struct LogSettings {
  LogLevel level = LogLevel::kInfo;        ///< debug: kDebug; verbose = False: kWarning
  std::map<std::string, LogLevel> levels;  ///< default_log_levels: by dotted name, the longest prefix wins
  std::string file;                        ///< log_file under log_dir; "": the host's own log
  std::vector<std::string> notes;          ///< options that are set and have no effect here, for the log at start
};

/// Reads what oslo.log's setup reads. A log_dir without a log_file gives LOG_DIR/ceilometer-api.log. An entry of
/// default_log_levels that is not name=LEVEL is an error.
Result<LogSettings> log_settings(const Config& config);

}  // namespace ceilometer::config
