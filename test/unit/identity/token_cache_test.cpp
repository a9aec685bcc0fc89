#include "identity/token_cache.hpp"

#include <catch2/catch.hpp>
#include <ctime>
#include <future>
#include <new>
#include <set>
#include <thread>

#include "base/digest.hpp"
#include "cache_fakes.hpp"
#include "identity/striped_lru.hpp"

using namespace ceilometer;
using namespace ceilometer::identity;
using namespace ceilometer::identity::test;
using namespace std::chrono_literals;
using Outcome = Validation::Outcome;

namespace {

struct World {
  ManualClock clock;
  FakeLogger logger;
  std::shared_ptr<FakeShared> shared = std::make_shared<FakeShared>();
  std::shared_ptr<FakeLocks> locks = std::make_shared<FakeLocks>();

  TokenCache::Options options() {
    TokenCache::Options options;
    options.clock = clock.reader();
    options.audience = "http://keystone:5000/v3";
    return options;
  }
  TokenCache cache() { return {options(), shared, locks, logger}; }
  std::string body(std::chrono::seconds lives = 3600s) { return token_body(clock.now() + lives); }
};

FakeValidator never() {
  return FakeValidator([](std::string_view, bool) -> Validation { throw std::logic_error("asked"); });
}

FakeValidator rejecting() {
  return FakeValidator([](std::string_view, bool) -> Validation { return {Outcome::kInvalid, {}, {}}; });
}

}  // namespace

TEST_CASE("a token is asked about once and then remembered") {
  World world;
  auto cache = world.cache();
  auto validator = always(world.body());
  const auto first = cache.get("token", false, validator);
  REQUIRE(first.outcome == Outcome::kValid);
  CHECK(first.token->user.id == "u1");
  auto nobody = never();
  CHECK(cache.get("token", false, nobody).token == first.token);
  CHECK(validator.asked == 1);
  CHECK(cache.figures().front_hits == 1);
  CHECK(cache.figures().asked == 1);
}

TEST_CASE("another process finds the token in the shared cache, and no token in its keys or values") {
  World world;
  auto validator = always(world.body());
  world.cache().get("a-secret-token", false, validator);
  auto another = world.cache();
  auto nobody = never();
  const auto found = another.get("a-secret-token", false, nobody);
  REQUIRE(found.outcome == Outcome::kValid);
  CHECK(found.token->user.id == "u1");
  CHECK(another.figures().shared_hits == 1);
  another.get("a-secret-token", false, nobody);
  CHECK(another.figures().front_hits == 1);
  REQUIRE(world.shared->entries.size() == 1);
  const auto& [key, value] = *world.shared->entries.begin();
  CHECK(key.size() < 250);
  CHECK(key.find("secret") == std::string::npos);
  CHECK(value.find("secret") == std::string::npos);
  CHECK(world.locks->locked == world.locks->unlocked);
}

TEST_CASE("entries of another audience are not used") {
  World world;
  auto validator = always(world.body());
  world.cache().get("token", false, validator);
  auto options = world.options();
  options.audience = "http://elsewhere:5000/v3";
  TokenCache other(options, world.shared, world.locks, world.logger);
  other.get("token", false, validator);
  CHECK(validator.asked == 2);
  CHECK(world.shared->entries.size() == 2);
}

TEST_CASE("what is remembered ends with token_cache_time or with the token") {
  World world;
  auto cache = world.cache();
  SECTION("token_cache_time") {
    auto validator = always(world.body(3600s));
    cache.get("token", false, validator);
    CHECK(world.shared->last_time_to_live == 300s);
    world.clock.pass(299s);
    cache.get("token", false, validator);
    CHECK(validator.asked == 1);
    world.clock.pass(1s);
    cache.get("token", false, validator);
    CHECK(validator.asked == 2);
  }
  SECTION("the token") {
    auto validator = always(world.body(100s));
    cache.get("token", false, validator);
    CHECK(world.shared->last_time_to_live == 100s);
    world.clock.pass(99s);
    CHECK(cache.get("token", false, validator).outcome == Outcome::kValid);
    CHECK(validator.asked == 1);
    world.clock.pass(1s);
    CHECK(cache.get("token", false, validator).outcome == Outcome::kInvalid);
  }
  SECTION("a shared entry that another process still keeps") {
    auto validator = always(world.body(100s));
    cache.get("token", false, validator);
    world.clock.pass(100s);
    auto another = world.cache();
    auto rejects = rejecting();
    CHECK(another.get("token", false, rejects).outcome == Outcome::kInvalid);
    CHECK(rejects.asked == 1);
  }
}

TEST_CASE("a clock that is set back does not lengthen what is remembered") {
  World world;
  auto cache = world.cache();
  auto validator = always(world.body(7200s));
  cache.get("token", false, validator);
  world.clock.pass(-3600s);
  cache.get("token", false, validator);
  CHECK(validator.asked == 2);
}

