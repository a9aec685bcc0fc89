// What httpd lends the library (shared memory, locks, memcached), used from the children of a real httpd through a
// module that stands in mod_ceilometer's place.

#include <signal.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <sstream>
#include <thread>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/httpd_server.hpp"
#include "support/memcached.hpp"

using namespace ceilometer::test;

namespace {

/// What one child answered.
struct Said {
  pid_t pid = 0;
  long milliseconds = 0;
  std::string result;
};

/// Each call is a connection of its own, which any child may take. For any thread: it asserts nothing.
Said ask(const HttpdServer& server, const std::string& call) {
  const auto answer = Client().get(server.url("/probe/" + call));
  Said said;
  if (answer.status != 200) return said;
  std::istringstream words(answer.body);
  words >> said.pid >> said.milliseconds;
  words.get();
  std::getline(words, said.result);
  return said;
}

Said probe(const HttpdServer& server, const std::string& call) {
  auto said = ask(server, call);
  REQUIRE(said.pid != 0);
  return said;
}

/// Calls until every child has answered: what they said.
std::set<std::string> probe_all(const HttpdServer& server, const std::string& call) {
  const auto children = server.children();
  std::set<pid_t> answered;
  std::set<std::string> results;
  REQUIRE(eventually([&] {
    const auto said = probe(server, call);
    answered.insert(said.pid);
    results.insert(said.result);
    return answered.size() >= children.size();
  }));
  return results;
}

void prepare(HttpdServer& server) {
  server.load_module_from(PROBE_FILE);
  server.load("socache_shmcb");
}

using Results = std::set<std::string>;

}  // namespace

TEST_CASE("shared memory: what one child stores, every child finds") {
  const std::string mpm = GENERATE("event", "worker", "prefork");
  HttpdServer server(mpm);
  prepare(server);
  server.size(2, 4);
  server.start();
  CHECK(probe(server, "get?first").result == "missing");
  CHECK(probe(server, "set?first,5000,60").result == "stored");
  CHECK(probe_all(server, "get?first") == Results{"5000"});
  CHECK(probe(server, "set?first,20000,60").result == "stored");
  CHECK(probe_all(server, "get?first") == Results{"20000"});
  probe(server, "remove?first");
  CHECK(probe_all(server, "get?first") == Results{"missing"});
  CHECK(probe(server, "set?short,10,1").result == "stored");
  CHECK(eventually([&] { return probe(server, "get?short").result == "missing"; }));
  CHECK(probe(server, "set?never,10,0").result == "refused");
  SECTION("and a graceful restart begins with empty memory") {
    CHECK(probe(server, "set?second,10,60").result == "stored");
    const auto before = server.children();
    server.graceful();
    REQUIRE(eventually([&] {
      const auto now = server.children();
      return now.size() == 2 && std::none_of(now.begin(), now.end(), [&](pid_t pid) {
               return std::find(before.begin(), before.end(), pid) != before.end();
             });
    }));
    CHECK(probe_all(server, "get?second") == Results{"missing"});
  }
}

TEST_CASE("shared memory: the longest entry is taken, and one byte more refused without a line in the log") {
  const std::string setting = GENERATE("shmcb(65536)", "shmcb(100000)", "shmcb(1000000)", "shmcb", "shmcb(60000000)");
  HttpdServer server;
  prepare(server);
  server.global("ProbeTokenCache " + setting);
  server.start();
  const long longest = std::stol(probe(server, "longest").result);
  WARN(setting << ": values up to " << longest << " bytes");
  CHECK(probe(server, "set?key," + std::to_string(longest) + ",60").result == "stored");
  CHECK(probe(server, "get?key").result == std::to_string(longest));
  CHECK(probe(server, "set?more," + std::to_string(longest + 1) + ",60").result == "refused");
}

