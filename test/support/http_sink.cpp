#include "support/http_sink.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

namespace ceilometer::test {
namespace {

/// The length that the head of a request announces.
std::size_t content_length(const std::string& head) {
  for (std::size_t at = head.find("\r\n"); at != std::string::npos; at = head.find("\r\n", at + 2)) {
    static constexpr char kName[] = "content-length:";
    const char* line = head.c_str() + at + 2;
    if (::strncasecmp(line, kName, sizeof kName - 1) == 0) return std::strtoul(line + sizeof kName - 1, nullptr, 10);
  }
  return 0;
}

}  // namespace

HttpSink::HttpSink() : listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), size) != 0 || ::listen(listener_, 16) != 0 ||
      ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    ::close(listener_);
    throw std::runtime_error("the sink cannot listen");
  }
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { run(); });
}

HttpSink::~HttpSink() {
  stopping_ = true;
  thread_.join();
  ::close(listener_);
}

std::vector<HttpSink::Request> HttpSink::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void HttpSink::run() {
  while (!stopping_) {
    pollfd event{listener_, POLLIN, 0};
    if (::poll(&event, 1, 50) != 1) continue;
    const int connection = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection < 0) continue;
    serve(connection);
    ::close(connection);
  }
}

void HttpSink::serve(int connection) {
  std::string data;
  const auto read_more = [&] {
    while (!stopping_) {
      pollfd event{connection, POLLIN, 0};
      if (::poll(&event, 1, 50) != 1) continue;
      char buffer[4096];
      const auto got = ::recv(connection, buffer, sizeof buffer, 0);
      if (got <= 0) return false;
      data.append(buffer, static_cast<std::size_t>(got));
      return true;
    }
    return false;
  };
  std::size_t end = std::string::npos;
  while ((end = data.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return;
  }
  const auto length = content_length(data.substr(0, end + 2));
  while (data.size() < end + 4 + length) {
    if (!read_more()) return;
  }
  {
    const std::lock_guard lock(mutex_);
    requests_.push_back({data.substr(0, data.find("\r\n")), data.substr(end + 4, length)});
  }
  static constexpr char kAnswer[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
  static_cast<void>(::send(connection, kAnswer, sizeof kAnswer - 1, MSG_NOSIGNAL));
}

}  // namespace ceilometer::test