TEST_CASE("machines that share a memcached may differ a little in what time it is") {
  World world;
  auto validator = always(world.body(7200s));
  world.cache().get("token", false, validator);
  world.clock.pass(-5s);
  auto another = world.cache();
  auto nobody = never();
  CHECK(another.get("token", false, nobody).outcome == Outcome::kValid);
}

TEST_CASE("a negative token_cache_time remembers nothing, nowhere") {
  World world;
  auto options = world.options();
  options.time_to_live = -1s;
  TokenCache cache(options, world.shared, world.locks, world.logger);
  auto validator = always(world.body());
  auto rejects = rejecting();
  for (int i = 0; i < 3; ++i) {
    CHECK(cache.get("token", false, validator).outcome == Outcome::kValid);
    CHECK(cache.get("forged", false, rejects).outcome == Outcome::kInvalid);
  }
  CHECK(validator.asked == 3);
  CHECK(rejects.asked == 3);
  CHECK(world.shared->gets == 0);
  CHECK(world.shared->entries.empty());
  CHECK(world.locks->locked == 0);
}

TEST_CASE("a rejected token is not asked about again for a short while") {
  World world;
  auto cache = world.cache();
  auto rejects = rejecting();
  CHECK(cache.get("forged", false, rejects).outcome == Outcome::kInvalid);
  CHECK(cache.get("forged", false, rejects).outcome == Outcome::kInvalid);
  CHECK(rejects.asked == 1);
  CHECK(cache.figures().rejected == 1);
  CHECK(world.shared->entries.empty());
  SECTION("then it is") {
    world.clock.pass(10s);
    cache.get("forged", false, rejects);
    CHECK(rejects.asked == 2);
  }
  SECTION("nor does it stand in the way of a service that may pass on expired ones") {
    auto validator = always(world.body(-60s));
    const auto found = cache.get("forged", true, validator);
    CHECK(found.outcome == Outcome::kValid);
    CHECK(validator.asked == 1);
  }
}

TEST_CASE("an expired token is valid only for who may pass it on") {
  World world;
  auto cache = world.cache();
  auto validator = always(world.body(-60s));
  CHECK(cache.get("old", true, validator).outcome == Outcome::kValid);
  CHECK(cache.get("old", true, validator).outcome == Outcome::kValid);
  CHECK(validator.asked == 1);
  // Remembered as it is: nobody else gets it, in this process or another.
  auto nobody = never();
  CHECK(cache.get("old", false, nobody).outcome == Outcome::kInvalid);
  auto another = world.cache();
  CHECK(another.get("old", false, nobody).outcome == Outcome::kInvalid);
  CHECK(another.get("old", true, nobody).outcome == Outcome::kValid);
}

TEST_CASE("a token that Keystone takes for valid after our clock has it expired is rejected") {
  World world;
  auto cache = world.cache();
  auto validator = always(world.body(-1s));
  CHECK(cache.get("token", false, validator).outcome == Outcome::kInvalid);
  CHECK(world.shared->entries.empty());
}

TEST_CASE("that nobody could tell is not remembered") {
  World world;
  auto cache = world.cache();
  FakeValidator away([](std::string_view, bool) -> Validation { return {Outcome::kUnavailable, {}, "no route"}; });
  const auto answer = cache.get("token", false, away);
  CHECK(answer.outcome == Outcome::kUnavailable);
  CHECK(answer.reason == "no route");
  auto validator = always(world.body());
  CHECK(cache.get("token", false, validator).outcome == Outcome::kValid);
}

TEST_CASE("an answer of Keystone's that is no token is as if it had not answered") {
  World world;
  auto cache = world.cache();
  auto garbled = always("<html>");
  const auto answer = cache.get("token", false, garbled);
  CHECK(answer.outcome == Outcome::kUnavailable);
  CHECK_THAT(answer.reason, Catch::StartsWith("Keystone's answer about a token: "));
  CHECK(world.shared->entries.empty());
}

TEST_CASE("a shared entry that cannot be read is removed and asked about") {
  const auto* const garbage = GENERATE("", "x", "1456790400", "-5\n{}", "99999999999999999999\n{}",
                                       "9223372036854775807\n{}", "1456790500\n<html>");
  World world;
  auto validator = always(world.body());
  world.cache().get("token", false, validator);
  world.shared->entries.begin()->second = garbage;
  auto another = world.cache();
  CHECK(another.get("token", false, validator).outcome == Outcome::kValid);
  CHECK(validator.asked == 2);
  CHECK(world.shared->entries.begin()->second != garbage);
  REQUIRE(world.logger.lines.size() == 1);
  CHECK_THAT(world.logger.lines.front(), Catch::StartsWith("CEIL0231: "));
}

