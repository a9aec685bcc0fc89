// ceilometer-api as the first process of a container.

#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>

#include "cmd/api_command.hpp"
#include "support/eventually.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;

namespace {

/// Dead children that nobody has reaped.
long zombies_of(pid_t parent) {
  long count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const auto stat = read_file(entry.path() / "stat");
    const auto name_end = stat.rfind(") ");
    if (name_end == std::string::npos) continue;
    if (stat.substr(name_end + 2).starts_with("Z " + std::to_string(parent) + " ")) ++count;
  }
  return count;
}

}  // namespace

TEST_CASE("as PID 1 it stops when told to, and reaps what others leave behind") {
  if (::geteuid() != 0 || run({"unshare", "--pid", "--fork", "--mount-proc", "true"}).code != 0) {
    WARN("skipped: this user may not make a PID namespace (unshare --pid)");
    return;
  }
  ApiCommand api;
  api.run_by({"unshare", "--pid", "--fork", "--mount-proc", "--kill-child"});
  api.start();
  CHECK_THAT(api.output(), Contains("Starting server in PID 1"));
  CHECK(Client().get(api.url("/")).status == 200);
  const auto inside = children_of(api.pid());
  REQUIRE(inside.size() == 1);
  const pid_t first = inside.front();

  // A process of the namespace whose parent ends becomes the first process's child.
  const auto entered =
      run({"nsenter", "-t", std::to_string(first), "-p", "-r", "-w", "sh", "-c", "sleep 0.3 & sleep 0.1"});
  CHECK(entered.code == 0);
  CHECK(eventually([&] { return zombies_of(first) == 0; }));

  REQUIRE(::kill(first, SIGTERM) == 0);
  CHECK(api.wait_for_end() == 0);
  CHECK_THAT(api.output(), Contains("stopped"));
}
