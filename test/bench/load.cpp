#include "bench/load.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>

namespace ceilometer::test {

namespace {

constexpr int kPatience = 30'000;  // ms

[[noreturn]] void fail(const std::string& doing) { throw std::runtime_error(doing + ": " + std::strerror(errno)); }

int connect_to(int port) {
  const int made = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (made < 0 || ::connect(made, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    ::close(made);
    fail("connecting");
  }
  const int yes = 1;
  ::setsockopt(made, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return made;
}

}  // namespace

Load::Load(int port, std::string request, int connections, int status)
    : request_(std::move(request)),
      status_(status),
      events_(::epoll_create1(EPOLL_CLOEXEC)),
      connections_(static_cast<std::size_t>(connections)),
      buffer_(256 * 1024) {
  for (auto& connection : connections_) {
    connection.socket = connect_to(port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = &connection;
    if (::epoll_ctl(events_, EPOLL_CTL_ADD, connection.socket, &event) != 0) fail("watching a connection");
  }
}

Load::~Load() {
  for (const auto& connection : connections_) ::close(connection.socket);
  ::close(events_);
}

void Load::send(const Connection& connection) const {
  for (std::size_t done = 0; done < request_.size();) {
    const auto sent = ::send(connection.socket, request_.data() + done, request_.size() - done, MSG_NOSIGNAL);
    if (sent < 0) fail("sending");
    done += static_cast<std::size_t>(sent);
  }
}

/// Takes what is there; true when the answer is whole.
bool Load::receive(Connection& connection) {
  const auto size = ::recv(connection.socket, buffer_.data(), buffer_.size(), 0);
  if (size < 0) fail("receiving");
  if (size == 0) throw std::runtime_error("the server closed the connection");
  if (!connection.answer.take({buffer_.data(), static_cast<std::size_t>(size)})) return false;
  if (connection.answer.status() != status_) {
    throw std::runtime_error("status " + std::to_string(connection.answer.status()));
  }
  body_size_ = connection.answer.body_size();
  return true;
}

double Load::run(long requests) {
  const auto begin = std::chrono::steady_clock::now();
  long left = requests;
  long under_way = 0;
  for (const auto& connection : connections_) {
    if (left-- <= 0) break;
    send(connection);
    ++under_way;
  }
  std::array<epoll_event, 64> events{};
  while (under_way > 0) {
    const int count = ::epoll_wait(events_, events.data(), static_cast<int>(events.size()), kPatience);
    if (count <= 0) fail("no answer came");
    for (int i = 0; i < count; ++i) {
      auto& connection = *static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!receive(connection)) continue;
      --under_way;
      if (left-- <= 0) continue;
      send(connection);
      ++under_way;
    }
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  return static_cast<double>(requests) / taken.count();
}

std::string get_request(const std::string& target, const std::string& host) {
  return "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\n\r\n";
}

std::string post_request(const std::string& target, const std::string& body, const std::string& host) {
  return "POST " + target + " HTTP/1.1\r\nHost: " + host + "\r\nAccept: */*\r\nContent-Type: application/json\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace ceilometer::test
