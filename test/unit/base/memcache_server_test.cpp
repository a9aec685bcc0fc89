#include "base/memcache_server.hpp"

#include <catch2/catch.hpp>

using ceilometer::parse_memcache_server;

TEST_CASE("memcached servers are named by host and port") {
  struct Case {
    const char* text;
    const char* host;
    int port;
  };
  const auto wanted = GENERATE(Case{"localhost", "localhost", 11211}, Case{" 10.0.0.1:11311 ", "10.0.0.1", 11311},
                               Case{"[::1]:11212", "::1", 11212}, Case{"[fe80::1]", "fe80::1", 11211},
                               Case{"inet6:[::1]:11213", "::1", 11213}, Case{"inet:cache:1", "cache", 1});
  const auto server = parse_memcache_server(wanted.text);
  REQUIRE(server.ok());
  CHECK(server->host == wanted.host);
  CHECK(server->port == wanted.port);
}

TEST_CASE("what names no memcached server is refused with the text") {
  const auto* const text = GENERATE("", ":11211", "host:", "host:0", "host:65536", "host:1x", "::1", "[::1", "[]:1",
                                    "[::1]11211", "a b:1", "unix:/run/memcached");
  const auto server = parse_memcache_server(text);
  REQUIRE_FALSE(server.ok());
  CHECK(server.error().message == "'" + std::string(text) + "' is not HOST:PORT, like 127.0.0.1:11211 or [::1]:11211");
}
