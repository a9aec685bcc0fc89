#include "memcache_connection.hpp"

#include <apr_errno.h>
#include <apr_strings.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <new>

namespace ceilometer::httpd {
namespace {

constexpr std::size_t kLongestKey = 250;
constexpr std::size_t kLongestLine = 512;
constexpr std::size_t kLargestValue = std::size_t{128} * 1024 * 1024;  // of any memcached (-I)
constexpr std::string_view kEnd = "\r\n";
/// From 30 days on memcached takes the number for a date.
constexpr std::chrono::seconds kLongestTimeToLive{30L * 24 * 3600};

Error failure(const char* what, apr_status_t status) {
  std::array<char, 120> text{};
  return Error{std::string(what) + ": " + apr_strerror(status, text.data(), text.size())};
}

Error unexpected() { return Error{"it answers what is not memcached's protocol"}; }

}  // namespace

bool is_memcache_key(std::string_view key) {
  return !key.empty() && key.size() <= kLongestKey && std::all_of(key.begin(), key.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte != 0x7F;
  });
}

Result<std::unique_ptr<MemcacheConnection>> MemcacheConnection::open(const MemcacheServer& server, Deadline deadline) {
  // Without a parent, so that threads need not agree on one.
  apr_pool_t* pool = nullptr;
  if (apr_pool_create_unmanaged_ex(&pool, nullptr, nullptr) != APR_SUCCESS) throw std::bad_alloc();
  std::unique_ptr<MemcacheConnection> made(new MemcacheConnection(pool));
  apr_sockaddr_t* address = nullptr;
  apr_status_t status = apr_sockaddr_info_get(&address, server.host.c_str(), APR_UNSPEC, server.port, 0, pool);
  if (status != APR_SUCCESS) return failure("its name cannot be resolved", status);
  for (; address != nullptr; address = address->next) {
    status = apr_socket_create(&made->socket_, address->family, SOCK_STREAM, APR_PROTO_TCP, pool);
    if (status != APR_SUCCESS) continue;
    if (!made->set_time_left(deadline)) return failure("cannot connect", APR_TIMEUP);
    status = apr_socket_connect(made->socket_, address);
    if (status == APR_SUCCESS) {
      apr_socket_opt_set(made->socket_, APR_TCP_NODELAY, 1);
      return made;
    }
    apr_socket_close(made->socket_);
  }
  return failure("cannot connect", status);
}

MemcacheConnection::~MemcacheConnection() { apr_pool_destroy(pool_); }

bool MemcacheConnection::set_time_left(Deadline deadline) {
  const auto left =
      std::chrono::duration_cast<std::chrono::microseconds>(deadline - std::chrono::steady_clock::now()).count();
  return left > 0 && apr_socket_timeout_set(socket_, left) == APR_SUCCESS;
}

Result<void> MemcacheConnection::send(std::string_view data, Deadline deadline) {
  while (!data.empty()) {
    if (!set_time_left(deadline)) return failure("cannot send", APR_TIMEUP);
    apr_size_t size = data.size();
    const apr_status_t status = apr_socket_send(socket_, data.data(), &size);
    if (status != APR_SUCCESS) return failure("cannot send", status);
    data.remove_prefix(size);
  }
  return {};
}

Result<void> MemcacheConnection::receive(Deadline deadline) {
  if (!set_time_left(deadline)) return failure("no answer", APR_TIMEUP);
  std::array<char, 16'384> buffer;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by the next call
  apr_size_t size = buffer.size();
  const apr_status_t status = apr_socket_recv(socket_, buffer.data(), &size);
  if (status != APR_SUCCESS && size == 0) return failure("no answer", status);
  received_.append(buffer.data(), size);
  return {};
}

Result<std::string> MemcacheConnection::line(Deadline deadline) {
  for (;;) {
    const auto end = received_.find(kEnd);
    if (end != std::string::npos) {
      std::string found = received_.substr(0, end);
      received_.erase(0, end + kEnd.size());
      return found;
    }
    if (received_.size() > kLongestLine) return unexpected();
    if (auto more = receive(deadline); !more) return more.error();
  }
}

Result<std::string> MemcacheConnection::block(std::size_t size, Deadline deadline) {
  while (received_.size() < size + kEnd.size()) {
    if (auto more = receive(deadline); !more) return more.error();
  }
  if (received_.compare(size, kEnd.size(), kEnd) != 0) return unexpected();
  std::string found = received_.substr(0, size);
  received_.erase(0, size + kEnd.size());
  return found;
}

Result<std::optional<std::string>> MemcacheConnection::get(std::string_view key, Deadline deadline) {
  if (auto sent = send(std::string("get ").append(key).append(kEnd), deadline); !sent) return sent.error();
  const auto first = line(deadline);
  if (!first) return first.error();
  if (*first == "END") return std::optional<std::string>();
  // VALUE key flags bytes
  const std::string expected = std::string("VALUE ").append(key).append(" ");
  const auto last_space = first->rfind(' ');
  std::size_t size = 0;
  if (!first->starts_with(expected) || last_space < expected.size()) return unexpected();
  const char* const end = first->data() + first->size();
  const auto number = std::from_chars(first->data() + last_space + 1, end, size);
  if (number.ec != std::errc() || number.ptr != end || size > kLargestValue) return unexpected();
  auto value = block(size, deadline);
  if (!value) return value.error();
  const auto last = line(deadline);
  if (!last) return last.error();
  if (*last != "END") return unexpected();
  return std::optional<std::string>(*std::move(value));
}

Result<bool> MemcacheConnection::set(std::string_view key, std::string_view value, std::chrono::seconds time_to_live,
                                     Deadline deadline) {
  std::string request("set ");
  request.append(key).append(" 0 ").append(std::to_string(std::min(time_to_live, kLongestTimeToLive).count()));
  request.append(" ").append(std::to_string(value.size())).append(kEnd).append(value).append(kEnd);
  if (auto sent = send(request, deadline); !sent) return sent.error();
  const auto answer = line(deadline);
  if (!answer) return answer.error();
  if (*answer == "STORED") return true;
  if (*answer == "NOT_STORED" || answer->starts_with("SERVER_ERROR ")) return false;
  return unexpected();
}

Result<void> MemcacheConnection::remove(std::string_view key, Deadline deadline) {
  if (auto sent = send(std::string("delete ").append(key).append(kEnd), deadline); !sent) return sent.error();
  const auto answer = line(deadline);
  if (!answer) return answer.error();
  if (*answer != "DELETED" && *answer != "NOT_FOUND") return unexpected();
  return {};
}

}  // namespace ceilometer::httpd
