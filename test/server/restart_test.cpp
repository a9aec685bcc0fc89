// Graceful restarts: a new generation of everything, and nothing of the old one left.

#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

/// How many mappings of the file the process has, and how many of files that stood there before.
struct Mappings {
  int present = 0;
  int deleted = 0;
};

Mappings mappings_of(pid_t pid, const std::string& file) {
  Mappings found;
  std::istringstream lines(read_file("/proc/" + std::to_string(pid) + "/maps"));
  for (std::string line; std::getline(lines, line);) {
    if (line.find(file) == std::string::npos) continue;
    ++(line.ends_with("(deleted)") ? found.deleted : found.present);
  }
  return found;
}

}  // namespace

TEST_CASE("a graceful restart unloads the module and loads it anew") {
  const std::string mpm = GENERATE("event", "prefork");
  HttpdServer server(mpm);
  const auto module = server.path("mod_ceilometer.so");
  std::filesystem::copy_file(MODULE_FILE, module);
  server.load_module_from(module);
  server.vhost(serve(write_service(server, "api")));
  server.start();
  CHECK(mappings_of(server.pid(), module).present > 0);
  for (int i = 0; i < 3; ++i) {
    // Another file under the same name: what is still mapped of the old one shows as deleted.
    std::filesystem::copy_file(MODULE_FILE, module + ".new");
    std::filesystem::rename(module + ".new", module);
    server.graceful();
    CHECK(mappings_of(server.pid(), module).present > 0);
    CHECK(mappings_of(server.pid(), module).deleted == 0);
    CHECK(Client().get(server.url("/v2/samples?limit=10")).status == 200);
  }
}

TEST_CASE("a graceful restart reads the configuration anew") {
  HttpdServer server;
  const auto first = write_service(server, "first");
  const auto second = write_service(server, "second");
  execute(second.database, "DELETE FROM sample");
  server.vhost("Include site.conf");
  server.write("site.conf", serve(first));
  server.start();
  CHECK(Client().get(server.url("/v2/samples?limit=1")).body != "[]");
  server.write("site.conf", serve(second));
  server.graceful();
  CHECK(eventually([&] { return Client().get(server.url("/v2/samples?limit=1")).body == "[]"; }));
}

TEST_CASE("a log file is opened anew by a graceful restart") {
  HttpdServer server;
  const auto files = write_service(server, "api");
  server.vhost(serve(files) + "\nCeilometerSet DEFAULT.log_file api.log\nCeilometerSet DEFAULT.log_dir @ROOT@");
  server.start();
  const auto path = server.path("api.log");
  CHECK_THAT(read_file(path), Catch::Contains(" INFO "));
  std::filesystem::rename(path, path + ".1");
  server.graceful();
  CHECK_THAT(read_file(path), Catch::Contains(" INFO "));
}

TEST_CASE("ten graceful restarts under 200 clients lose no request and no memory", "[slow]") {
  HttpdServer server;
  server.size(2, 25);
  server.vhost(serve(write_service(server, "api")));
  server.start();
  const auto begin = std::chrono::steady_clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
  int restarts = 0;
  long parent_after_second = 0;
  const auto report = crowd(server.url("/v2/samples?limit=20"), 200, [&] {
    if (restarts < 10 && seconds() > 2.7 * (restarts + 1) && server.generations() == restarts + 1) {
      server.begin_graceful();
      ++restarts;
    }
    if (parent_after_second == 0 && server.generations() == 3) parent_after_second = pss_kb(server.pid());
    return restarts == 10 && server.generations() == 11 && seconds() > 30;
  });
  WARN(report.answered << " requests answered in " << seconds() << " s during " << restarts << " graceful restarts");
  // The children are new in each generation; what a restart leaves behind is in the parent.
  const long parent_after_tenth = pss_kb(server.pid());
  WARN("Pss of the parent after the second restart " << parent_after_second << " kB, after the tenth "
                                                     << parent_after_tenth << " kB");
  CHECK(parent_after_second > 0);
  if (SANITIZED == 0) CHECK(parent_after_tenth - parent_after_second < 1024);
  CHECK(report.failed == 0);
  CHECK(report.first_failure.empty());
  CHECK(report.answered > 1000);
}

TEST_CASE("memory after the tenth graceful restart is that after the second", "[slow]") {
  const std::string mpm = GENERATE("event", "worker", "prefork");
  INFO(mpm);
  HttpdServer server(mpm);
  // One thread per child: with ten, two equal generations differ by up to 2 MB, by how many allocator arenas and pooled
  // connections the load happened to need, and a leak would drown in that.
  server.size(2, 1);
  server.vhost(serve(write_service(server, "api")));
  server.start();
  long after_second = 0;
  long after_tenth = 0;
  for (int restart = 1; restart <= 10; ++restart) {
    const auto before = server.children();
    server.graceful();
    // The old generation is gone, the new one complete, before anything is weighed.
    REQUIRE(eventually([&] {
      const auto now = server.children();
      for (const auto child : before) {
        if (std::find(now.begin(), now.end(), child) != now.end()) return false;
      }
      return now.size() == 2;
    }));
    for (const auto* path : {"/v2/samples?limit=100", "/v2/meters?limit=100"}) {
      const auto report = crowd(server.url(path), 20, [asked = 0]() mutable { return ++asked > 50; });
      CHECK(report.failed == 0);
    }
    if (restart == 2) after_second = server.memory_kb();
    if (restart == 10) after_tenth = server.memory_kb();
  }
  WARN(mpm << ": Pss of parent and children after the second restart " << after_second << " kB, after the tenth "
           << after_tenth << " kB");
  if (SANITIZED == 0) CHECK(after_tenth - after_second < 1024);
}
