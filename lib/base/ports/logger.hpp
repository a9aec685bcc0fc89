#pragma once

#include <string_view>

namespace ceilometer {

enum class LogLevel { kDebug, kInfo, kWarning, kError, kCritical };

/// Where the host writes our log lines (httpd's ErrorLog, or the file that log_file names).
///
/// Messages begin with an id that is never reused, `CEIL0042: `, and hold no secrets: URLs are masked
/// (config::mask_url), a token appears as the beginning of its hash. Implementations are safe to call from any thread
/// and do not throw.
class Logger {
 public:
  virtual ~Logger() = default;

  /// Whether a line of this level from this part would be written: ask before building an expensive message.
  /// `name` is a dotted part as default_log_levels names it ("ceilometer.storage").
  virtual bool enabled(LogLevel level, std::string_view name) const noexcept = 0;
  virtual void log(LogLevel level, std::string_view name, std::string_view message) noexcept = 0;
};

}  // namespace ceilometer