TEST_CASE("an entry that does not fit is counted, mentioned once, and served unshared") {
  World world;
  world.shared = std::make_shared<FakeShared>(1000);
  auto cache = world.cache();
  auto validator = always(token_body(world.clock.now() + 1h, "u1", 2000));
  for (const char* token : {"one", "two", "one", "two"}) {
    CHECK(cache.get(token, false, validator).outcome == Outcome::kValid);
  }
  CHECK(validator.asked == 2);
  CHECK(cache.figures().unshared == 2);
  REQUIRE(world.logger.lines.size() == 1);
  CHECK_THAT(world.logger.lines.front(), Catch::StartsWith("CEIL0230: "));
}

TEST_CASE("where an answer came from is counted for the server too") {
  World world;
  Metrics metrics;
  auto options = world.options();
  options.metrics = &metrics;
  const auto counted = [&](Counter counter) { return metrics.cells().of(counter).load(); };
  auto validator = always(world.body());
  auto nobody = never();
  auto no = rejecting();
  TokenCache first(options, world.shared, world.locks, world.logger);
  first.get("token", false, validator);
  first.get("token", false, nobody);
  first.get("made up", false, no);
  first.get("made up", false, nobody);
  TokenCache second(options, world.shared, world.locks, world.logger);
  second.get("token", false, nobody);
  CHECK(counted(Counter::kTokenMisses) == 2);
  CHECK(counted(Counter::kTokenFrontHits) == 1);
  CHECK(counted(Counter::kTokenNegativeHits) == 1);
  CHECK(counted(Counter::kTokenSharedHits) == 1);
  CHECK(counted(Counter::kTokenRefused) == 0);
}

TEST_CASE("a cache without shared memory and locks works for its own process") {
  World world;
  TokenCache cache(world.options(), nullptr, nullptr, world.logger);
  auto validator = always(world.body());
  cache.get("token", false, validator);
  cache.get("token", false, validator);
  CHECK(validator.asked == 1);
  CHECK(cache.figures().unshared == 0);
}

TEST_CASE("what a process remembers is bounded") {
  World world;
  auto options = world.options();
  options.front_entries = 64;
  options.negative_entries = 64;
  TokenCache cache(options, nullptr, nullptr, world.logger);
  auto validator = always(world.body());
  auto rejects = rejecting();
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 1000; ++i) {
      cache.get("good" + std::to_string(i), false, validator);
      cache.get("bad" + std::to_string(i), false, rejects);
    }
  }
  // Round two finds next to nothing of round one.
  CHECK(validator.asked > 1900);
  CHECK(rejects.asked > 1900);
  // Rejected tokens, which anybody can make up, do not push out good ones.
  cache.get("mine", false, validator);
  for (int i = 0; i < 1000; ++i) cache.get("flood" + std::to_string(i), false, rejects);
  auto nobody = never();
  CHECK(cache.get("mine", false, nobody).outcome == Outcome::kValid);
}

TEST_CASE("a striped LRU drops what was used longest ago, and what is stale") {
  struct Same {
    std::size_t operator()(int /*key*/) const noexcept { return 0; }
  };
  StripedLru<int, int, Same> lru(64);  // four entries in the one stripe that is used
  const auto fresh = [](int) { return false; };
  for (int i = 0; i < 4; ++i) lru.put(i, i, fresh);
  CHECK(lru.find(0) == 0);
  lru.put(4, 4, fresh);
  CHECK(lru.size() == 4);
  CHECK(lru.find(0) == 0);
  CHECK_FALSE(lru.find(1));
  lru.put(0, 10, fresh);
  CHECK(lru.find(0) == 10);
  lru.erase(0);
  lru.erase(0);
  CHECK_FALSE(lru.find(0));
  lru.put(5, 5, [](int) { return true; });
  CHECK(lru.size() == 1);
  StripedLru<int, int, Same> nothing(0);
  nothing.put(1, 1, fresh);
  CHECK_FALSE(nothing.find(1));
}

TEST_CASE("200 threads of four processes with one new token ask once") {
  World world;
  std::vector<std::unique_ptr<TokenCache>> processes;
  for (int i = 0; i < 4; ++i) {
    auto options = world.options();
    options.patience = 60s;
    processes.push_back(std::make_unique<TokenCache>(options, world.shared, world.locks, world.logger));
  }
  const auto body = world.body();
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  FakeValidator validator([&](std::string_view, bool) -> Validation {
    open.wait();
    return {Outcome::kValid, body, {}};
  });
  std::vector<TokenCache::Answer> answers(200);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back([&, i] { answers[i] = processes[i % 4]->get("token", false, validator); });
  }
  while (validator.asked == 0) std::this_thread::yield();
  gate.set_value();
  for (auto& thread : threads) thread.join();
  for (const auto& answer : answers) CHECK(answer.outcome == Outcome::kValid);
  CHECK(validator.asked == 1);
  CHECK(world.locks->locked == world.locks->unlocked);
}

