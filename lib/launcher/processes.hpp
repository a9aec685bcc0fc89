#pragma once

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ceilometer::launcher {

/// How a command ended: its exit code (128 + signal where one ended it) and what it wrote to stdout and stderr.
struct Finished {
  int code = 0;
  std::string output;
};

/// Runs a command to its end, with nothing to read, and collects its output (1 MiB of it). The signals that the caller
/// has blocked are not blocked in it. One that takes longer than `limit` is killed and is an error.
Result<Finished> run(const std::vector<std::string>& argv, std::chrono::milliseconds limit);

/// What a new process gets besides its arguments.
struct Start {
  std::vector<std::string> argv;
  int output = -1;  ///< its stdout; -1 is /dev/null
  int errors = -1;  ///< its stderr; -1 is /dev/null
};

/// Starts a program in a session of its own, with the caller's environment, no signal blocked and none ignored. It is
/// sent SIGTERM when the calling thread ends without having stopped it.
Result<pid_t> start_session(const Start& start);

/// An exit code as a shell has it: 128 + signal for one that a signal ended.
int exit_code(int wait_status);

/// Whether the process has a handler for the signal; true where the system does not tell.
bool handles(pid_t pid, int signal);

}  // namespace ceilometer::launcher
