#pragma once

#include <sys/types.h>

#include <array>
#include <chrono>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::launcher {

/// Two pipes that httpd can write its logs to by name (/dev/stdout, /dev/stderr), whatever our own stdout and stderr
/// are: a socket or somebody else's pipe could not be opened that way. A process of ours each carries the lines over,
/// so that a terminal that is stopped does not keep us from taking signals. The processes end when the last writer is
/// gone.
class LogPumps {
 public:
  /// Forks; call before there are threads.
  static Result<LogPumps> start();
  ~LogPumps();
  LogPumps(LogPumps&& other) noexcept;
  LogPumps& operator=(LogPumps&&) = delete;
  LogPumps(const LogPumps&) = delete;
  LogPumps& operator=(const LogPumps&) = delete;

  int output() const { return writers_[0]; }
  int errors() const { return writers_[1]; }

  /// Closes our ends of the pipes: httpd has its own now.
  void hand_over();
  /// Waits until the lines are through, at most so long.
  void drain(std::chrono::milliseconds limit);

 private:
  LogPumps() = default;

  std::array<int, 2> writers_{-1, -1};
  std::vector<pid_t> pumps_;
};

}  // namespace ceilometer::launcher