TEST_CASE("shared memory of 8 MB keeps 1500 tokens of 4 kB") {
  HttpdServer server;
  prepare(server);
  server.start();
  int found = 0;
  Client client;
  for (int i = 0; i < 1500; ++i) client.get(server.url("/probe/set?token" + std::to_string(i) + ",4000,600"));
  for (int i = 0; i < 1500; ++i) {
    if (client.get(server.url("/probe/get?token" + std::to_string(i))).body.ends_with(" 4000")) ++found;
  }
  WARN(found << " of 1500 entries are still there");
  CHECK(found > 1400);
}

TEST_CASE("memory and locks and files of old generations are gone after graceful restarts") {
  const std::string mechanism = GENERATE("pthread", "file:@ROOT@", "sysvsem");
  INFO(mechanism);
  HttpdServer server;
  prepare(server);
  server.global("Mutex " + mechanism + " ceilometer-tokens ceilometer-cache");
  server.start();
  const auto held = [&] {
    const auto process = "/proc/" + std::to_string(server.pid());
    std::size_t shared = 0;
    std::istringstream maps(read_file(process + "/maps"));
    for (std::string line; std::getline(maps, line);) shared += line.find(" rw-s ") != std::string::npos ? 1 : 0;
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& file : std::filesystem::directory_iterator(process + "/fd")) ++files;
    std::istringstream sets(read_file("/proc/sysvipc/sem"));
    std::size_t semaphores = 0;
    for (std::string line; std::getline(sets, line);) ++semaphores;
    return std::array{shared, files, semaphores};
  };
  // A child of the generation that ends may still take a request, and has lost its locks by then.
  const auto stores = [&] { return eventually([&] { return probe(server, "set?key,1000,60").result == "stored"; }); };
  server.graceful();
  CHECK(stores());
  const auto after_first = held();
  const long memory = pss_kb(server.pid());
  for (int i = 0; i < 9; ++i) server.graceful();
  CHECK(stores());
  const auto after_tenth = held();
  CHECK(after_tenth[0] == after_first[0]);
  CHECK(after_tenth[1] == after_first[1]);
  // Other programs on the machine have semaphores too: a few may come and go, ten generations of 17 may not.
  CHECK(after_tenth[2] < after_first[2] + 17);
  if (SANITIZED == 0) CHECK(pss_kb(server.pid()) - memory < 1024);
}

TEST_CASE("without mod_socache_shmcb there is a warning, once, and no memory") {
  HttpdServer server;
  server.load_module_from(PROBE_FILE);
  server.expect_log("CEIL0234");
  server.start();
  CHECK(probe(server, "get?key").result == "none there");
  const auto log = server.log();
  const auto first = log.find("CEIL0234");
  REQUIRE(first != std::string::npos);
  CHECK(log.find("CEIL0234", first + 1) == std::string::npos);
}

TEST_CASE("with CeilometerTokenCache none there is neither memory nor a warning") {
  HttpdServer server;
  server.load_module_from(PROBE_FILE);
  server.global("ProbeTokenCache none");
  server.start();
  CHECK(probe(server, "get?key").result == "none there");
}

TEST_CASE("locks exclude each other among children and threads, and patience ends") {
  const std::string mechanism =
      GENERATE("pthread", "default", "file:@ROOT@", "flock:@ROOT@", "fcntl:@ROOT@", "sysvsem", "posixsem");
  INFO(mechanism);
  HttpdServer server;
  prepare(server);
  server.size(2, 8);
  server.global("Mutex " + mechanism + " ceilometer-tokens");
  server.start();
  Said holder;
  std::thread holding([&] { holder = ask(server, "lock?7,1000,2500"); });
  const bool begun = eventually([&] { return !read_file(server.path("holder")).empty(); });
  // More at once than one child has threads for: both children are asked, whoever is quicker to accept.
  std::array<Said, 12> asked;
  std::vector<std::thread> asking;
  for (auto& each : asked) asking.emplace_back([&] { each = ask(server, "lock?7,100,0"); });
  for (auto& thread : asking) thread.join();
  const auto another = probe(server, "lock?8,100,0");
  const auto patient = probe(server, "lock?7,10000,0");
  holding.join();
  CHECK(begun);
  std::set<pid_t> refused;
  for (const auto& said : asked) {
    CHECK(said.result == "not held");
    CHECK(said.milliseconds >= 90);
    CHECK(said.milliseconds < 1500);
    refused.insert(said.pid);
  }
  CHECK(refused.size() == 2);
  CHECK(another.result == "held");
  CHECK(patient.result == "held");
  CHECK(holder.result == "held");
}

