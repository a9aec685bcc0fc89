#include "policy/policy_source.hpp"

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "unit/policy/fakes.hpp"

using ceilometer::policy::Credentials;
using ceilometer::policy::Enforcer;
using ceilometer::policy::PolicySource;
using ceilometer::test::TempDir;
namespace fakes = ceilometer::policy::test;
namespace fs = std::filesystem;

namespace {

const Credentials kMember{"Member", "u", "p"};

struct Service {
  explicit Service(const std::string& rules, PolicySource::Timing timing = fakes::kAtOnce) {
    if (!rules.empty()) dir.write("policy.json", rules);
    load("", timing);
  }
  void load(const std::string& oslo_policy, PolicySource::Timing timing = fakes::kAtOnce) {
    auto loaded = PolicySource::load(fakes::write_config(dir, oslo_policy), logger, clients, timing);
    if (!loaded) FAIL(loaded.error().message);
    source = *loaded;
  }

  /// What holds after the files were looked at twice: the second look finds them at rest.
  bool accepts(const std::string& rule = "x") {
    source->enforcer();
    source->enforcer();
    return source->enforcer().enforce(rule, kMember);
  }
  /// Replaces a file under its name, as editors and configuration management do.
  void replace(const std::string& name, const std::string& text) {
    fs::rename(dir.write(name + ".new", text), dir.path(name));
  }

  TempDir dir;
  fakes::LineLogger logger;
  fakes::FakeClients clients;
  std::shared_ptr<PolicySource> source;
};

std::string kept(const std::string& why) {
  return "CEIL0282: policy: " + why + " The rules that were read before go on holding.";
}

}  // namespace

TEST_CASE("A changed file holds without a restart") {
  Service service(R"({"x": "role:admin"})");
  CHECK_FALSE(service.accepts());
  CHECK(service.logger.lines().empty());
  service.dir.write("policy.json", R"({"x": "role:Member"})");
  CHECK(service.accepts());
  REQUIRE(service.logger.lines().size() == 2);
  CHECK(service.logger.lines()[0] == "CEIL0280: a policy file has changed");
  CHECK(service.logger.lines()[1] == "CEIL0286: policy: rules from " + service.dir.path("policy.json"));

  SECTION("of the same size and time") {
    const auto time = fs::last_write_time(service.dir.path("policy.json"));
    service.dir.write("policy.json", R"({"x": "role:Nobody"})");
    fs::last_write_time(service.dir.path("policy.json"), time);
    CHECK_FALSE(service.accepts());
  }
  SECTION("put in its place by rename") {
    service.replace("policy.json", R"({"x": "role:Nobody"})");
    CHECK_FALSE(service.accepts());
  }
  SECTION("with parts that are not understood") {
    service.replace("policy.json", R"({"x": "role:Nobody or word"})");
    CHECK_FALSE(service.accepts());
    CHECK(service.logger.lines().back() ==
          "CEIL0283: policy: " + service.dir.path("policy.json") +
              ": rule \"x\": 'word' is no check of the form kind:match, so it does not grant access there.");
  }
}

TEST_CASE("Changes that took effect are counted, and those that did not") {
  Service service(R"({"x": "role:admin"})");
  ceilometer::Metrics metrics;
  const auto counted = [&](ceilometer::Counter counter) { return metrics.cells().of(counter).load(); };
  service.source = *PolicySource::load(fakes::write_config(service.dir, ""), service.logger, service.clients,
                                       fakes::kAtOnce, &metrics);
  service.accepts();
  CHECK(counted(ceilometer::Counter::kPolicyReloads) == 0);
  service.replace("policy.json", R"({"x": "role:Member"})");
  CHECK(service.accepts());
  service.replace("policy.json", "{");
  CHECK(service.accepts());
  CHECK(service.accepts());
  CHECK(counted(ceilometer::Counter::kPolicyReloads) == 1);
  CHECK(counted(ceilometer::Counter::kPolicyRefused) == 1);
}

TEST_CASE("What did not change in substance is not logged") {
  Service service(R"({"x": "role:Member"})");
  service.replace("policy.json", R"({"x": "role:Member"})");
  CHECK(service.accepts());
  ::chmod(service.dir.path("policy.json").c_str(), 0640);
  CHECK(service.accepts());
  CHECK(service.logger.lines().empty());
}

