// The client of memcached, without httpd.

#include "memcache.hpp"

#include <apr_general.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <mutex>
#include <thread>

#include "support/eventually.hpp"
#include "support/memcached.hpp"

using namespace ceilometer;
using namespace ceilometer::httpd;
using namespace std::chrono_literals;

namespace {

class Lines final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    const std::lock_guard lock(mutex_);
    lines_.emplace_back(message);
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

struct World {
  World() { apr_initialize(); }
  ~World() {
    client.reset();
    apr_terminate();
  }
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  std::shared_ptr<SharedCache> connect(MemcacheOptions options = {}) {
    if (options.servers.empty()) options.servers = {memcached.address()};
    auto made = Memcache::make(options, lines);
    REQUIRE(made.ok());
    client = *made;
    return client;
  }

  test::Memcached memcached{TEST_MEMCACHED};
  Lines lines;
  std::shared_ptr<SharedCache> client;
};

bool is_missing() {
  if (*TEST_MEMCACHED != '\0') return false;
  WARN("memcached is not installed: not tested");
  return true;
}

}  // namespace

TEST_CASE("memcached keeps values of any bytes up to its limit") {
  if (is_missing()) return;
  World world;
  const auto client = world.connect();
  CHECK_FALSE(client->get("nothing"));
  for (const std::size_t size : {0U, 1U, 16'384U, 100'000U, 1'000'000U}) {
    std::string value(size, '\n');
    for (std::size_t i = 0; i < size; i += 7) value[i] = static_cast<char>(i);
    CHECK(client->set("key", value, 60s));
    CHECK(client->get("key") == value);
  }
  client->remove("key");
  client->remove("key");
  CHECK_FALSE(client->get("key"));
  CHECK(client->figures().hits == 5);
  CHECK(client->figures().misses == 2);
  CHECK(client->figures().stored == 5);
  CHECK(client->figures().refused == 0);
}

TEST_CASE("what memcached would not keep, or would keep for ever, is refused and counted") {
  if (is_missing()) return;
  World world;
  const auto client = world.connect();
  CHECK_FALSE(client->set("key", std::string(1'000'001, 'v'), 60s));
  CHECK_FALSE(client->set("key", "value", 0s));
  CHECK_FALSE(client->set("key", "value", -1s));
  for (const std::string& key : {std::string(), std::string(251, 'k'), std::string("a b"),
                                 std::string("a\r\nflush_all"), std::string("a\0b", 3), std::string("a\x7F")}) {
    CHECK_FALSE(client->set(key, "value", 60s));
    CHECK_FALSE(client->get(key));
    client->remove(key);
  }
  CHECK(client->figures().refused == 9);
  CHECK(client->set(std::string(250, 'k'), "value", 60s));
  CHECK(client->get(std::string(250, 'k')) == "value");
  // From 30 days on memcached would take it for a date long ago.
  CHECK(client->set("long", "value", std::chrono::hours(24 * 365)));
  CHECK(client->get("long") == "value");
  CHECK(world.lines.lines().empty());
}

TEST_CASE("a memcached that was restarted behind an idle connection costs one request nothing") {
  if (is_missing()) return;
  World world;
  const auto client = world.connect();
  CHECK(client->set("key", "value", 60s));
  world.memcached.stop();
  world.memcached.start();
  CHECK(client->set("key", "value", 60s));
  CHECK(client->get("key") == "value");
  CHECK(world.lines.lines().empty());
}

TEST_CASE("a server that is away is asked once, and its keys go to the next one") {
  if (is_missing()) return;
  World world;
  test::Memcached second(TEST_MEMCACHED);
  MemcacheOptions options;
  options.servers = {world.memcached.address(), second.address()};
  options.dead_retry = 600s;
  const auto client = world.connect(options);
  for (int i = 0; i < 20; ++i) CHECK(client->set("key" + std::to_string(i), "value", 60s));
  second.stop();
  int found = 0;
  for (int i = 0; i < 20; ++i) found += client->get("key" + std::to_string(i)) ? 1 : 0;
  CHECK(found > 0);
  CHECK(found < 20);
  for (int i = 0; i < 20; ++i) CHECK(client->set("key" + std::to_string(i), "value", 60s));
  for (int i = 0; i < 20; ++i) CHECK(client->get("key" + std::to_string(i)));
  const auto lines = world.lines.lines();
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines.front(), Catch::StartsWith("CEIL0233: memcached " + second.address() + ": "));
}

TEST_CASE("threads share a few connections to memcached, and who gets none goes without") {
  if (is_missing()) return;
  World world;
  MemcacheOptions options;
  options.max_connections = 2;
  const auto client = world.connect(options);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&, t] {
      const auto key = "key" + std::to_string(t);
      const std::string value(1000, static_cast<char>('a' + t));
      for (int i = 0; i < 100; ++i) {
        if (!client->set(key, value, 60s) || client->get(key) != value) ++wrong;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  CHECK(world.lines.lines().empty());
}

TEST_CASE("a forked process has connections of its own") {
  if (is_missing()) return;
  World world;
  const auto client = world.connect();
  CHECK(client->set("key", "value", 60s));
  const pid_t child = ::fork();
  if (child == 0) {
    const bool good = client->get("key") == "value" && client->set("of-child", "value", 60s);
    ::_exit(good ? 0 : 1);
  }
  int status = 0;
  for (int i = 0; i < 100; ++i) CHECK(client->get("key") == "value");
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
  CHECK(client->get("of-child") == "value");
}
