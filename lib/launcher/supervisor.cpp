#include "launcher/supervisor.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "launcher/processes.hpp"

namespace ceilometer::launcher {

namespace {

constexpr std::string_view kName = "ceilometer.launcher";
constexpr std::chrono::milliseconds kStartPoll{20};
// While the listeners are emptied: how often to look, how long the last connections may take to be opened and to send
// something, and how long httpd may take to accept what waits.
constexpr std::chrono::milliseconds kEmptyPoll{5};
constexpr std::chrono::milliseconds kOpening{200};
constexpr std::chrono::seconds kEmptyLimit{5};
constexpr std::chrono::milliseconds kIdle{60'000};
// httpd has the same limit for its requests and looks at its clock once a second: it should be the one that acts.
constexpr std::chrono::seconds kGracefulMargin{3};
constexpr std::chrono::seconds kTerminateLimit{3};
constexpr std::chrono::milliseconds kSessionLimit{2'000};
constexpr std::chrono::milliseconds kDrainLimit{2'000};

}  // namespace

Supervisor::Supervisor(const Supervised& what, const Signals& signals, LogPumps& pumps, Logger& logger)
    : what_(what), signals_(signals), pumps_(pumps), logger_(logger) {}

void Supervisor::log(LogLevel level, const std::string& line) { logger_.log(level, kName, line); }

int Supervisor::run() {
  // httpd's children come to us when httpd is gone: they are ended and reaped here.
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  const Result<pid_t> started = start_session({what_.command, pumps_.output(), pumps_.errors()});
  pumps_.hand_over();
  if (!started) {
    log(LogLevel::kError, "CEIL0400: " + started.error().message);
    return kCannotStart;
  }
  pid_ = *started;
  while (!ended_) {
    if (const std::optional<int> signal = signals_.next(patience())) take(*signal);
    check_started();
    check_emptied();
    check_deadline();
  }
  end_session();
  pumps_.drain(kDrainLimit);
  return result();
}

std::chrono::milliseconds Supervisor::patience() const {
  if (phase_ == Phase::kStarting) return kStartPoll;
  if (phase_ == Phase::kEmptying) return kEmptyPoll;
  if (deadline_ == Clock::time_point::max()) return kIdle;
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
  return std::max(left, std::chrono::milliseconds(1));
}

void Supervisor::take(int signal) {
  switch (signal) {
    case SIGCHLD:
      return reap();
    case SIGHUP:
    case SIGUSR1:
      return reload();
    case SIGQUIT:
      return hurry("SIGQUIT");
    case SIGINT:
      if (phase_ == Phase::kEmptying || phase_ == Phase::kGraceful) return hurry("a second SIGINT");
      return stop();
    default:
      return stop();
  }
}

void Supervisor::stop() {
  if (phase_ != Phase::kStarting && phase_ != Phase::kServing) return;
  // Before httpd serves it has no handler for SIGWINCH, and no request to finish.
  if (phase_ == Phase::kStarting) return hurry("a signal during the start");
  log(LogLevel::kInfo,
      "CEIL0401: stopping: requests under way have " + std::to_string(what_.graceful_timeout.count()) + " s to end");
  listeners_ = Listeners::of(pid_);
  if (listeners_.empty() || !listeners_.turn_away()) {
    log(LogLevel::kDebug, "CEIL0409: this system does not let us empty httpd's sockets before they are closed");
    return begin_graceful();
  }
  phase_ = Phase::kEmptying;
  not_empty_before_ = Clock::now() + kOpening;
  deadline_ = Clock::now() + std::min(what_.graceful_timeout, kEmptyLimit);
}

void Supervisor::check_emptied() {
  if (phase_ != Phase::kEmptying || Clock::now() < not_empty_before_) return;
  if (listeners_.waiting() == 0) begin_graceful();
}

void Supervisor::begin_graceful() {
  // A descriptor of ours would keep the sockets open.
  listeners_.release();
  phase_ = Phase::kGraceful;
  deadline_ = Clock::now() + what_.graceful_timeout + kGracefulMargin;
  ::kill(pid_, SIGWINCH);
}

void Supervisor::hurry(const char* why) {
  if (phase_ == Phase::kTerminating || phase_ == Phase::kKilling) return;
  listeners_.release();
  log(LogLevel::kWarning, std::string("CEIL0402: stopping at once, after ") + why);
  phase_ = Phase::kTerminating;
  deadline_ = Clock::now() + kTerminateLimit;
  ::kill(pid_, SIGTERM);
}

void Supervisor::kill_all() {
  log(LogLevel::kError, "CEIL0403: httpd does not end: it is killed with all of its processes");
  phase_ = Phase::kKilling;
  deadline_ = Clock::now() + kTerminateLimit;
  ::kill(-pid_, SIGKILL);
}

void Supervisor::reload() {
  if (phase_ == Phase::kStarting) {
    reload_waits_ = true;  // httpd could not be told yet
    return;
  }
  if (phase_ != Phase::kServing) return;
  if (!what_.prepare_reload()) return;
  log(LogLevel::kInfo, "CEIL0404: reloading: requests under way are finished as they began");
  ::kill(pid_, SIGUSR1);
  what_.serving();
}

void Supervisor::check_started() {
  if (phase_ != Phase::kStarting || ended_) return;
  if (::access(what_.pid_file.c_str(), F_OK) != 0 || !handles(pid_, SIGWINCH)) return;
  phase_ = Phase::kServing;
  what_.serving();
  if (reload_waits_) reload();
}

void Supervisor::check_deadline() {
  if (ended_ || Clock::now() < deadline_) return;
  if (phase_ == Phase::kEmptying) return begin_graceful();
  if (phase_ == Phase::kGraceful) return hurry("the time limit for a graceful stop");
  kill_all();
}

void Supervisor::reap() {
  int status = 0;
  for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
    if (pid != pid_) continue;
    ended_ = true;
    status_ = status;
  }
}

/// Children of an httpd that did not end in an orderly way still hold the port.
void Supervisor::end_session() {
  const auto end = Clock::now() + kSessionLimit;
  for (int signal = SIGTERM; ::kill(-pid_, signal) == 0; signal = 0) {
    if (Clock::now() >= end) {
      ::kill(-pid_, SIGKILL);
      break;
    }
    ::poll(nullptr, 0, 10);
    while (::waitpid(-pid_, nullptr, WNOHANG) > 0) {
    }
  }
  while (::waitpid(-pid_, nullptr, 0) > 0) {
  }
}

int Supervisor::result() {
  const int code = exit_code(status_);
  const bool asked = phase_ != Phase::kStarting && phase_ != Phase::kServing;
  if (asked) {
    log(LogLevel::kInfo, "CEIL0405: stopped");
    return 0;
  }
  if (phase_ == Phase::kStarting) {
    log(LogLevel::kError, "CEIL0406: httpd did not start; it ended with " + std::to_string(code));
    return code == 0 ? kCannotStart : code;
  }
  if (WIFSIGNALED(status_)) {
    log(LogLevel::kError, "CEIL0407: httpd was ended by signal " + std::to_string(WTERMSIG(status_)) + " (" +
                              ::strsignal(WTERMSIG(status_)) + ")");
    return code;
  }
  log(LogLevel::kError, "CEIL0408: httpd ended with " + std::to_string(code) + ", though nobody here asked it to");
  return kEndedByItself;
}

}  // namespace ceilometer::launcher
