#include "base/metric_slots.hpp"

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <ctime>
#include <thread>
#include <vector>

using namespace ceilometer;

namespace {

const std::chrono::system_clock::time_point kBegin{std::chrono::seconds(1456820262)};

/// Memory that processes share, one byte off its place.
class SharedMemory {
 public:
  explicit SharedMemory(std::size_t size) : size_(size + 1) {
    memory_ = ::mmap(nullptr, size_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory_ != MAP_FAILED);
  }
  ~SharedMemory() { ::munmap(memory_, size_); }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;
  void* get() const { return static_cast<char*>(memory_) + 1; }

 private:
  std::size_t size_;
  void* memory_;
};

/// Runs `body` in a child process, which then ends at once, or waits to be killed.
template <class F>
pid_t in_child(F body) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  body();
  ::_exit(0);
}

}  // namespace

TEST_CASE("what processes counted is summed, and stays when they are gone") {
  const SharedMemory memory(MetricSlots::size_for(4));
  MetricSlots slots = MetricSlots::make(memory.get(), 4, 7, kBegin);
  CHECK(slots.started() == kBegin);
  CHECK(slots.processes() == 0);
  constexpr int kChildren = 3;
  for (int round = 0; round < 3; ++round) {  // more processes than slots, one after the other
    std::vector<pid_t> children;
    for (int i = 0; i < kChildren; ++i) {
      children.push_back(in_child([&] {
        Metrics metrics;
        MetricCells* cells = slots.claim(::getpid());
        if (cells == nullptr) ::_exit(1);
        metrics.attach(*cells);
        for (int n = 0; n < 1000; ++n) metrics.add(Counter::kRowsRead);
        metrics.add_request(2, 200, std::chrono::milliseconds(3));
        metrics.change(Gauge::kPoolInUse, 5);
        ::kill(::getpid(), SIGKILL);
      }));
    }
    for (const pid_t child : children) {
      int status = 0;
      ::waitpid(child, &status, 0);
      CHECK(WIFSIGNALED(status));
    }
  }
  const auto totals = slots.totals();
  CHECK(totals.of(Counter::kRowsRead) == 3 * kChildren * 1000);
  CHECK(totals.routes[2].by_status[0] == 3 * kChildren);
  CHECK(totals.routes[2].nanoseconds == 3 * kChildren * 3'000'000);
  CHECK(totals.of(Gauge::kPoolInUse) == 0);
  CHECK(slots.processes() == 0);
}

TEST_CASE("a process that goes on counts for as long as it lives, and its place is another's afterwards") {
  const SharedMemory memory(MetricSlots::size_for(1));
  MetricSlots slots = MetricSlots::make(memory.get(), 1, 7, kBegin);
  MetricCells* mine = slots.claim(::getpid());
  REQUIRE(mine != nullptr);
  Metrics metrics;
  metrics.attach(*mine);
  metrics.add(Counter::kPoolWaits, 2);
  metrics.change(Gauge::kPoolIdle, 3);
  CHECK(slots.processes() == 1);
  CHECK(slots.totals().of(Gauge::kPoolIdle) == 3);
  CHECK(slots.claim(::getppid()) == nullptr);  // all are taken, by processes that live
  slots.release(::getpid());
  CHECK(slots.totals().of(Gauge::kPoolIdle) == 0);
  REQUIRE(slots.claim(::getppid()) == mine);
  CHECK(slots.totals().of(Gauge::kPoolIdle) == 0);
  CHECK(slots.totals().of(Counter::kPoolWaits) == 2);
}

TEST_CASE("a process gets the number of one that the host did not report gone") {
  const SharedMemory memory(MetricSlots::size_for(2));
  MetricSlots slots = MetricSlots::make(memory.get(), 2, 7, kBegin);
  MetricCells* first = slots.claim(::getpid());
  first->of(Gauge::kPoolIdle).store(3);
  CHECK(slots.claim(::getpid()) == first);
  CHECK(slots.processes() == 1);
  CHECK(slots.totals().of(Gauge::kPoolIdle) == 0);
}

namespace {

SummaryFigures figures(int seconds, std::uint64_t marked) {
  return {true, kBegin + std::chrono::seconds(seconds), marked};
}

/// The seconds after kBegin until which they are folded, or -1 where nothing is recorded.
std::int64_t folded(const MetricSlots& slots, std::size_t number) {
  const auto summaries = slots.totals().summaries[number];
  if (summaries.recorded == 0) return -1;
  return static_cast<std::int64_t>(summaries.folded_before) - kBegin.time_since_epoch() / std::chrono::seconds(1);
}

}  // namespace