TEST_CASE("A file that is being written is left alone") {
  Service service(R"({"x": "role:admin"})", {std::chrono::milliseconds(0), std::chrono::hours(1)});
  service.source->enforcer();
  service.dir.write("policy.json", R"({"x": "role:Member"})");
  CHECK_FALSE(service.source->enforcer().enforce("x", kMember));  // seen changed
  service.dir.write("policy.json", R"({"x": "role:Member", "y": ")");
  CHECK_FALSE(service.source->enforcer().enforce("x", kMember));  // still changing
  service.dir.write("policy.json", R"({"x": "role:Member", "y": "@"})");
  CHECK_FALSE(service.source->enforcer().enforce("x", kMember));
  CHECK(service.source->enforcer().enforce("x", kMember));  // at rest
  CHECK(service.logger.count("CEIL0282") == 0);

  // A file that was changed long ago need not be watched first.
  Service other(R"({"x": "role:admin"})", {std::chrono::milliseconds(0), std::chrono::milliseconds(0)});
  other.dir.write("policy.json", R"({"x": "role:Member"})");
  CHECK(other.source->enforcer().enforce("x", kMember));
}

TEST_CASE("The files are looked at once in an interval") {
  Service service(R"({"x": "role:admin"})", {std::chrono::hours(1), std::chrono::milliseconds(0)});
  CHECK_FALSE(service.accepts());
  service.dir.write("policy.json", R"({"x": "role:Member"})");
  CHECK_FALSE(service.accepts());
}

TEST_CASE("A request has one set of rules from start to end") {
  Service service(R"({"x": "role:admin"})");
  const Enforcer before = service.source->enforcer();
  service.dir.write("policy.json", R"({"x": "role:Member"})");
  CHECK(service.accepts());
  CHECK_FALSE(before.enforce("x", kMember));
}

TEST_CASE("Files of policy_dirs that come, change and go count") {
  Service service(R"({"x": "role:admin"})");
  service.dir.write("policy.d/10", R"({"x": "role:Member"})");
  CHECK(service.accepts());
  service.dir.write("policy.d/20", R"({"x": "!"})");
  CHECK_FALSE(service.accepts());
  service.dir.write("policy.d/20", R"({"x": "@"})");
  CHECK(service.accepts());
  service.dir.write("policy.d/.hidden", R"({"x": "!"})");
  CHECK(service.accepts());
  fs::remove(service.dir.path("policy.d/20"));
  fs::remove(service.dir.path("policy.d/10"));
  CHECK_FALSE(service.accepts());
  CHECK(service.logger.count("CEIL0280") == 4);
}

TEST_CASE("A file that comes where there was none counts") {
  Service service("");
  CHECK_FALSE(service.accepts("telemetry:other"));
  service.dir.write("policy.json", R"({"telemetry:other": "role:Member"})");
  CHECK(service.accepts("telemetry:other"));
}

TEST_CASE("What cannot be taken keeps the rules and is logged once per change") {
  Service service(R"({"x": "role:Member"})");
  const std::string file = service.dir.path("policy.json");
  const auto expect = [&](const std::string& line) {
    CHECK(service.accepts());
    CHECK(service.accepts());
    REQUIRE(service.logger.lines().size() == 1);
    CHECK(service.logger.lines()[0] == line);
  };
  SECTION("broken") {
    service.dir.write("policy.json", "{\"x\": 1}");
    expect(kept(file + ": rule \"x\": it must be a string or a list."));
    service.dir.write("policy.json", "{\"x\": 2}");
    CHECK(service.accepts());
    CHECK(service.logger.lines().size() == 2);
    service.dir.write("policy.json", R"({"x": "!"})");
    CHECK_FALSE(service.accepts());
  }
  SECTION("without rules") {
    service.dir.write("policy.json", "");
    expect(kept(file + ": it holds no rules any more."));
  }
  SECTION("gone") {
    fs::remove(file);
    expect(kept(file + ": it is not there any more."));
    service.dir.write("policy.json", R"({"x": "role:Member"})");
    CHECK(service.accepts());
    fs::remove(file);
    CHECK(service.accepts());
    CHECK(service.logger.lines().size() == 2);
  }
  SECTION("a directory") {
    fs::remove(file);
    fs::create_directory(file);
    expect(kept(file + ": it is not a regular file."));
  }
  SECTION("a directory of policies that is none") {
    service.dir.write("policy.d", "");
    expect(kept(service.dir.path("policy.d") + ": it cannot be read: Not a directory."));
  }
}

TEST_CASE("A named file that is gone keeps the rules") {
  Service service("");
  service.dir.write("mine.yaml", R"({"x": "role:Member"})");
  service.load("policy_file = mine.yaml");
  fs::remove(service.dir.path("mine.yaml"));
  CHECK(service.accepts());
  REQUIRE(service.logger.lines().size() == 1);
  CHECK(service.logger.lines()[0] == kept(service.dir.path("ceilometer.conf") +
                                          ": section [oslo_policy], key policy_file: the file 'mine.yaml' is not "
                                          "found."));
}

