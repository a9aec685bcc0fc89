// What a child does with its memory when nobody asks anything any more.

#include <algorithm>
#include <catch2/catch.hpp>
#include <deque>
#include <vector>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

constexpr int kClients = 8;
constexpr long kRows = 60'000;
constexpr std::size_t kSomeBytes = 12U << 20U;

/// Long answers at once, of which each keeps a connection to the database and fills its cache, and then ends.
void ask_at_once(const HttpdServer& server) {
  std::deque<RawConnection> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back(server.port()).send("GET /v2/samples?limit=1000000 HTTP/1.1\r\nHost: x\r\n\r\n");
  }
  std::size_t least = 0;
  std::vector<std::size_t> bytes(kClients);
  while (least < kSomeBytes) {
    least = kSomeBytes;
    for (int i = 0; i < kClients; ++i) {
      auto& taken = bytes[static_cast<std::size_t>(i)];
      const auto piece = clients[static_cast<std::size_t>(i)].receive(64U << 10U);
      REQUIRE(!piece.empty());
      taken += piece.size();
      least = std::min(least, taken);
    }
  }
}

}  // namespace

TEST_CASE("a child gives memory back some seconds after its last request, and serves on") {
  HttpdServer server;
  server.size(1, kClients + 2);
  const auto files = write_service(server, "api");
  grow(files, kRows);
  server.vhost(serve(files));
  server.start();
  Client client;
  REQUIRE(client.get(server.url("/v2/samples?limit=1")).status == 200);
  const auto child = server.children().at(0);
  ask_at_once(server);
  const long busy = anonymous_kb(child);
  // Each of them filled a cache of 2 MB.
  const auto is_quiet = [&] { return busy - anonymous_kb(child) > kClients * 1024; };
  const bool rested = eventually(is_quiet, std::chrono::seconds(30));
  WARN("after " << kClients << " long answers the child had " << busy << " kB, and " << anonymous_kb(child)
                << " when it was quiet");
  if (SANITIZED == 0) CHECK(rested);
  CHECK(client.get(server.url("/v2/samples?limit=1")).status == 200);
}
