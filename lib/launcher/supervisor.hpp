#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/ports/logger.hpp"
#include "launcher/listeners.hpp"
#include "launcher/log_pumps.hpp"
#include "launcher/signals.hpp"

namespace ceilometer::launcher {

/// What a supervisor ends with where httpd was not stopped by it; a signal that ended httpd gives 128 + its number.
inline constexpr int kEndedByItself = 3;
inline constexpr int kCannotStart = 1;

/// A private httpd in the foreground, and how to treat it.
struct Supervised {
  std::vector<std::string> command;  ///< httpd with -DFOREGROUND
  std::string pid_file;              ///< which it writes when it listens and removes when it stops
  std::chrono::seconds graceful_timeout{30};

  /// Writes and checks the configuration anew for a reload; false keeps what is served, and has said why.
  std::function<bool()> prepare_reload;
  /// It takes connections: after the start and after each reload that began.
  std::function<void()> serving;
};

/// Runs httpd in a session of its own and passes on what this process is told.
///
/// SIGTERM and SIGINT: a graceful stop (nobody new is let in, who is connected is taken, then httpd's SIGWINCH; its
/// SIGTERM would cut requests off), then SIGTERM when the time limit is over, then SIGKILL to all of the session. A
/// SIGINT during the graceful stop, and SIGQUIT at any time: no more patience, SIGTERM. SIGHUP and SIGUSR1: a graceful
/// reload. Any child is reaped, so this may be PID 1. One thread's; call run() once.
class Supervisor {
 public:
  Supervisor(const Supervised& what, const Signals& signals, LogPumps& pumps, Logger& logger);

  /// Until httpd has ended; the exit code: 0 where it was stopped here.
  int run();

 private:
  using Clock = std::chrono::steady_clock;
  enum class Phase { kStarting, kServing, kEmptying, kGraceful, kTerminating, kKilling };

  void log(LogLevel level, const std::string& line);
  void take(int signal);
  void stop();
  void check_emptied();
  void begin_graceful();
  void hurry(const char* why);
  void kill_all();
  void reload();
  void check_started();
  void check_deadline();
  void reap();
  void end_session();
  std::chrono::milliseconds patience() const;
  int result();

  const Supervised& what_;
  const Signals& signals_;
  LogPumps& pumps_;
  Logger& logger_;
  pid_t pid_ = 0;
  Phase phase_ = Phase::kStarting;
  Listeners listeners_;                   ///< httpd's, while they are emptied
  Clock::time_point not_empty_before_{};  ///< connections that are being opened need a moment
  bool reload_waits_ = false;
  bool ended_ = false;
  int status_ = 0;
  Clock::time_point deadline_ = Clock::time_point::max();
};

}  // namespace ceilometer::launcher