TEST_CASE("who has waited long enough asks himself") {
  World world;
  auto options = world.options();
  options.patience = 50ms;
  TokenCache cache(options, world.shared, world.locks, world.logger);
  const auto body = world.body();
  std::promise<void> gate;
  const auto open = gate.get_future().share();
  std::atomic<int> calls = 0;
  FakeValidator validator([&](std::string_view, bool) -> Validation {
    if (calls++ == 0) open.wait();
    return {Outcome::kValid, body, {}};
  });
  std::thread slow([&] { cache.get("token", false, validator); });
  while (calls == 0) std::this_thread::yield();
  CHECK(cache.get("token", false, validator).outcome == Outcome::kValid);
  SECTION("in another process too") {
    TokenCache another(options, nullptr, world.locks, world.logger);
    CHECK(another.get("token", false, validator).outcome == Outcome::kValid);
  }
  gate.set_value();
  slow.join();
  CHECK(world.locks->locked == world.locks->unlocked);
}

TEST_CASE("a lock that another process never gives back costs the patience and no more") {
  World world;
  auto options = world.options();
  options.patience = 50ms;
  REQUIRE(world.locks->lock(0, 0ms));
  TokenCache cache(options, world.shared, world.locks, world.logger);
  auto validator = always(world.body());
  CHECK(cache.get("token", false, validator).outcome == Outcome::kValid);
  CHECK(validator.asked == 1);
  CHECK(world.locks->unlocked == 0);
  world.locks->unlock(0);
}

TEST_CASE("an exception of the validator's leaves no lock and nobody waiting behind") {
  World world;
  auto options = world.options();
  options.patience = 60s;
  TokenCache cache(options, world.shared, world.locks, world.logger);
  const auto body = world.body();
  std::atomic<int> calls = 0;
  std::atomic<int> arrived = 0;
  FakeValidator validator([&](std::string_view, bool) -> Validation {
    if (calls++ > 0) return {Outcome::kValid, body, {}};
    while (arrived < 20) std::this_thread::yield();
    throw std::bad_alloc();
  });
  std::atomic<int> thrown = 0;
  std::atomic<int> valid = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i) {
    threads.emplace_back([&] {
      ++arrived;
      try {
        if (cache.get("token", false, validator).outcome == Outcome::kValid) ++valid;
      } catch (const std::bad_alloc&) {
        ++thrown;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(thrown == 1);
  CHECK(valid == 19);
  CHECK(validator.asked == 2);
  CHECK(world.locks->locked == world.locks->unlocked);
}

TEST_CASE("many threads with many tokens, remembered, rejected and expiring at once") {
  World world;
  auto options = world.options();
  options.front_entries = 32;
  options.negative_entries = 32;
  TokenCache cache(options, world.shared, world.locks, world.logger);
  const auto body = world.body(50s);
  FakeValidator validator([&](std::string_view token, bool) -> Validation {
    if (token.ends_with('3')) return {Outcome::kInvalid, {}, {}};
    if (token.ends_with('7')) return {Outcome::kUnavailable, {}, "away"};
    return {Outcome::kValid, body, {}};
  });
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        const auto token = std::to_string((i * 7 + t) % 100);
        const auto answer = cache.get(token, i % 5 == 0, validator);
        if (token.ends_with('3') && answer.outcome != Outcome::kInvalid) ++wrong;
        if (token.ends_with('7') && answer.outcome != Outcome::kUnavailable) ++wrong;
        if (answer.outcome == Outcome::kValid && answer.token == nullptr) ++wrong;
        if (t == 0 && i % 100 == 0) world.clock.pass(1s);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
}

TEST_CASE("what a remembered token costs", "[.measure]") {
  World world;
  TokenCache cache(
      [] {
        TokenCache::Options options;
        return options;
      }(),
      nullptr, nullptr, world.logger);
  auto validator = always(token_body(std::chrono::system_clock::now() + 1h));
  const std::string token(200, 'x');
  constexpr int kRounds = 300'000;
  // The processor's time: others may be using it too.
  const auto cost = [](auto&& body) {
    const std::clock_t begin = std::clock();
    for (int i = 0; i < kRounds; ++i) body();
    return 1e9 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / kRounds;
  };
  cache.get(token, false, validator);
  unsigned sum = 0;
  const double hashing = cost([&] {
    Sha256 hash;
    hash.update(token);
    sum += hash.finish()[0];
  });
  const double hit = cost([&] { cache.get(token, false, validator); });
  WARN("a hit: " << hit << " ns, of which hashing 200 bytes " << hashing << " ns (" << sum << ")");
  CHECK(validator.asked == 1);
}
