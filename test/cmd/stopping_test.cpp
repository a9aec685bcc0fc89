// How ceilometer-api ends while it has work.

#include <signal.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <mutex>
#include <sstream>
#include <thread>

#include "cmd/api_command.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;

namespace {

constexpr int kRefused = 7;     // libcurl: no connection
constexpr int kNoAnswer = 52;   // closed before a byte came
constexpr int kSendError = 55;  // reset while sending
constexpr int kReset = 56;      // reset while receiving

/// An answer of some 40 MB.
constexpr long kManySamples = 60'000;

struct Tally {
  long answered = 0;  // whole answers with status 200
  long refused = 0;   // no connection was made
  long untaken = 0;   // closed without a byte of an answer: the server's kernel had taken it, the server had not
  long broken = 0;    // anything else
  std::string first_broken;
};

/// Asks on fresh connections until nobody listens any more.
Tally ask_until_refused(const std::string& url) {
  Tally tally;
  while (tally.refused == 0) {
    Client client;
    const auto answer = client.send({url, "GET", {{"Connection", "close"}}, {}});
    if (answer.error == 0 && answer.status == 200) {
      ++tally.answered;
    } else if (answer.error == kRefused) {
      ++tally.refused;
    } else if ((answer.error == kNoAnswer || answer.error == kReset || answer.error == kSendError) &&
               answer.status == 0) {
      ++tally.untaken;
    } else if (++tally.broken == 1) {
      tally.first_broken = std::to_string(answer.error) + ", " + std::to_string(answer.status);
    }
  }
  return tally;
}

long lines_with(const std::string& text, const std::string& part) {
  std::istringstream lines(text);
  long count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.find(part) != std::string::npos) ++count;
  }
  return count;
}

/// A client that has begun to take a large answer, and takes no more of it for now.
class SlowReader {
 public:
  explicit SlowReader(const ApiCommand& api) : connection_(api.port(), 4096) {
    connection_.send("GET /v2/samples?limit=" + std::to_string(kManySamples) +
                     " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    begin_ = connection_.receive(1000);
  }
  const std::string& begin() const { return begin_; }
  std::string rest() { return connection_.receive_all(); }

 private:
  RawConnection connection_;
  std::string begin_;
};

void add_samples(const ApiCommand& api) {
  grow({api.database(), {}, {}}, kManySamples);
  give_to_server(api.database());
}

}  // namespace

TEST_CASE("SIGTERM under load drops no request that was accepted") {
  ApiCommand api;
  api.sections()["api"] += "workers = 2\n";
  api.add({"--debug", "--access-log", api.path("tmp/access.log")});
  api.start();
  constexpr int kClients = 8;
  std::mutex mutex;
  Tally all;
  std::vector<std::thread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      const Tally one = ask_until_refused(api.url("/v2/meters?limit=20"));
      const std::lock_guard lock(mutex);
      all.answered += one.answered;
      all.untaken += one.untaken;
      all.broken += one.broken;
      if (all.first_broken.empty()) all.first_broken = one.first_broken;
    });
  }
  const auto accepted = [&] { return lines_with(read_file(api.path("tmp/access.log")), "\" 200 "); };
  const bool under_way = eventually([&] { return accepted() > 200; });
  api.signal(SIGTERM);
  const int code = api.wait_for_end();
  for (auto& client : clients) client.join();
  REQUIRE(under_way);
  CHECK(code == 0);
  INFO("answered " << all.answered << ", connected but never accepted " << all.untaken << ", broken " << all.broken
                   << " (" << all.first_broken << ")\n"
                   << api.output());
  CHECK(all.broken == 0);
  CHECK(all.answered == accepted());
  // Where a sandbox forbids to empty the sockets first, each client may meet the moment in which they are closed.
  const bool emptied = api.output().find("does not let us empty") == std::string::npos;
  CHECK(all.untaken <= (emptied ? 0 : kClients));
}

TEST_CASE("an answer that is under way at SIGTERM arrives whole") {
  ApiCommand api;
  add_samples(api);
  api.start();
  SlowReader reader(api);
  REQUIRE_THAT(reader.begin(), Contains("200 OK"));
  api.signal(SIGTERM);
  REQUIRE(api.said("shutting down gracefully"));
  const auto rest = reader.rest();
  CHECK(rest.ends_with("]\r\n0\r\n\r\n"));
  CHECK(rest.size() > 1'000'000);
  CHECK(api.wait_for_end() == 0);
}

TEST_CASE("a second SIGINT does not wait for requests") {
  ApiCommand api;
  add_samples(api);
  api.start();
  SlowReader reader(api);
  REQUIRE_THAT(reader.begin(), Contains("200 OK"));
  api.signal(SIGINT);
  REQUIRE(api.said("shutting down gracefully"));
  CHECK(exists(api.pid()));
  api.signal(SIGINT);
  CHECK(api.wait_for_end(std::chrono::seconds(15)) == 0);
  CHECK_THAT(api.output(), Contains("after a second SIGINT"));
  CHECK(api.left_behind().empty());
}

TEST_CASE("a graceful stop has a time limit") {
  ApiCommand api;
  add_samples(api);
  api.add({"--graceful-timeout", "1"});
  api.start();
  SlowReader reader(api);
  REQUIRE_THAT(reader.begin(), Contains("200 OK"));
  api.signal(SIGTERM);
  CHECK(api.wait_for_end(std::chrono::seconds(20)) == 0);
}
