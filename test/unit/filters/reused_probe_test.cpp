#include "filters/reused_probe.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

using namespace ceilometer;
using namespace std::chrono_literals;
using filters::ReusedProbe;

namespace {

/// Counts its calls; waits inside them until it is let go, if it is to.
class Counting final : public filters::HealthProbe {
 public:
  std::string name() const override { return "counting"; }
  Result<std::string> check(Deadline /*deadline*/) override {
    ++calls;
    began.count_down_once();
    if (hold) let_go.wait();
    if (fails) return Error{"away"};
    if (throws) throw std::runtime_error("inside");
    return std::string("seen");
  }

  struct Once {
    std::promise<void> promise;
    std::atomic<bool> done = false;
    void count_down_once() {
      if (!done.exchange(true)) promise.set_value();
    }
  };
  std::atomic<int> calls = 0;
  Once began;
  std::promise<void> release;
  std::shared_future<void> let_go = release.get_future().share();
  bool hold = false;
  bool fails = false;
  bool throws = false;
};

auto in(std::chrono::milliseconds time) { return std::chrono::steady_clock::now() + time; }

}  // namespace

TEST_CASE("a result answers everybody for a while, good or bad") {
  for (const bool fails : {false, true}) {
    const auto inner = std::make_shared<Counting>();
    inner->fails = fails;
    ReusedProbe probe(inner, 1h);
    CHECK(probe.name() == "counting");
    for (int i = 0; i < 100; ++i) CHECK(probe.check(in(1s)).ok() == !fails);
    CHECK(inner->calls == 1);
  }
}

TEST_CASE("a result that is too old is found anew") {
  const auto inner = std::make_shared<Counting>();
  ReusedProbe probe(inner, 0ms);
  CHECK(probe.check(in(1s)).value() == "seen");
  inner->fails = true;
  CHECK(probe.check(in(1s)).error().message == "away");
  CHECK(inner->calls == 2);
}

TEST_CASE("many at once make one check, and nobody waits beyond his deadline") {
  const auto inner = std::make_shared<Counting>();
  inner->hold = true;
  ReusedProbe probe(inner, 1h);
  std::vector<std::future<bool>> good;
  good.push_back(std::async(std::launch::async, [&] { return probe.check(in(1min)).ok(); }));
  inner->began.promise.get_future().wait();
  const auto late = probe.check(in(20ms));
  REQUIRE_FALSE(late.ok());
  CHECK(late.error().message == "it has not answered in time");
  for (int i = 0; i < 8; ++i) {
    good.push_back(std::async(std::launch::async, [&] { return probe.check(in(1min)).ok(); }));
  }
  inner->release.set_value();
  for (auto& each : good) CHECK(each.get());
  CHECK(inner->calls == 1);
}

TEST_CASE("a check that throws is a failed one, and does not block the next") {
  const auto inner = std::make_shared<Counting>();
  inner->throws = true;
  ReusedProbe probe(inner, 0ms);
  CHECK(probe.check(in(1s)).error().message == "the check itself failed");
  inner->throws = false;
  CHECK(probe.check(in(1s)).ok());
}
