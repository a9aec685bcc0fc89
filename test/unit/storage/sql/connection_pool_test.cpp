#include "storage/sql/connection_pool.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/api_error.hpp"
#include "storage/sql/database_error.hpp"

using namespace std::chrono_literals;
using namespace ceilometer;
using namespace ceilometer::storage::sql;
using storage::StoreOptions;

namespace {

class NoLogger : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return false; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view /*message*/) noexcept override {}
};

struct Counts {
  std::atomic<int> opened = 0;
  std::atomic<int> closed = 0;
  std::atomic<int> shrunk = 0;
  std::atomic<int> most = 0;  ///< at once
  std::atomic<bool> usable = true;
};

class FakeConnection : public Connection {
 public:
  explicit FakeConnection(Counts& counts) : counts_(counts) {
    const int now = ++counts_.opened - counts_.closed;
    for (int most = counts_.most; most < now && !counts_.most.compare_exchange_weak(most, now);) continue;
  }
  ~FakeConnection() override { ++counts_.closed; }
  void shrink() noexcept override { ++counts_.shrunk; }
  std::unique_ptr<Statement> prepare(std::string_view /*sql*/) override { throw std::logic_error("not here"); }
  void execute(const std::string& /*script*/) override {}
  void begin_read() override {}
  void begin_write() override {}
  void commit() override {}
  void rollback() noexcept override {}
  std::int64_t last_insert_id() const override { return 0; }
  void set_deadline(std::optional<Deadline> /*deadline*/) noexcept override {}
  bool is_usable() noexcept override { return counts_.usable; }

 private:
  Counts& counts_;
};

StoreOptions options(int size, int overflow) {
  StoreOptions o;
  o.max_pool_size = size;
  o.max_overflow = overflow;
  o.pool_timeout = 50ms;
  return o;
}

struct Pool {
  explicit Pool(const StoreOptions& o) : pool([this] { return std::make_unique<FakeConnection>(counts); }, o, logger) {}
  Counts counts;
  NoLogger logger;
  ConnectionPool pool;
};

}  // namespace

TEST_CASE("connections are opened on demand and used again") {
  Pool p(options(2, 1));
  CHECK(p.counts.opened == 0);
  for (int i = 0; i < 5; ++i) {
    const auto lease = p.pool.lease();
    CHECK(lease);
  }
  CHECK(p.counts.opened == 1);
  CHECK(p.counts.closed == 0);
}

TEST_CASE("what overflows is closed when it comes back") {
  Pool p(options(1, 2));
  {
    const auto a = p.pool.lease();
    const auto b = p.pool.lease();
    const auto c = p.pool.lease();
    CHECK(p.counts.opened == 3);
  }
  CHECK(p.counts.closed == 2);
}

TEST_CASE("where the pool is told to rest, what overflows stays until nobody has used it for a while") {
  Pool p(options(1, 2));
  const auto use = [&](int at_once) {
    std::vector<ConnectionPool::Lease> leases;
    for (int i = 0; i < at_once; ++i) leases.push_back(p.pool.lease());
  };
  CHECK_FALSE(p.pool.rest());
  use(3);
  CHECK_FALSE(p.pool.rest());
  use(3);  // again
  CHECK(p.counts.opened == 3);
  CHECK_FALSE(p.pool.rest());
  CHECK(p.counts.closed == 0);
  SECTION("nobody uses any") {
    CHECK(p.pool.rest());
    CHECK(p.counts.closed == 2);
    CHECK(p.counts.shrunk == 1);
    CHECK_FALSE(p.pool.rest());
    CHECK(p.counts.shrunk == 1);
    use(1);
    CHECK(p.counts.opened == 3);
    CHECK_FALSE(p.pool.rest());
    CHECK(p.pool.rest());
    CHECK(p.counts.shrunk == 2);
  }
  SECTION("one is used again and again") {
    for (int i = 0; i < 3; ++i) {
      use(1);
      CHECK(p.pool.rest() == (i == 0));
    }
    CHECK(p.counts.closed == 2);
    CHECK(p.counts.shrunk == 0);
  }
  SECTION("one is in use all the time") {
    const auto lease = p.pool.lease();
    CHECK(p.pool.rest());
    CHECK(p.counts.closed == 1);
    CHECK(p.counts.shrunk == 1);
    CHECK_FALSE(p.pool.rest());
  }
}

TEST_CASE("of connections that rest, the latest used knows what it has found, and is the next to be used") {
  class Found : public Remembered::Answer {};
  Pool p(options(3, 0));
  p.pool.rest();
  {
    std::vector<ConnectionPool::Lease> leases;
    for (int i = 0; i < 3; ++i) leases.push_back(p.pool.lease());
    for (auto& lease : leases) lease->remembered().keep(1, "key", std::make_shared<Found>(), 1);
  }
  p.pool.rest();
  CHECK(p.pool.rest());
  CHECK(p.counts.shrunk == 3);
  const auto latest = p.pool.lease();
  const auto other = p.pool.lease();
  CHECK(latest->remembered().find(1, "key") != nullptr);
  CHECK(other->remembered().find(1, "key") == nullptr);
}

