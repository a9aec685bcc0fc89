#pragma once

#include <httpd.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "app/application.hpp"
#include "base/ports/logger.hpp"
#include "log_file.hpp"

namespace ceilometer::httpd {

/// The library's log lines, written to a server's ErrorLog, or to the file that log_file names.
///
/// How verbose: the more talkative of the server's LogLevel and of what the configuration says (debug,
/// default_log_levels by dotted name); where the operator names the module (`LogLevel ceilometer:warn`), that alone.
/// Constant after configure(), which the parent process calls before it forks.
class LogSink final : public Logger {
 public:
  /// Nothing below warnings is written until configure(). `server` must outlive the sink.
  explicit LogSink(server_rec* server) : server_(server) {}

  /// Applies what the configuration says. `file` may be null: httpd's log.
  void configure(const app::Logging& logging, std::unique_ptr<LogFile> file);

  /// Raises `server`'s level for this module to what configure() found. For each server that shares this sink.
  void raise_level(apr_pool_t* pool, server_rec* server) const;

  bool enabled(LogLevel level, std::string_view name) const noexcept override;
  void log(LogLevel level, std::string_view name, std::string_view message) noexcept override;

 private:
  int threshold(std::string_view name) const noexcept;

  server_rec* server_;
  int base_ = 4;                      ///< httpd's level (APLOG_WARNING) where no dotted name says otherwise
  int most_ = 4;                      ///< the most talkative of all of them
  bool named_ = false;                ///< the operator's LogLevel names the module
  std::map<std::string, int> names_;  ///< by dotted name; the longest prefix wins
  std::unique_ptr<LogFile> file_;
};

}  // namespace ceilometer::httpd
