#include "base/memcache_server.hpp"

#include <charconv>

#include "base/strings.hpp"

namespace ceilometer {

Result<MemcacheServer> parse_memcache_server(std::string_view text) {
  const auto refused = [text] {
    return Error{"'" + std::string(text) + "' is not HOST:PORT, like 127.0.0.1:11211 or [::1]:11211"};
  };
  std::string_view rest = trim(text);
  for (const std::string_view family : {"inet6:", "inet:"}) {
    if (rest.starts_with(family)) rest.remove_prefix(family.size());
  }
  MemcacheServer server;
  if (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos) return refused();
    server.host = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
  } else {
    const auto colon = rest.find(':');
    // More than one colon and no brackets: where an IPv6 address would end cannot be told.
    if (colon != std::string_view::npos && rest.find(':', colon + 1) != std::string_view::npos) return refused();
    server.host = rest.substr(0, colon);
    rest.remove_prefix(server.host.size());
  }
  if (server.host.empty() || server.host.find_first_of(" \t/") != std::string::npos) return refused();
  if (rest.empty()) return server;
  if (!rest.starts_with(':')) return refused();
  rest.remove_prefix(1);
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), server.port);
  if (error != std::errc() || end != rest.data() + rest.size() || server.port == 0) return refused();
  return server;
}

}  // namespace ceilometer