TEST_CASE("Rules that begin to ask a server find a client") {
  Service service(R"({"x": "role:Member"})");
  service.clients.client->answer("True");
  CHECK(service.accepts());
  CHECK(service.clients.made->empty());
  service.dir.write("policy.json", R"({"x": "http://h/"})");
  CHECK(service.accepts());
  CHECK(service.clients.made->size() == 1);
  service.dir.write("policy.json", R"({"x": "http://h/2"})");
  CHECK(service.accepts());
  CHECK(service.clients.made->size() == 1);
  CHECK(service.source->rules()->clients.any());
  service.dir.write("policy.json", R"({"x": "role:Member"})");
  CHECK(service.accepts());
  CHECK_FALSE(service.source->rules()->clients.any());
}

// As httpd does: the parent reads as root, a child of another user answers.
TEST_CASE("A child that may not read the files says so once and keeps the rules") {
  if (::geteuid() != 0) {
    WARN("only root can try what another user may not read");
    return;
  }
  Service service(R"({"x": "role:Member"})");
  ::chmod(service.dir.path("").c_str(), 0755);
  const std::string file = service.dir.path("policy.json");
  const auto in_child = [&](auto&& run) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      const bool dropped = ::setegid(65534) == 0 && ::seteuid(65534) == 0;
      ::_exit(dropped && run() ? 0 : 1);
    }
    int status = 0;
    CHECK(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
  };
  const auto says_and_keeps = [&] {
    return service.accepts() && service.logger.lines().size() == 1 &&
           service.logger.lines()[0] == "CEIL0281: policy: " + file +
                                            ": the user that answers requests may not read it: a change takes effect "
                                            "at the next graceful restart.";
  };
  const auto is_silent = [&] { return service.accepts() && service.logger.lines().empty(); };

  SECTION("readable") { CHECK(in_child(is_silent)); }
  SECTION("unreadable") {
    ::chmod(file.c_str(), 0600);
    service.load("");
    CHECK(in_child(says_and_keeps));
    CHECK(in_child(is_silent));  // another one has said it
    service.dir.write("policy.json", R"({"x": "!"})");
    CHECK(in_child([&] {
      return service.accepts() && service.logger.lines().size() == 1 &&
             service.logger.lines()[0] == kept(file + ": it cannot be read: Permission denied.");
    }));
    CHECK(in_child(is_silent));
    ::chmod(file.c_str(), 0644);
    CHECK(in_child([&] { return !service.accepts(); }));
  }
  SECTION("beside a directory of policies that may not be read") {
    const std::string directory = service.dir.path("policy.d");
    service.dir.write("policy.d/10", R"({"y": "@"})");
    service.load("");
    ::chmod(directory.c_str(), 0700);
    CHECK(in_child([&] {
      return service.accepts("y") && service.logger.lines().size() == 1 &&
             service.logger.lines()[0].starts_with("CEIL0281: policy: " + directory);
    }));
  }
  SECTION("in a directory that may not be entered") {
    ::chmod(service.dir.path("").c_str(), 0700);
    CHECK(in_child(says_and_keeps));
    service.dir.write("policy.json", R"({"x": "!"})");
    CHECK(in_child(is_silent));
  }
}

TEST_CASE("Many threads ask while the files change") {
  Service service(R"({"x": "role:Member", "y": "not rule:x"})",
                  {std::chrono::milliseconds(0), std::chrono::milliseconds(0)});
  std::atomic<bool> done{false};
  std::atomic<long> torn{0};
  std::atomic<long> asked{0};
  std::vector<std::thread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      while (!done) {
        const Enforcer enforcer = service.source->enforcer();
        if (enforcer.enforce("x", kMember) == enforcer.enforce("y", kMember)) ++torn;
        ++asked;
      }
    });
  }
  for (int i = 0; i < 50; ++i) {
    service.replace("policy.json", i % 2 == 0 ? R"({"x": "role:admin", "y": "not rule:x"})"
                                              : R"({"x": "role:Member", "y": "not rule:x"})");
    const long before = asked;
    while (asked < before + 20) std::this_thread::yield();
  }
  done = true;
  for (std::thread& thread : threads) thread.join();
  CHECK(torn == 0);
  CHECK(service.logger.count("CEIL0280") > 0);
  CHECK(service.logger.count("CEIL0282") == 0);
}

TEST_CASE("What a request pays for the rules", "[.bench]") {
  Service service(R"({"x": "role:Member"})", PolicySource::Timing());
  constexpr int kRounds = 2'000'000;
  const auto begin = std::chrono::steady_clock::now();
  long granted = 0;
  for (int i = 0; i < kRounds; ++i) granted += service.source->enforcer().has_rule("x") ? 1 : 0;
  const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - begin;
  CHECK(granted == kRounds);
  WARN(took.count() / kRounds << " ns per request");
}
