#include "storage/sql/commit_queue.hpp"

#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "storage/sql/database_error.hpp"
#include "support/eventually.hpp"
#include "support/storage_helpers.hpp"
#include "unit/storage/sql/fake_dialect.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using namespace ceilometer::storage::sql;
using Kind = DatabaseError::Kind;

namespace {

/// So many samples of a name, as one request's.
struct Request {
  explicit Request(const std::string& name, std::size_t count = 1)
      : samples(count, new_sample(name)), batch(samples, FakeDialect()) {}

  const std::vector<model::NewSample> samples;
  const Batch batch;
};

Deadline later() { return std::chrono::steady_clock::now() + std::chrono::seconds(30); }

/// A database that can be held up. Each transaction is the names of what is in it.
class Engine {
 public:
  void operator()(Batches& batches) {
    std::string names;
    const auto take = [&] {
      while (const Batch* batch = batches.at(names.size())) names += batch->items().front().sample->message_id;
    };
    if (!is_late) take();
    begun.fetch_add(1);
    begun.notify_all();
    open.wait(false);
    if (is_late) take();
    const std::lock_guard lock(mutex);
    tries.push_back(names);
    if (!broken.empty() && names.find(broken) != std::string::npos) throw DatabaseError(kind, "as the test says");
    if (throws) throw std::runtime_error("as the test says");
    written.push_back(names);
  }

