// The publisher's decisions, with a broker that says what the test wants.

#include "notify/rabbit/publisher.hpp"

#include <catch2/catch.hpp>
#include <future>

#include "base/api_error.hpp"
#include "support/eventually.hpp"
#include "unit/notify/rabbit/scripted_broker.hpp"

using namespace ceilometer;
using namespace ceilometer::notify::rabbit;
using ceilometer::notify::rabbit::test::ScriptedBroker;
using ceilometer::test::eventually;

namespace {

class Lines final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return true; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    const std::lock_guard lock(mutex_);
    text_.append(message).append("\n");
  }
  bool has(const std::string& part) const {
    const std::lock_guard lock(mutex_);
    return text_.find(part) != std::string::npos;
  }

 private:
  mutable std::mutex mutex_;
  std::string text_;
};

Options options() {
  Options made;
  made.hosts.push_back({"broker", 5672, "u", "p"});
  made.queues = {"q"};
  made.publish_timeout = std::chrono::seconds(30);
  made.retry_interval = std::chrono::seconds(0);
  made.retry_backoff = std::chrono::seconds(0);
  return made;
}

/// A publisher on a scripted broker; publish() tells "sent", or the sentence of the 503 and its Retry-After.
struct Rig {
  explicit Rig(const Options& with = options()) : publisher(broker.library(), with, log, &metrics) {}

  std::string publish(const std::string& body, const std::string& second = "") {
    std::vector<Message> messages{{"q", body}};
    if (!second.empty()) messages.push_back({"q2", second});
    try {
      publisher.publish(std::move(messages));
    } catch (const ApiError& error) {
      return std::to_string(error.status()) + " " + error.message() + (error.retry_after() > 0 ? "" : " (no retry)");
    }
    return "sent";
  }

  std::future<std::string> publishing(const std::string& body, const std::string& second = "") {
    return std::async(std::launch::async, [this, body, second] { return publish(body, second); });
  }

  bool sent(std::size_t count) {
    return eventually([&] { return broker.sent().size() >= count; });
  }

  std::uint64_t counted(Counter counter) const { return metrics.cells().of(counter).load(); }

  ScriptedBroker broker;
  Lines log;
  Metrics metrics;
  Publisher publisher;
};

constexpr const char* kUnavailable = "503 The message bus is not available, please try again later.";
constexpr const char* kBlocked = "503 The message bus takes no messages at the moment, please try again later.";
constexpr const char* kRefused = "503 The message bus refused the samples, please try again later.";
constexpr const char* kUnknown = "503 The message bus did not confirm the samples: whether they arrived is not known.";

}  // namespace

TEST_CASE("nothing is opened before the first publish, and everything is closed by close()") {
  Rig rig;
  CHECK(rig.broker.connections() == 0);
  rig.publisher.close();
  CHECK(rig.broker.connections() == 0);
  CHECK(rig.publish("late") == kUnavailable);
}

TEST_CASE("each waits for its own confirm, one by one or many at once") {
  Rig rig;
  auto first = rig.publishing("1");
  REQUIRE(rig.sent(1));
  auto second = rig.publishing("2");
  REQUIRE(rig.sent(2));
  auto third = rig.publishing("3");
  REQUIRE(rig.sent(3));
  rig.broker.ack(2);
  CHECK(second.get() == "sent");
  CHECK(first.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout);
  rig.broker.ack(3, true);
  CHECK(first.get() == "sent");
  CHECK(third.get() == "sent");
  CHECK(rig.broker.connections() == 1);
}

TEST_CASE("a notification on two topics is sent when both are confirmed") {
  Rig rig;
  auto both = rig.publishing("1", "2");
  REQUIRE(rig.sent(2));
  rig.broker.ack(1);
  CHECK(both.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout);
  rig.broker.ack(2);
  CHECK(both.get() == "sent");
}

