#include "launcher/log_pumps.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace ceilometer::launcher {

namespace {

void close_if_open(int& descriptor) {
  if (descriptor >= 0) ::close(descriptor);
  descriptor = -1;
}

/// Where the reader is gone the rest is dropped: httpd's writers shall not stop.
void carry(int from, int to) {
  std::array<char, 65536> buffer;
  bool wanted = true;
  for (;;) {
    const ssize_t count = ::read(from, buffer.data(), buffer.size());
    if (count == 0) return;
    if (count < 0) {
      if (errno == EINTR) continue;
      return;
    }
    for (ssize_t done = 0; wanted && done < count;) {
      const ssize_t written = ::write(to, buffer.data() + done, static_cast<std::size_t>(count - done));
      if (written > 0) done += written;
      if (written < 0 && errno == EAGAIN) {
        pollfd writable{to, POLLOUT, 0};
        ::poll(&writable, 1, -1);
      } else if (written < 0 && errno != EINTR) {
        wanted = false;
      }
    }
  }
}

[[noreturn]] void become_pump(int from, int to) {
  // It ends with the writers, not before: their last lines are the interesting ones.
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE}) ::signal(number, SIG_IGN);
  carry(from, to);
  ::_exit(EXIT_SUCCESS);
}

}  // namespace

Result<LogPumps> LogPumps::start() {
  LogPumps pumps;
  std::array<int, 2> readers{-1, -1};
  Result<void> started;
  for (std::size_t i = 0; i < readers.size() && started; ++i) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      started = Error{std::string("cannot make a pipe: ") + std::strerror(errno)};
      break;
    }
    readers[i] = ends[0];
    pumps.writers_[i] = ends[1];
  }
  for (std::size_t i = 0; i < readers.size() && started; ++i) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      for (int& writer : pumps.writers_) close_if_open(writer);
      close_if_open(readers[1 - i]);
      become_pump(readers[i], i == 0 ? STDOUT_FILENO : STDERR_FILENO);
    }
    if (pid < 0) {
      started = Error{std::string("cannot start a process: ") + std::strerror(errno)};
      break;
    }
    pumps.pumps_.push_back(pid);
  }
  for (int& reader : readers) close_if_open(reader);
  if (!started) return started.error();
  return pumps;
}

LogPumps::LogPumps(LogPumps&& other) noexcept
    : writers_(std::exchange(other.writers_, {-1, -1})), pumps_(std::exchange(other.pumps_, {})) {}

LogPumps::~LogPumps() { hand_over(); }

void LogPumps::hand_over() {
  for (int& writer : writers_) close_if_open(writer);
}

void LogPumps::drain(std::chrono::milliseconds limit) {
  hand_over();
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!pumps_.empty() && std::chrono::steady_clock::now() < end) {
    // Gone as well where whoever reaps children was faster.
    std::erase_if(pumps_, [](pid_t pid) { return ::waitpid(pid, nullptr, WNOHANG) != 0; });
    if (!pumps_.empty()) ::poll(nullptr, 0, 10);
  }
}

}  // namespace ceilometer::launcher