  std::atomic<int> begun = 0;
  std::atomic<bool> open = true;
  std::atomic<bool> is_late = false;  ///< it asks for what it writes when it is no longer held up
  std::string broken;                 ///< a request that fails
  Kind kind = Kind::kValue;
  bool throws = false;
  std::mutex mutex;
  std::vector<std::string> tries;
  std::vector<std::string> written;
};

std::string end_of(CommitQueue& queue, const Request& request, Deadline give_up = later()) {
  try {
    queue.write(request.batch, give_up);
  } catch (const DatabaseError& error) {
    return error.kind() == Kind::kBusy ? "busy" : "refused";
  } catch (const std::exception& error) {
    return error.what();
  }
  return "written";
}

/// The first holds the engine up while the others gather, in that order: what each of them came to.
std::vector<std::string> all_at_once(CommitQueue& queue, Engine& engine, const std::vector<const Request*>& requests) {
  engine.open = false;
  const int before = engine.begun;
  std::vector<std::future<std::string>> ends;
  for (const Request* request : requests) {
    ends.push_back(std::async(std::launch::async, [&queue, request] { return end_of(queue, *request); }));
    if (ends.size() == 1) {
      engine.begun.wait(before);
    } else {
      REQUIRE(eventually([&] { return queue.waiting() == ends.size() - 1; }));
    }
  }
  engine.open = true;
  engine.open.notify_all();
  std::vector<std::string> said;
  said.reserve(ends.size());
  for (auto& end : ends) said.push_back(end.get());
  return said;
}

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("who comes alone writes alone, and who comes meanwhile shares the next transaction") {
  Engine engine;
  CommitQueue queue(std::ref(engine), 100);
  const Request a("a"), b("b"), c("c"), d("d");
  CHECK(end_of(queue, a) == "written");
  CHECK(engine.written == Strings{"a"});
  CHECK(all_at_once(queue, engine, {&a, &b, &c, &d}) == Strings(4, "written"));
  CHECK(engine.written == Strings{"a", "a", "bcd"});
}

TEST_CASE("a shared transaction has a largest size, and a request that is larger has its own") {
  Engine engine;
  CommitQueue queue(std::ref(engine), 10);
  const Request a("a"), b("b", 6), c("c", 4), d("d", 1), e("e", 50), f("f", 10);
  CHECK(all_at_once(queue, engine, {&a, &b, &c, &d, &e, &f}) == Strings(6, "written"));
  CHECK(engine.written == Strings{"a", "bc", "d", "e", "f"});
}

TEST_CASE("who comes before a transaction is committed is in it, as far as there is room") {
  Engine engine;
  engine.is_late = true;
  CommitQueue queue(std::ref(engine), 10);
  const Request a("a"), b("b", 6), c("c", 3), d("d", 1), e("e", 50), f("f", 10);
  CHECK(all_at_once(queue, engine, {&a, &b, &c, &d, &e, &f}) == Strings(6, "written"));
  CHECK(engine.written == Strings{"abc", "d", "e", "f"});
}

TEST_CASE("who came into a transaction that another ended is written by itself") {
  Engine engine;
  engine.is_late = true;
  engine.broken = "c";
  CommitQueue queue(std::ref(engine), 100);
  const Request a("a"), b("b"), c("c"), d("d");
  CHECK(all_at_once(queue, engine, {&a, &b, &c, &d}) == Strings{"written", "written", "refused", "written"});
  CHECK(engine.tries == Strings{"abcd", "a", "b", "c", "d"});
  CHECK(engine.written == Strings{"a", "b", "d"});
}

TEST_CASE("what a transaction is tried again with is the same") {
  std::vector<std::string> tries;
  std::vector<std::future<void>> others;
  const Request a("a"), b("b"), c("c");
  std::unique_ptr<CommitQueue> queue;
  const auto come = [&](const Request& request) {
    others.push_back(std::async(std::launch::async, [&] { queue->write(request.batch, later()); }));
    REQUIRE(eventually([&] { return queue->waiting() == 1; }));
  };
  const auto write = [&](Batches& batches) {
    for (int i = 0; i < 2; ++i) {
      std::string names;
      if (tries.empty()) come(b);
      while (const Batch* batch = batches.at(names.size())) names += batch->items().front().sample->message_id;
      tries.push_back(names);
      if (tries.size() == 1) come(c);
      if (tries.size() > 2) break;
    }
  };
  queue = std::make_unique<CommitQueue>(write, 100);
  queue->write(a.batch, later());
  for (auto& other : others) other.get();
  CHECK(tries == Strings{"ab", "ab", "c"});
}

TEST_CASE("what is wrong with one request keeps no other from being written") {
  Engine engine;
  engine.broken = "c";
  CommitQueue queue(std::ref(engine), 100);
  const Request a("a"), b("b"), c("c"), d("d");
  CHECK(all_at_once(queue, engine, {&a, &b, &c, &d}) == Strings{"written", "written", "refused", "written"});
  CHECK(engine.tries == Strings{"a", "bcd", "b", "c", "d"});
  CHECK(engine.written == Strings{"a", "b", "d"});
}

TEST_CASE("what is wrong with the database is told to all at once") {
  Engine engine;
  engine.broken = "c";
  engine.kind = Kind::kAway;
  CommitQueue queue(std::ref(engine), 100);
  const Request a("a"), b("b"), c("c");
  CHECK(all_at_once(queue, engine, {&a, &b, &c}) == Strings{"written", "refused", "refused"});
  CHECK(engine.tries == Strings{"a", "bc"});
  // And the queue goes on.
  CHECK(end_of(queue, a) == "written");
}

TEST_CASE("an exception of any kind ends those whose transaction it ended, and no more") {
  Engine engine;
  engine.throws = true;
  CommitQueue queue(std::ref(engine), 100);
  const Request a("a"), b("b"), c("c");
  CHECK(all_at_once(queue, engine, {&a, &b, &c}) == Strings(3, "refused"));
  engine.throws = false;
  CHECK(end_of(queue, a) == "written");
}

TEST_CASE("who waits for too long is not written, and in nobody's way") {
  Engine engine;
  engine.open = false;
  CommitQueue queue(std::ref(engine), 100);
  const Request a("a"), b("b");
  auto first = std::async(std::launch::async, [&] { return end_of(queue, a); });
  engine.begun.wait(0);
  CHECK(end_of(queue, b, std::chrono::steady_clock::now() + std::chrono::milliseconds(20)) == "busy");
  engine.open = true;
  engine.open.notify_all();
  CHECK(first.get() == "written");
  CHECK(engine.written == Strings{"a"});
}

TEST_CASE("many threads: each request is in exactly one transaction") {
  Engine engine;
  CommitQueue queue(std::ref(engine), 8);
  constexpr int kThreads = 8;
  constexpr int kEach = 200;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      const Request request(std::string(1, static_cast<char>('a' + t)), 1 + static_cast<std::size_t>(t));
      for (int i = 0; i < kEach; ++i) queue.write(request.batch, later());
    });
  }
  for (auto& thread : threads) thread.join();
  std::array<int, kThreads> count{};
  for (const auto& names : engine.written) {
    for (const char name : names) ++count[static_cast<std::size_t>(name - 'a')];
  }
  for (const int each : count) CHECK(each == kEach);
}