TEST_CASE("resting beside those who use the pool opens no more than there may be, and counts right") {
  Metrics metrics;
  auto o = options(2, 2);
  o.pool_timeout = 60s;
  o.metrics = &metrics;
  Pool p(o);
  std::atomic<bool> done = false;
  std::vector<std::thread> users;
  for (int i = 0; i < 6; ++i) {
    users.emplace_back([&] {
      for (int k = 0; k < 2'000; ++k) p.pool.lease();
    });
  }
  std::thread rests([&] {
    while (!done) p.pool.rest();
  });
  for (auto& user : users) user.join();
  done = true;
  rests.join();
  CHECK(p.counts.most <= 4);
  p.pool.rest();
  p.pool.rest();
  CHECK(p.counts.opened - p.counts.closed <= 2);
  CHECK(metrics.cells().of(Gauge::kPoolInUse).load() == 0);
  CHECK(static_cast<int>(metrics.cells().of(Gauge::kPoolIdle).load()) == p.counts.opened - p.counts.closed);
}

TEST_CASE("an exhausted pool answers 503 with Retry-After within its time-out") {
  Pool p(options(1, 0));
  const auto held = p.pool.lease();
  const auto start = std::chrono::steady_clock::now();
  try {
    const auto second = p.pool.lease();
    FAIL("a second connection was given");
  } catch (const ApiError& error) {
    CHECK(error.status() == 503);
    CHECK(error.retry_after() == 1);
  }
  const auto waited = std::chrono::steady_clock::now() - start;
  CHECK(waited >= 50ms);
  CHECK(waited < 5s);
}

TEST_CASE("who waits gets the connection that is given back") {
  StoreOptions o = options(1, 0);
  o.pool_timeout = 20s;
  Pool p(o);
  std::atomic<bool> got = false;
  std::thread waiter;
  {
    const auto held = p.pool.lease();
    waiter = std::thread([&] {
      const auto lease = p.pool.lease();
      got = static_cast<bool>(lease);
    });
    std::this_thread::sleep_for(20ms);
    CHECK_FALSE(got);
  }
  waiter.join();
  CHECK(got);
  CHECK(p.counts.opened == 1);
}

TEST_CASE("broken, unusable and old connections are replaced") {
  Pool p(options(2, 0));
  p.pool.lease().mark_broken();
  CHECK(p.counts.closed == 1);
  p.pool.lease();
  p.counts.usable = false;
  p.pool.lease();
  CHECK(p.counts.opened == 3);
  CHECK(p.counts.closed == 2);

  StoreOptions o = options(2, 0);
  o.recycle = std::chrono::seconds(1);
  Pool old(o);
  old.pool.lease();
  old.pool.lease();
  CHECK(old.counts.opened == 1);
  std::this_thread::sleep_for(1100ms);
  old.pool.lease();
  CHECK(old.counts.opened == 2);
}

TEST_CASE("a connection that cannot be opened takes no place") {
  NoLogger logger;
  Counts counts;
  std::atomic<bool> away = true;
  ConnectionPool pool(
      [&]() -> std::unique_ptr<Connection> {
        if (away) throw DatabaseError(DatabaseError::Kind::kAway, "away");
        return std::make_unique<FakeConnection>(counts);
      },
      options(1, 0), logger);
  for (int i = 0; i < 3; ++i) CHECK_THROWS_AS(pool.lease(), DatabaseError);
  away = false;
  CHECK(pool.lease());
}

TEST_CASE("close_idle closes what is idle and the pool goes on") {
  Pool p(options(2, 0));
  p.pool.lease();
  p.pool.close_idle();
  CHECK(p.counts.closed == 1);
  CHECK(p.pool.lease());
  CHECK(p.counts.opened == 2);
}

TEST_CASE("a forked child opens its own connections and closes none of its parent's") {
  Pool p(options(2, 0));
  p.pool.lease();
  const auto held = p.pool.lease();
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const bool rested = p.pool.rest();
    const bool fresh = static_cast<bool>(p.pool.lease());
    _exit(!rested && fresh && p.counts.opened == 2 && p.counts.closed == 0 ? 0 : 1);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("what the pool does is counted") {
  Metrics metrics;
  auto o = options(1, 1);
  o.metrics = &metrics;
  o.pool_timeout = 1ms;
  const auto counted = [&](auto figure) { return static_cast<std::int64_t>(metrics.cells().of(figure).load()); };
  {
    Pool p(o);
    {
      const auto first = p.pool.lease();
      const auto second = p.pool.lease();
      CHECK(counted(Gauge::kPoolInUse) == 2);
      CHECK(counted(Gauge::kPoolIdle) == 0);
      CHECK(counted(Counter::kPoolWaits) == 0);
      CHECK_THROWS_AS(p.pool.lease(), ApiError);
      CHECK(counted(Counter::kPoolWaits) == 1);
      CHECK(counted(Counter::kPoolTimeouts) == 1);
    }
    CHECK(counted(Counter::kConnectionsOpened) == 2);
    CHECK(counted(Gauge::kPoolInUse) == 0);
    CHECK(counted(Gauge::kPoolIdle) == 1);  // the other one was more than stay open
    {
      auto lease = p.pool.lease();
      CHECK(counted(Gauge::kPoolIdle) == 0);
      lease.mark_broken();
    }
    CHECK(counted(Counter::kConnectionErrors) == 1);
    p.pool.lease();
    CHECK(counted(Gauge::kPoolIdle) == 1);
    p.counts.usable = false;
    p.pool.lease();
    CHECK(counted(Gauge::kPoolIdle) == 1);
  }
  CHECK(counted(Gauge::kPoolIdle) == 0);
  CHECK(counted(Gauge::kPoolInUse) == 0);

  NoLogger logger;
  ConnectionPool away([]() -> std::unique_ptr<Connection> { throw DatabaseError(DatabaseError::Kind::kAway, "away"); },
                      o, logger);
  CHECK_THROWS_AS(away.lease(), DatabaseError);
  CHECK(counted(Counter::kConnectionErrors) == 2);
  CHECK(counted(Gauge::kPoolInUse) == 0);
}