TEST_CASE("what the broker refuses is refused") {
  Rig rig;
  auto refused = rig.publishing("1");
  REQUIRE(rig.sent(1));
  rig.broker.nack(1);
  CHECK(refused.get() == kRefused);
  CHECK(rig.log.has("CEIL0308"));
}

TEST_CASE("messages are counted as queued, then as confirmed or failed") {
  Rig rig;
  auto both = rig.publishing("1", "2");
  REQUIRE(rig.sent(2));
  CHECK(rig.counted(Counter::kNotifyQueued) == 2);
  CHECK(rig.metrics.cells().of(Gauge::kNotifyWaiting).load() == 2);
  rig.broker.ack(2, true);
  CHECK(both.get() == "sent");
  auto refused = rig.publishing("3");
  REQUIRE(rig.sent(3));
  rig.broker.nack(3);
  CHECK(refused.get() == kRefused);
  CHECK(rig.counted(Counter::kNotifyQueued) == 3);
  CHECK(rig.counted(Counter::kNotifyConfirmed) == 2);
  CHECK(rig.counted(Counter::kNotifyFailed) == 1);
  CHECK(rig.metrics.cells().of(Gauge::kNotifyWaiting).load() == 0);
}

TEST_CASE("what came back is declared for and sent once more, no oftener") {
  const bool arrives = GENERATE(true, false);
  Rig rig;
  auto returned = rig.publishing("a body");
  REQUIRE(rig.sent(1));
  rig.broker.give_back("a body");
  rig.broker.ack(1);
  REQUIRE(rig.sent(2));
  CHECK(rig.broker.declarations() == 2);
  if (!arrives) rig.broker.give_back("a body");
  rig.broker.ack(2);
  CHECK(returned.get() == (arrives ? "sent" : kRefused));
  CHECK(rig.log.has("CEIL0309"));
  CHECK(rig.log.has("CEIL0311") == !arrives);
  CHECK(rig.broker.sent().size() == 2);
}

TEST_CASE("a lost connection leaves what was sent unknown, and is opened again for the others") {
  Rig rig;
  auto lost = rig.publishing("1");
  REQUIRE(rig.sent(1));
  rig.broker.hang_up();
  CHECK(lost.get() == kUnknown);
  rig.broker.confirm_at_once(true);
  CHECK(eventually([&] { return rig.publish("2") == "sent"; }));
  CHECK(rig.broker.connections() == 2);
  const auto sent = rig.broker.sent();
  CHECK(std::count(sent.begin(), sent.end(), "1") == 1);
  CHECK(rig.log.has("CEIL0304: the connection to the message bus is lost: receiving: gone; 1 messages"));
}

TEST_CASE("while no connection can be made everybody is refused at once") {
  auto slow = options();
  slow.retry_interval = std::chrono::seconds(20);
  Rig rig(slow);
  rig.broker.refuse_connections(true);
  CHECK(rig.publish("1") == kUnavailable);
  CHECK(rig.publish("2") == kUnavailable);
  CHECK(rig.log.has("CEIL0303: the message bus at broker:5672 cannot be used: connecting: gone"));
  CHECK(rig.broker.sent().empty());
  rig.publisher.close();  // does not wait for the pause to end
}

TEST_CASE("a connection is found again without anybody asking") {
  Rig rig;
  rig.broker.refuse_connections(true);
  CHECK(rig.publish("1") == kUnavailable);
  rig.broker.refuse_connections(false);
  CHECK(eventually([&] { return rig.broker.connections() == 1; }));
}

TEST_CASE("a blocked connection refuses without sending, until it is unblocked") {
  Rig rig;
  auto first = rig.publishing("1");
  REQUIRE(rig.sent(1));
  rig.broker.block();
  REQUIRE(eventually([&] { return rig.log.has("CEIL0305: the message bus takes no messages: low on memory"); }));
  CHECK(rig.publish("2") == kBlocked);
  CHECK(rig.broker.sent().size() == 1);
  rig.broker.unblock();
  rig.broker.ack(1);
  CHECK(first.get() == "sent");
  rig.broker.confirm_at_once(true);
  CHECK(rig.publish("3") == "sent");
}