TEST_CASE("what was recorded of summaries outlives who did it, until another one does or the configuration is read") {
  const SharedMemory memory(MetricSlots::size_for(4));
  MetricSlots slots = MetricSlots::make(memory.get(), 4, 7, kBegin);
  Metrics metrics;
  const std::size_t first = metrics.add_summaries();
  const std::size_t second = metrics.add_summaries();
  REQUIRE(first != second);
  MetricCells* mine = slots.claim(::getpid());
  REQUIRE(mine != nullptr);
  metrics.attach(*mine);
  CHECK(folded(slots, first) == -1);
  const auto record_and_die = [&](int seconds) {
    const pid_t child = in_child([&] {
      metrics.attach(*slots.claim(::getpid()));
      metrics.record(first, figures(seconds, 3));
      ::kill(::getpid(), SIGKILL);
    });
    ::waitpid(child, nullptr, 0);
  };
  record_and_die(10);
  CHECK(folded(slots, first) == 10);
  CHECK(slots.totals().summaries[first].marked_chunks == 3);
  CHECK(folded(slots, second) == -1);
  metrics.record(first, figures(20, 0));
  CHECK(folded(slots, first) == 20);
  record_and_die(15);  // later, and of an earlier time: the database was restored
  CHECK(folded(slots, first) == 15);
  metrics.record(second, {});
  CHECK(slots.totals().summaries[second].are_there == 0);
  metrics.record(second, figures(-2'000'000'000, 0));
  CHECK(slots.totals().summaries[second].folded_before == 0);

  slots.mark_loaded(kBegin + std::chrono::hours(1));
  CHECK(folded(slots, first) == -1);
  metrics.record(first, figures(30, 0));  // a child of the old configuration that is not done yet
  CHECK(folded(slots, first) == -1);
  record_and_die(40);
  CHECK(folded(slots, first) == 40);
  for (std::size_t i = 2; i < kMaxSummaries + 1; ++i) metrics.record(metrics.add_summaries(), figures(1, 1));
}

TEST_CASE("memory is found again where it means the same") {
  const SharedMemory memory(MetricSlots::size_for(3));
  CHECK_FALSE(MetricSlots::find(memory.get(), 3, 7));
  MetricSlots::make(memory.get(), 3, 7, kBegin);
  CHECK_FALSE(MetricSlots::find(memory.get(), 4, 7));
  CHECK_FALSE(MetricSlots::find(memory.get(), 3, 8));
  MetricSlots found = MetricSlots::find(memory.get(), 3, 7);
  REQUIRE(found);
  CHECK(found.loaded() == kBegin);
  found.mark_loaded(kBegin + std::chrono::hours(1));
  CHECK(MetricSlots::find(memory.get(), 3, 7).loaded() == kBegin + std::chrono::hours(1));
  CHECK(found.started() == kBegin);
}

TEST_CASE("threads lose nothing of each other's") {
  Metrics metrics;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 10000; ++n) {
        metrics.add(Counter::kRowsRead, 2);
        metrics.change(Gauge::kPoolInUse, 1);
        metrics.change(Gauge::kPoolInUse, -1);
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(metrics.cells().of(Counter::kRowsRead).load() == 80000);
  CHECK(metrics.cells().of(Gauge::kPoolInUse).load() == 0);
}

TEST_CASE("durations and statuses find their places") {
  Metrics metrics;
  metrics.add_request(0, 200, std::chrono::nanoseconds(0));
  metrics.add_request(0, 503, std::chrono::microseconds(100));  // a bound belongs to what is below it
  metrics.add_request(0, 499, std::chrono::hours(1));
  const auto& route = metrics.cells().routes[0];
  CHECK(route.by_status.front().load() == 1);
  CHECK(route.by_status[kCountedStatuses.size() - 1].load() == 1);
  CHECK(route.by_status.back().load() == 1);
  CHECK(route.by_duration.front().load() == 2);
  CHECK(route.by_duration.back().load() == 1);
}

TEST_CASE("who has nowhere to count counts nothing") {
  count(nullptr, Counter::kRowsRead);
  change(nullptr, Gauge::kPoolIdle, 1);
}

TEST_CASE("what counting a request costs", "[.measure]") {
  const SharedMemory memory(MetricSlots::size_for(1));
  Metrics metrics;
  metrics.attach(*MetricSlots::make(memory.get(), 1, 7, kBegin).claim(::getpid()));
  constexpr int kRequests = 1'000'000;
  const auto nanoseconds = [&](int threads) {
    std::vector<std::thread> all;
    const std::clock_t begin = std::clock();  // of the processor: the machine may have other work
    for (int i = 0; i < threads; ++i) {
      all.emplace_back([&metrics] {
        for (int n = 0; n < kRequests; ++n) {
          // As a listing does it: a token, a connection that is taken and given back, rows, the request itself.
          metrics.add(Counter::kTokenFrontHits);
          metrics.change(Gauge::kPoolInUse, 1);
          metrics.change(Gauge::kPoolIdle, -1);
          metrics.change(Gauge::kPoolIdle, 1);
          metrics.change(Gauge::kPoolInUse, -1);
          metrics.add(Counter::kRowsRead, 100);
          metrics.add_request(7, 200, std::chrono::microseconds(n % 1000));
        }
      });
    }
    for (auto& thread : all) thread.join();
    return 1e9 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / threads / kRequests;
  };
  std::vector<double> one;
  std::vector<double> two;
  for (int i = 0; i < 11; ++i) {
    one.push_back(nanoseconds(1));
    two.push_back(nanoseconds(2));
  }
  std::sort(one.begin(), one.end());
  std::sort(two.begin(), two.end());
  WARN("nanoseconds for a request's figures, medians of 11: " << one[5] << " by one thread, " << two[5]
                                                              << " for each of two threads at once");
}
