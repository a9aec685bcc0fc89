#include "fakes/scripted_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>

namespace ceilometer::test {

namespace {

bool same(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

int listen_at(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 || ::listen(socket, 256) != 0) {
    ::close(socket);
    throw std::runtime_error("the scripted server cannot listen");
  }
  return socket;
}

int port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

std::string text_of(const ScriptedReply& reply) {
  if (!reply.raw.empty()) return reply.raw;
  std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " Scripted\r\n";
  for (const auto& [name, value] : reply.headers) text += name + ": " + value + "\r\n";
  if (reply.close) text += "Connection: close\r\n";
  return text + "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n" + reply.body;
}

}  // namespace

std::string ReceivedRequest::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (same(field, name)) return value;
  }
  return {};
}

bool ReceivedRequest::has(std::string_view name) const {
  return std::any_of(headers.begin(), headers.end(), [&](const auto& field) { return same(field.first, name); });
}

struct ScriptedServer::State {
  Script script;
  std::mutex script_mutex;

  int port = 0;
  int listener = -1;
  std::array<int, 2> wake{-1, -1};  // a pipe that becomes readable when everything is to stop
  std::thread acceptor;

  mutable std::mutex mutex;
  std::vector<ReceivedRequest> requests;
  std::vector<std::thread> threads;
  int connections = 0;

  /// Whether the socket became readable before the stop.
  bool wait(int socket) const {
    std::array<pollfd, 2> files = {{{socket, POLLIN, 0}, {wake[0], POLLIN, 0}}};
    while (::poll(files.data(), files.size(), -1) < 0) {
    }
    return files[1].revents == 0;
  }

  /// Waits so long; whether nobody stopped everything meanwhile.
  bool pause(std::chrono::milliseconds time) const {
    pollfd file{wake[0], POLLIN, 0};
    return ::poll(&file, 1, static_cast<int>(time.count())) == 0;
  }

  void accept_all() {
    while (wait(listener)) {
      const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) continue;
      const int on = 1;
      ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
      const std::lock_guard lock(mutex);
      const int number = ++connections;
      threads.emplace_back([this, socket, number] {
        serve(socket, number);
        ::close(socket);
      });
    }
  }

  /// More bytes of the connection; false at its end.
  bool read_more(int socket, std::string& buffer) const {
    if (!wait(socket)) return false;
    std::array<char, 65536> piece;
    const ssize_t got = ::recv(socket, piece.data(), piece.size(), 0);
    if (got <= 0) return false;
    buffer.append(piece.data(), static_cast<std::size_t>(got));
    return true;
  }

  std::optional<ReceivedRequest> read_request(int socket, std::string& buffer) const {
    std::size_t end = 0;
    while ((end = buffer.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more(socket, buffer)) return std::nullopt;
    }
    ReceivedRequest request;
    const std::string_view head(buffer.data(), end);
    std::size_t line_end = head.find("\r\n");
    const std::string_view first = head.substr(0, line_end);
    const std::size_t space = first.find(' ');
    request.method = first.substr(0, space);
    request.target = first.substr(space + 1, first.rfind(' ') - space - 1);
    while (line_end != std::string_view::npos) {
      const std::size_t begin = line_end + 2;
      line_end = head.find("\r\n", begin);
      const std::string_view line =
          head.substr(begin, line_end == std::string_view::npos ? line_end : line_end - begin);
      const std::size_t colon = line.find(':');
      request.headers.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    }
    buffer.erase(0, end + 4);
    const std::size_t length = std::strtoul(request.header("Content-Length").c_str(), nullptr, 10);
    while (buffer.size() < length) {
      if (!read_more(socket, buffer)) return std::nullopt;
    }
    request.body = buffer.substr(0, length);
    buffer.erase(0, length);
    return request;
  }

  ScriptedReply answer(const ReceivedRequest& request) {
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
    }
    const std::lock_guard lock(script_mutex);
    return script(request);
  }

  void serve(int socket, int number) {
    std::string buffer;
    while (auto request = read_request(socket, buffer)) {
      request->connection = number;
      const ScriptedReply reply = answer(*request);
      if (reply.delay.count() > 0 && !pause(reply.delay)) return;
      if (reply.silent) {
        wait(socket);  // until the client goes, or the server
        return;
      }
      const std::string text = text_of(reply).substr(0, reply.cut);
      std::size_t sent = 0;
      while (sent < text.size()) {
        const ssize_t n = ::send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
        if (n <= 0) return;
        sent += static_cast<std::size_t>(n);
      }
      if (reply.close || !reply.raw.empty() || reply.cut != std::string::npos) return;
    }
  }

  void start() {
    listener = listen_at(port);
    port = port_of(listener);
    if (::pipe2(wake.data(), O_CLOEXEC) != 0) throw std::runtime_error("the scripted server has no pipe");
    acceptor = std::thread([this] { accept_all(); });
  }

  void stop() {
    if (listener < 0) return;
    ::close(wake[1]);  // readable for everybody: its end
    acceptor.join();
    ::close(listener);
    listener = -1;
    std::vector<std::thread> all;
    {
      const std::lock_guard lock(mutex);
      all.swap(threads);
    }
    for (auto& thread : all) thread.join();
    ::close(wake[0]);
  }
};

ScriptedServer::ScriptedServer(Script script) : state_(std::make_unique<State>()) {
  state_->script = std::move(script);
  state_->start();
}

ScriptedServer::~ScriptedServer() { state_->stop(); }

int ScriptedServer::port() const { return state_->port; }

std::string ScriptedServer::url(std::string_view path) const {
  return "http://127.0.0.1:" + std::to_string(state_->port) + std::string(path);
}

std::vector<ReceivedRequest> ScriptedServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

int ScriptedServer::connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->connections;
}

void ScriptedServer::stop() { state_->stop(); }

void ScriptedServer::start() {
  if (state_->listener < 0) state_->start();
}

}  // namespace ceilometer::test