TEST_CASE("nobody waits beyond the deadline; a late confirm harms nobody") {
  auto hasty = options();
  hasty.publish_timeout = std::chrono::seconds(1);
  Rig rig(hasty);
  CHECK(rig.publish("1") == kUnknown);
  CHECK(rig.log.has("CEIL0307"));
  rig.broker.ack(1);
  rig.broker.confirm_at_once(true);
  CHECK(rig.publish("2") == "sent");
}

TEST_CASE("close() comes back though a send is stuck") {
  auto hasty = options();
  hasty.publish_timeout = std::chrono::seconds(1);
  Rig rig(hasty);
  rig.broker.hold_sends(true);
  CHECK(rig.publish("1") == kUnknown);
  CHECK(rig.publish("2") == kUnavailable);  // never sent
  rig.publisher.close();
  CHECK(rig.broker.sent().size() == 1);
}

TEST_CASE("where posts follow each other, one of those that wait reads for all and hands that on") {
  Rig rig;
  rig.broker.confirm_at_once(true);
  for (const char* body : {"1", "2", "3"}) REQUIRE(rig.publish(body) == "sent");
  rig.broker.confirm_at_once(false);
  auto first = rig.publishing("4");
  REQUIRE(rig.sent(4));
  auto second = rig.publishing("5");
  REQUIRE(rig.sent(5));
  auto third = rig.publishing("6");
  REQUIRE(rig.sent(6));
  const auto waits = [](std::future<std::string>& one) {
    return one.wait_for(std::chrono::milliseconds(20)) == std::future_status::timeout;
  };

  SECTION("to each its own confirm, whoever reads") {
    rig.broker.ack(4);
    CHECK(first.get() == "sent");
    CHECK(waits(second));
    rig.broker.nack(6);
    CHECK(third.get() == kRefused);
    CHECK(waits(second));
    rig.broker.ack(5);
    CHECK(second.get() == "sent");
  }
  SECTION("what came back is sent again") {
    rig.broker.give_back("5");
    rig.broker.ack(6, true);
    CHECK(first.get() == "sent");
    CHECK(third.get() == "sent");
    REQUIRE(rig.sent(7));
    rig.broker.ack(7);
    CHECK(second.get() == "sent");
    CHECK(rig.broker.declarations() == 2);
  }
  SECTION("a lost connection") {
    rig.broker.hang_up();
    for (auto* one : {&first, &second, &third}) CHECK(one->get() == kUnknown);
    rig.broker.confirm_at_once(true);
    CHECK(eventually([&] { return rig.publish("7") == "sent"; }));
    CHECK(rig.broker.sent().size() == 7);
  }
  SECTION("the end of the process") {
    rig.publisher.close();
    for (auto* one : {&first, &second, &third}) CHECK(one->get() == kUnknown);
  }
}

TEST_CASE("many threads, and a broker that confirms or hangs up") {
  Rig rig;
  rig.broker.confirm_at_once(true);
  std::vector<std::future<int>> threads;
  for (int t = 0; t < 8; ++t) {
    threads.push_back(std::async(std::launch::async, [&, t] {
      int sent = 0;
      for (int i = 0; i < 200; ++i) {
        if (rig.publish(std::to_string(t) + "/" + std::to_string(i)) == "sent") ++sent;
      }
      return sent;
    }));
  }
  for (int i = 0; i < 5; ++i) {
    CHECK(eventually([&, i] { return rig.broker.connections() > i; }));
    rig.broker.hang_up();
  }
  int sent = 0;
  for (auto& thread : threads) sent += thread.get();
  CHECK(sent > 800);
  auto all = rig.broker.sent();
  std::sort(all.begin(), all.end());
  CHECK(std::adjacent_find(all.begin(), all.end()) == all.end());
}
