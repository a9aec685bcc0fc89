#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/ports/logger.hpp"
#include "base/result.hpp"

namespace ceilometer::httpd {

/// The file that [DEFAULT] log_file names: opened by the parent process as root, for appending, and handed on to its
/// children. A graceful restart opens it anew, so log rotation works as it does for httpd's own logs. Thread-safe and
/// process-safe: a line is one write.
class LogFile {
 public:
  static Result<std::unique_ptr<LogFile>> open(const std::string& path);

  /// Whether open() would find a directory and a place to write; opens and creates nothing.
  static Result<void> check(const std::string& path);

  void write(LogLevel level, std::string_view name, std::string_view message) const noexcept;

  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

 private:
  explicit LogFile(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

/// oslo.log's line outside a request (logging_default_format_string):
/// "2016-03-01 08:17:42.123 4711 INFO ceilometer.api [-] message\n". Control characters of the message become spaces,
/// so that nobody can forge a line.
std::string log_line(timespec when, long process, LogLevel level, std::string_view name, std::string_view message);

}  // namespace ceilometer::httpd
