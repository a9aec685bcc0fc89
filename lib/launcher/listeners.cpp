#include "launcher/listeners.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>

namespace ceilometer::launcher {

namespace {

namespace fs = std::filesystem;

bool is_listening(int socket) {
  int listening = 0;
  socklen_t size = sizeof listening;
  return ::getsockopt(socket, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening != 0;
}

/// The numbers of the process's descriptors that are sockets.
std::vector<int> sockets_of(pid_t pid) {
  std::vector<int> numbers;
  std::error_code forbidden;
  for (const auto& entry : fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd", forbidden)) {
    std::error_code gone;
    if (!fs::read_symlink(entry.path(), gone).string().starts_with("socket:")) continue;
    const std::string name = entry.path().filename().string();
    int number = 0;
    if (std::from_chars(name.data(), name.data() + name.size(), number).ec == std::errc()) numbers.push_back(number);
  }
  return numbers;
}

}  // namespace

Listeners::Listeners(Listeners&& other) noexcept : sockets_(std::exchange(other.sockets_, {})) {}

Listeners& Listeners::operator=(Listeners&& other) noexcept {
  std::swap(sockets_, other.sockets_);
  return *this;
}

Listeners Listeners::of(pid_t pid) {
  Listeners listeners;
  // By number, as older C libraries have no functions for them.
  const int process = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
  if (process < 0) return listeners;
  for (const int number : sockets_of(pid)) {
    const int socket = static_cast<int>(::syscall(SYS_pidfd_getfd, process, number, 0));
    if (socket < 0) continue;
    if (is_listening(socket)) {
      listeners.sockets_.push_back(socket);
    } else {
      ::close(socket);
    }
  }
  ::close(process);
  return listeners;
}

bool Listeners::turn_away() const {
  // A listening socket that is bound to an interface gets the connections that come over it, and over this one none
  // come. What is being opened already goes on. Unlike a filter of packets it needs no rights.
  static constexpr int kNoInterface = std::numeric_limits<int>::max();
  return std::all_of(sockets_.begin(), sockets_.end(), [](int socket) {
    return ::setsockopt(socket, SOL_SOCKET, SO_BINDTOIFINDEX, &kNoInterface, sizeof kNoInterface) == 0;
  });
}

unsigned Listeners::waiting() const {
  unsigned count = 0;
  for (const int socket : sockets_) {
    tcp_info info{};
    socklen_t size = sizeof info;
    // Of a listening socket these are the connections in its queue.
    if (::getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0) count += info.tcpi_unacked;
  }
  return count;
}

void Listeners::release() {
  for (const int socket : sockets_) ::close(socket);
  sockets_.clear();
}

}  // namespace ceilometer::launcher
