#include "launcher/processes.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace ceilometer::launcher {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kMaxOutput = std::size_t{1} << 20;

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> all;
  all.reserve(texts.size() + 1);
  for (const std::string& text : texts) all.push_back(const_cast<char*>(text.c_str()));
  all.push_back(nullptr);
  return all;
}

/// Between fork and exec: signals as a program expects them.
void reset_signals() {
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGCHLD, SIGPIPE, SIGUSR1, SIGWINCH}) {
    ::signal(number, SIG_DFL);
  }
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// Between fork and exec: what the three standard descriptors are. /dev/null for those that are not given.
void set_standard_files(int output, int errors) {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(null, STDIN_FILENO);
  ::dup2(output >= 0 ? output : null, STDOUT_FILENO);
  ::dup2(errors >= 0 ? errors : null, STDERR_FILENO);
}

/// Between fork and exec: never returns.
[[noreturn]] void become(char* const* argv) {
  ::execvp(argv[0], argv);
  constexpr int kNotFound = 127;
  ::_exit(kNotFound);
}

Error cannot_start(const std::string& program) { return {"cannot start " + program + ": " + std::strerror(errno)}; }

/// Takes what comes until the end or the time is over; false is the latter.
bool collect(int from, Clock::time_point end, std::string& output) {
  std::array<char, 4096> buffer;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return false;
    pollfd readable{from, POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(left)) <= 0) continue;
    const ssize_t count = ::read(from, buffer.data(), buffer.size());
    if (count == 0) return true;
    if (count < 0 && errno != EINTR) return true;
    if (count > 0 && output.size() < kMaxOutput) output.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

int exit_code(int wait_status) {
  constexpr int kSignalled = 128;
  return WIFEXITED(wait_status) ? WEXITSTATUS(wait_status) : kSignalled + WTERMSIG(wait_status);
}

Result<Finished> run(const std::vector<std::string>& argv, std::chrono::milliseconds limit) {
  const auto arguments = pointers(argv);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return cannot_start(argv.front());
  const pid_t pid = ::fork();
  if (pid == 0) {
    reset_signals();
    ::setpgid(0, 0);
    set_standard_files(ends[1], ends[1]);
    become(arguments.data());
  }
  ::close(ends[1]);
  if (pid < 0) {
    ::close(ends[0]);
    return cannot_start(argv.front());
  }
  Finished finished;
  const bool in_time = collect(ends[0], Clock::now() + limit, finished.output);
  ::close(ends[0]);
  if (!in_time) {
    ::kill(-pid, SIGKILL);
    ::kill(pid, SIGKILL);
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  if (!in_time) {
    return Error{argv.front() + " did not end within " +
                 std::to_string(std::chrono::duration_cast<std::chrono::seconds>(limit).count()) + " seconds"};
  }
  finished.code = exit_code(status);
  return finished;
}

Result<pid_t> start_session(const Start& start) {
  const auto arguments = pointers(start.argv);
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid < 0) return cannot_start(start.argv.front());
  if (pid > 0) return pid;
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(EXIT_FAILURE);  // it ended before we could ask to be told
  set_standard_files(start.output, start.errors);
  reset_signals();
  become(arguments.data());
}

bool handles(pid_t pid, int signal) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string line; std::getline(status, line);) {
    if (!line.starts_with("SigCgt:")) continue;
    const unsigned long long caught = std::strtoull(line.c_str() + std::strlen("SigCgt:"), nullptr, 16);
    return (caught >> static_cast<unsigned>(signal - 1) & 1U) != 0;
  }
  return true;
}

}  // namespace ceilometer::launcher