TEST_CASE("a child that is killed with a lock holds nobody up for longer than his patience") {
  const std::string mechanism = GENERATE("pthread", "default", "file:@ROOT@", "flock:@ROOT@", "sysvsem", "posixsem");
  INFO(mechanism);
  HttpdServer server("prefork");
  prepare(server);
  server.size(2, 1);
  server.global("Mutex " + mechanism + " ceilometer-tokens");
  server.expect_log("exit signal Killed");
  server.start();
  std::thread holding([&] { Client().get(server.url("/probe/lock?7,1000,60000")); });
  const bool begun = eventually([&] { return !read_file(server.path("holder")).empty(); });
  if (begun) ::kill(std::stoi(read_file(server.path("holder"))), SIGKILL);
  holding.join();
  REQUIRE(begun);
  const auto said = probe(server, "lock?7,2000,0");
  WARN(mechanism << ": " << said.result << " after " << said.milliseconds << " ms");
  CHECK(said.milliseconds < 3000);
  if (mechanism != "posixsem") {
    CHECK(said.result == "held");
    CHECK(said.milliseconds < 1000);
  }
  // Not the lock alone: the child that comes in its place works too.
  CHECK(probe(server, "set?key,10,60").result == "stored");
  CHECK(eventually([&] { return server.children().size() >= 2; }));
  CHECK(probe_all(server, "get?key") == Results{"10"});
}

TEST_CASE("memcached: shared by children, away, silent, and back") {
  if (std::string(TEST_MEMCACHED).empty()) {
    WARN("memcached is not installed: not tested");
    return;
  }
  Memcached memcached(TEST_MEMCACHED);
  HttpdServer server;
  prepare(server);
  server.size(2, 8);
  server.global("ProbeMemcached " + memcached.address());
  server.expect_log("CEIL0233");
  server.start();
  CHECK(probe(server, "mc-set?key,5000,60").result == "stored");
  CHECK(probe_all(server, "mc-get?key") == Results{"5000"});
  server.graceful();
  CHECK(probe(server, "mc-get?key").result == "5000");

  memcached.stop();
  CHECK(probe_all(server, "mc-get?key") == Results{"missing"});
  CHECK(probe(server, "mc-set?key,5000,60").result == "refused");
  CHECK(probe(server, "mc-get?key").milliseconds < 500);

  memcached.start();
  CHECK(eventually([&] { return probe(server, "mc-set?key,700,60").result == "stored"; }));
  CHECK(eventually([&] { return probe(server, "mc-get?key").result == "700"; }));
  CHECK(eventually([&] { return probe_all(server, "mc-get?key") == Results{"700"}; }));

  memcached.halt();
  std::array<Said, 12> said;
  std::vector<std::thread> threads;
  for (auto& each : said) threads.emplace_back([&] { each = ask(server, "mc-get?key"); });
  for (auto& thread : threads) thread.join();
  // At most max_connections at a time ask, for a second each; nobody asks once one has waited in vain.
  for (const auto& each : said) {
    CHECK(each.pid != 0);
    CHECK(each.milliseconds < 4000);
  }
  memcached.go_on();
  CHECK(eventually([&] { return probe_all(server, "mc-get?key") == Results{"700"}; }));
}
