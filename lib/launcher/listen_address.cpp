#include "launcher/listen_address.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace ceilometer::launcher {

namespace {

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};

bool is_ipv6(const std::string& address) { return address.find(':') != std::string::npos; }

std::string with_brackets(const std::string& host) { return is_ipv6(host) ? "[" + host + "]" : host; }

std::string reason_of(int error, const ListenAddress& address) {
  const std::string where = address.directive();
  switch (error) {
    case EADDRINUSE:
      return where + " is taken by another program (ss -ltnp names it): stop it, or choose another --port";
    case EACCES:
      return where + " may not be listened on by this user: ports below 1024 need root; choose another --port";
    case EADDRNOTAVAIL:
      return address.address + " is no address of this machine: choose another --host, 0.0.0.0 for all addresses";
    default:
      return where + " cannot be listened on: " + std::strerror(error);
  }
}

}  // namespace

std::string ListenAddress::directive() const { return with_brackets(address) + ":" + std::to_string(port); }

std::string ListenAddress::serving_on(bool tls) const {
  const std::string scheme = tls ? "https://" : "http://";
  const std::string at_port = ":" + std::to_string(port);
  if (address == "0.0.0.0") return "serving on 0.0.0.0" + at_port + ", view at " + scheme + "127.0.0.1" + at_port;
  if (address == "::") return "serving on [::]" + at_port + ", view at " + scheme + "[::1]" + at_port;
  return "serving on " + scheme + with_brackets(host) + at_port;
}

Result<ListenAddress> resolve(const std::string& host, int port) {
  if (port < 1 || port > 65535) return Error{"the port must be between 1 and 65535"};
  addrinfo hints{};
  hints.ai_family = is_ipv6(host) ? AF_INET6 : AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* raw = nullptr;
  const int failed = ::getaddrinfo(host.c_str(), nullptr, &hints, &raw);
  if (failed != 0 || raw == nullptr) {
    return Error{"the host '" + host + "' has no address: " + ::gai_strerror(failed)};
  }
  const std::unique_ptr<addrinfo, FreeAddresses> list(raw);
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* bytes = list->ai_family == AF_INET6
                          ? static_cast<const void*>(&reinterpret_cast<const sockaddr_in6*>(list->ai_addr)->sin6_addr)
                          : static_cast<const void*>(&reinterpret_cast<const sockaddr_in*>(list->ai_addr)->sin_addr);
  ::inet_ntop(list->ai_family, bytes, text.data(), text.size());
  return ListenAddress{host, text.data(), port};
}

Result<void> check_free(const ListenAddress& address) {
  sockaddr_in v4{};
  sockaddr_in6 v6{};
  const bool six = is_ipv6(address.address);
  const sockaddr* name = nullptr;
  socklen_t size = 0;
  if (six) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(static_cast<std::uint16_t>(address.port));
    ::inet_pton(AF_INET6, address.address.c_str(), &v6.sin6_addr);
    name = reinterpret_cast<const sockaddr*>(&v6);
    size = sizeof v6;
  } else {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(static_cast<std::uint16_t>(address.port));
    ::inet_pton(AF_INET, address.address.c_str(), &v4.sin_addr);
    name = reinterpret_cast<const sockaddr*>(&v4);
    size = sizeof v4;
  }
  const int probe = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (probe < 0) return Error{reason_of(errno, address)};
  // As httpd binds: a port whose last connections are still in TIME_WAIT is free.
  const int on = 1;
  ::setsockopt(probe, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (six) ::setsockopt(probe, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  // Two programs may bind one port so, but not listen on it.
  const bool free = ::bind(probe, name, size) == 0 && ::listen(probe, 1) == 0;
  const int error = errno;
  ::close(probe);
  if (!free) return Error{reason_of(error, address)};
  return {};
}

}  // namespace ceilometer::launcher
