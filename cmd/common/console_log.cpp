#include "cmd/common/console_log.hpp"

#include <unistd.h>

#include <string>

#include "base/clock.hpp"

namespace ceilometer::cmd {

namespace {

const char* spelled(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "DEBUG";
    case LogLevel::kInfo:
      return "INFO";
    case LogLevel::kWarning:
      return "WARNING";
    case LogLevel::kError:
      return "ERROR";
    case LogLevel::kCritical:
      return "CRITICAL";
  }
  return "CRITICAL";
}

}  // namespace

bool ConsoleLog::enabled(LogLevel level, std::string_view /*name*/) const noexcept { return level >= level_; }

void ConsoleLog::log(LogLevel level, std::string_view name, std::string_view message) noexcept {
  if (!enabled(level, name)) return;
  try {
    constexpr std::size_t kToMilliseconds = 23;
    std::string line;
    append_sqlite_time(line, utc_now());
    line.resize(kToMilliseconds);
    line.append(" ").append(std::to_string(::getpid())).append(" ").append(spelled(level)).append(" ");
    line.append(name).append(" [-] ").append(message).append("\n");
    // Whoever reads it may be gone; there is nobody else to tell.
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
  } catch (const std::bad_alloc&) {  // the line is lost
  }
}

}  // namespace ceilometer::cmd
