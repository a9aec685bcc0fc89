#pragma once

#include "base/ports/logger.hpp"

namespace ceilometer::cmd {

/// Log lines on stderr, in oslo.log's format: `2016-03-01 08:17:42.123 4711 INFO ceilometer.launcher [-] CEIL0042:
/// ...`. Each is one write, so that lines of several processes do not mix. Thread-safe.
class ConsoleLog final : public Logger {
 public:
  explicit ConsoleLog(LogLevel level) : level_(level) {}

  bool enabled(LogLevel level, std::string_view name) const noexcept override;
  void log(LogLevel level, std::string_view name, std::string_view message) noexcept override;

 private:
  LogLevel level_;
};

}  // namespace ceilometer::cmd
