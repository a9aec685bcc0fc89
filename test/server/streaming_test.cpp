// Long answers: to clients that are slow, that go away, and when the database fails in the middle.

#include <unistd.h>

#include <catch2/catch.hpp>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

constexpr long kRows = 200000;  // some 90 MB of JSON
constexpr const char* kLong = "/v2/samples?limit=1000000";

std::string long_request() { return std::string("GET ") + kLong + " HTTP/1.1\r\nHost: x\r\n\r\n"; }

}  // namespace

TEST_CASE("an answer's memory does not grow with its length, and a slow client gets all of it") {
  HttpdServer server;
  server.size(1, 4);
  const auto files = write_service(server, "api");
  grow(files, kRows);
  server.vhost(serve(files));
  server.start();
  const auto children = server.children();
  REQUIRE(children.size() == 1);
  Client client;
  REQUIRE(client.get(server.url("/v2/samples?limit=1000")).status == 200);

  RawConnection slow(server.port(), 8192);
  slow.send(long_request());
  REQUIRE(!slow.receive(4096).empty());
  const long at_start = pss_kb(children[0]);
  long most = at_start;
  std::size_t taken = 0;
  std::string tail;
  for (;;) {
    const auto piece = slow.receive(8192);
    if (piece.empty()) break;
    taken += piece.size();
    tail = (tail + piece).substr(tail.size() + piece.size() > 16 ? tail.size() + piece.size() - 16 : 0);
    if (taken % (1 << 20) < 8192) most = std::max(most, pss_kb(children[0]));
    if (tail.ends_with("0\r\n\r\n")) break;
  }
  WARN("a slow client took " << taken / 1024 << " kB; the child grew from " << at_start << " to " << most << " kB");
  CHECK(taken > 50U << 20U);
  CHECK_THAT(tail, Catch::EndsWith("]\r\n0\r\n\r\n"));
  // SQLite's page cache (2 MB unless configured) fills while the rows are read.
  if (SANITIZED == 0) CHECK(most - at_start < 4 * 1024);
}

TEST_CASE("a client that goes away ends its answer") {
  HttpdServer server;
  server.size(1, 4);
  const auto files = write_service(server, "api");
  grow(files, kRows);
  server.vhost(serve(files) + "\nLogLevel ceilometer:info");
  server.start();
  {
    RawConnection rude(server.port(), 8192);
    rude.send(long_request());
    REQUIRE(!rude.receive(4096).empty());
  }
  CHECK(eventually([&] { return server.log().find("CEIL0004") != std::string::npos; }));
  // Nothing holds the database: a writer that needs it alone gets it.
  CHECK_NOTHROW(execute(files.database, "BEGIN EXCLUSIVE; COMMIT"));
  CHECK(Client().get(server.url("/")).status == 200);
}

TEST_CASE("an answer that fails in the middle is seen to be broken") {
  HttpdServer server;
  server.size(1, 4);
  const auto files = write_service(server, "api");
  grow(files, kRows);
  server.vhost(serve(files));
  server.expect_log("CEIL");
  server.start();
  RawConnection slow(server.port(), 8192);
  slow.send(long_request());
  auto answer = slow.receive(4096);
  REQUIRE_THAT(answer, Catch::StartsWith("HTTP/1.1 200 OK"));
  // The rows' pages are overwritten under the reader: whatever it reads next is no database page.
  std::string junk(4096, '\xee');
  {
    const auto size = read_file(files.database).size();
    std::FILE* file = std::fopen(files.database.c_str(), "r+b");
    REQUIRE(file != nullptr);
    for (std::size_t at = 8192; at < size; at += junk.size()) {
      std::fseek(file, static_cast<long>(at), SEEK_SET);
      std::fwrite(junk.data(), 1, junk.size(), file);
    }
    std::fclose(file);
  }
  answer += slow.receive_all();
  CHECK_THAT(answer, !Catch::EndsWith("0\r\n\r\n"));
  CHECK_THAT(answer, !Catch::Contains("<html>") && !Catch::Contains("faultstring"));
  CHECK_THAT(server.log(), Catch::Contains("CEIL0001"));
}

TEST_CASE("an answer through mod_deflate is the same") {
  HttpdServer server;
  server.load("filter");
  server.load("deflate");
  const auto files = write_service(server, "api");
  grow(files, 5000);
  server.vhost(serve(files) + "\nSetOutputFilter DEFLATE");
  server.start();
  Client client;
  const auto plain = client.get(server.url("/v2/samples?limit=6000"));
  const auto packed = client.send({server.url("/v2/samples?limit=6000"), "GET", {{"Accept-Encoding", "gzip"}}, {}});
  CHECK(plain.status == 200);
  CHECK(packed.status == 200);
  CHECK(packed.error == 0);
  CHECK(packed.header("Content-Encoding") == "gzip");
  CHECK(packed.body.size() < plain.body.size() / 2);
}
