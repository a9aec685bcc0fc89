// Long answers: to clients that are slow, that go away, and when the database fails in the middle.

#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

constexpr long kRows = 300000;  // some 130 MB of JSON
constexpr const char* kLong = "/v2/samples?limit=1000000";

std::string long_request() { return std::string("GET ") + kLong + " HTTP/1.1\r\nHost: x\r\n\r\n"; }

/// As the shipped sites have it.
constexpr const char* kDeflate =
    "\nAddOutputFilterByType DEFLATE application/json application/xml\nDeflateCompressionLevel 1";

/// The rows' pages go under the reader: whatever it reads next is no database page.
void overwrite_pages(const std::string& database) {
  const std::string junk(4096, '\xee');
  const auto size = read_file(database).size();
  std::FILE* file = std::fopen(database.c_str(), "r+b");
  REQUIRE(file != nullptr);
  for (std::size_t at = 8192; at < size; at += junk.size()) {
    std::fseek(file, static_cast<long>(at), SEEK_SET);
    std::fwrite(junk.data(), 1, junk.size(), file);
  }
  std::fclose(file);
}

/// What a long answer did to the child that gave it.
struct Taken {
  std::string head;
  std::string tail;  ///< its last bytes
  std::size_t bytes = 0;
  std::chrono::milliseconds to_first{};
  long grown_kb = 0;
};

Taken take_slowly(HttpdServer& server, const std::string& request) {
  using std::chrono::steady_clock;
  const auto children = server.children();
  REQUIRE(children.size() == 1);
  RawConnection slow(server.port(), 8192);
  const auto begin = steady_clock::now();
  slow.send(request);
  Taken taken;
  taken.head = slow.receive(4096);
  taken.to_first = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - begin);
  REQUIRE(!taken.head.empty());
  const long at_start = pss_kb(children[0]);
  std::size_t looked = 0;
  for (;;) {
    const auto piece = slow.receive(8192);
    if (piece.empty()) break;
    taken.bytes += piece.size();
    taken.tail += piece;
    taken.tail.erase(0, taken.tail.size() - std::min<std::size_t>(taken.tail.size(), 16));
    if (taken.bytes - looked > 1U << 18U) {
      looked = taken.bytes;
      taken.grown_kb = std::max(taken.grown_kb, pss_kb(children[0]) - at_start);
    }
    if (taken.tail.ends_with("0\r\n\r\n")) break;
  }
  WARN("a slow client had its first byte after " << taken.to_first.count() << " ms and took " << taken.bytes / 1024
                                                 << " kB; the child grew by " << taken.grown_kb << " kB");
  return taken;
}

}  // namespace

TEST_CASE("an answer's memory does not grow with its length, and a slow client gets all of it") {
  HttpdServer server;
  server.size(1, 4);
  const auto files = write_service(server, "api");
  grow(files, kRows);
  server.vhost(serve(files));
  server.start();
  REQUIRE(Client().get(server.url("/v2/samples?limit=1000")).status == 200);
  const auto taken = take_slowly(server, long_request());
  CHECK(taken.bytes > 75U << 20U);
  CHECK_THAT(taken.tail, Catch::EndsWith("]\r\n0\r\n\r\n"));
  CHECK(taken.to_first < std::chrono::seconds(2));
  // SQLite's page cache (2 MB unless configured) fills while the rows are read.
  if (SANITIZED == 0) CHECK(taken.grown_kb < 4 * 1024);
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
  overwrite_pages(files.database);
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
  server.vhost(serve(files) + kDeflate);
  server.start();
  Client client;
  const std::string list = server.url("/v2/samples?limit=6000");
  const auto ask = [&](const std::string& url, const char* method, const char* encoding) {
    return client.send({url, method, {{"Accept-Encoding", encoding}}, {}});
  };
  const auto plain = client.get(list);
  CHECK(plain.status == 200);
  CHECK(plain.header("Content-Encoding").empty());
  CHECK(plain.header("Vary") == "Accept-Encoding");
  const auto packed = ask(list, "GET", "gzip, deflate");
  CHECK(packed.status == 200);
  CHECK(packed.error == 0);
  CHECK(packed.header("Content-Encoding") == "gzip");
  CHECK(packed.header("Vary") == "Accept-Encoding");
  CHECK(packed.header("Content-Length").empty());
  CHECK(packed.header("ETag").empty());
  CHECK(packed.body.size() < plain.body.size() / 5);
  server.write("packed.gz", packed.body);
  CHECK(run({"/bin/gzip", "-dc", server.path("packed.gz")}).output == plain.body);
  CHECK(ask(list, "GET", "br, identity").body == plain.body);
  CHECK(ask(list, "HEAD", "gzip").body.empty());

  // A short one has a length, which is its own.
  const auto root = client.get(server.url("/"));
  CHECK(root.header("Content-Length") == std::to_string(root.body.size()));
  const auto packed_root = ask(server.url("/"), "GET", "gzip");
  CHECK(packed_root.header("Content-Encoding") == "gzip");
  CHECK(packed_root.header("Content-Length") == std::to_string(packed_root.body.size()));
}

TEST_CASE("a long answer through mod_deflate takes no more memory, and is seen to be broken when it fails") {
  HttpdServer server;
  server.size(1, 4);
  server.load("filter");
  server.load("deflate");
  const auto files = write_service(server, "api");
  grow(files, kRows);
  server.vhost(serve(files) + kDeflate);
  server.expect_log("CEIL");
  server.start();
  REQUIRE(Client()
              .send({server.url("/v2/samples?limit=1000"), "GET", {{"Accept-Encoding", "gzip"}}, {}})
              .header("Content-Encoding") == "gzip");
  const auto request = std::string("GET ") + kLong + " HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n";
  const auto taken = take_slowly(server, request);
  CHECK_THAT(taken.head, Catch::Contains("Content-Encoding: gzip"));
  CHECK_THAT(taken.tail, Catch::EndsWith("0\r\n\r\n"));
  CHECK(taken.to_first < std::chrono::seconds(2));
  if (SANITIZED == 0) CHECK(taken.grown_kb < 4 * 1024);

  RawConnection slow(server.port(), 8192);
  slow.send(request);
  auto answer = slow.receive(4096);
  REQUIRE_THAT(answer, Catch::StartsWith("HTTP/1.1 200 OK"));
  overwrite_pages(files.database);
  answer += slow.receive_all();
  CHECK_THAT(answer, !Catch::EndsWith("0\r\n\r\n"));
}
