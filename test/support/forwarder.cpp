#include "support/forwarder.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace ceilometer::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int new_socket() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  return socket;
}

bool send_all(int socket, std::string_view data) {
  while (!data.empty()) {
    const auto sent = ::send(socket, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

/// A client's connection and the one that it leads to.
struct Forwarder::Route {
  int client;
  int server;
  int target;
  bool is_swallowed = false;
  bool is_over = false;

  Route(int its_client, int its_server, int its_target) : client(its_client), server(its_server), target(its_target) {}
  Route(const Route&) = delete;
  Route& operator=(const Route&) = delete;
  ~Route() {
    ::close(client);
    ::close(server);
  }
};

Forwarder::Forwarder(std::vector<int> targets) : targets_(std::move(targets)) {
  listener_ = new_socket();
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener_, 128) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    ::close(listener_);
    throw std::runtime_error("cannot listen");
  }
  port_ = ntohs(address.sin_port);
  waker_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  thread_ = std::thread([this] { work(); });
}

Forwarder::~Forwarder() {
  ends_ = true;
  wake();
  thread_.join();
  ::close(listener_);
  ::close(waker_);
}

void Forwarder::wake() {
  const std::uint64_t one = 1;
  if (::write(waker_, &one, sizeof one) < 0) return;  // it is awake
}

void Forwarder::lead_to(std::vector<int> targets) {
  const std::lock_guard lock(mutex_);
  targets_ = std::move(targets);
  for (auto& route : routes_) {
    if (std::find(targets_.begin(), targets_.end(), route->target) == targets_.end()) route->is_over = true;
  }
  wake();
}

void Forwarder::swallow_answer(std::string request, std::vector<int> then) {
  const std::lock_guard lock(mutex_);
  has_swallowed_ = false;
  awaited_ = std::move(request);
  then_ = std::move(then);
}

/// -1 where none of them takes a connection.
int Forwarder::connect_to_target(int& target) {
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    target = targets_[turn_++ % targets_.size()];
    const int socket = new_socket();
    const sockaddr_in address = loopback(target);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return socket;
    ::close(socket);
  }
  return -1;
}

void Forwarder::accept_client() {
  const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
  if (client < 0) return;
  int target = 0;
  const int server = connect_to_target(target);
  if (server < 0) {
    ::close(client);
    return;
  }
  routes_.push_back(std::make_unique<Route>(client, server, target));
}

/// What one side said goes to the other; false where that is over.
bool Forwarder::pass(Route& route, bool from_client) {
  std::array<char, 65'536> buffer{};
  const auto got = ::recv(from_client ? route.client : route.server, buffer.data(), buffer.size(), 0);
  if (got <= 0) return false;
  const std::string_view data(buffer.data(), static_cast<std::size_t>(got));
  if (!from_client && route.is_swallowed) {
    has_swallowed_ = true;
    targets_ = then_;
    for (auto& other : routes_) other->is_over = true;
    return false;
  }
  if (from_client && !awaited_.empty() && data.find(awaited_) != std::string_view::npos) {
    awaited_.clear();
    route.is_swallowed = true;
  }
  return send_all(from_client ? route.server : route.client, data);
}

void Forwarder::work() {
  while (!ends_) {
    std::vector<pollfd> watched = {{waker_, POLLIN, 0}, {listener_, POLLIN, 0}};
    {
      const std::lock_guard lock(mutex_);
      routes_.erase(std::remove_if(routes_.begin(), routes_.end(), [](const auto& route) { return route->is_over; }),
                    routes_.end());
      for (const auto& route : routes_) {
        watched.push_back({route->client, POLLIN, 0});
        watched.push_back({route->server, POLLIN, 0});
      }
    }
    ::poll(watched.data(), watched.size(), -1);
    std::uint64_t count = 0;
    if (watched[0].revents != 0 && ::read(waker_, &count, sizeof count) < 0) continue;
    const std::lock_guard lock(mutex_);
    // Routes are removed by this thread only, at the loop's start: those that were watched are there, in their order.
    for (std::size_t i = 2; i + 1 < watched.size(); i += 2) {
      Route& route = *routes_[i / 2 - 1];
      if (watched[i].revents != 0 && !route.is_over && !pass(route, true)) route.is_over = true;
      if (watched[i + 1].revents != 0 && !route.is_over && !pass(route, false)) route.is_over = true;
    }
    if (watched[1].revents != 0) accept_client();
  }
}

}  // namespace ceilometer::test
