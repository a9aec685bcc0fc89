// A broker that is away, ill, or says no: what the client is told, what the log says, and that nothing is sent twice.

#include <poll.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <future>
#include <map>
#include <regex>
#include <set>
#include <thread>

#include "json/value.hpp"
#include "notify/bus.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

namespace {

constexpr const char* kQueue = "notifications.sample";
constexpr const char* kUnavailable = "The message bus is not available, please try again later.";
constexpr const char* kBlocked = "The message bus takes no messages at the moment, please try again later.";
constexpr const char* kUnknown = "The message bus did not confirm the samples: whether they arrived is not known.";
constexpr const char* kQuickRetry = "[oslo_messaging_rabbit]\nrabbit_retry_backoff = 0\nconnection_timeout = 3\n";

/// Announces the lines of requests that are answered 503, and one of the publisher's.
void expect_refusals(HttpdServer& server, const std::string& id) {
  server.expect_log("CEIL0110");
  server.expect_log(id);
}

Answer post(const HttpdServer& server, const std::string& meter = "cpu") {
  return Client().post(server.url("/v2/meters/" + meter), sample_body(meter));
}

void check_refused(const Answer& answer, const std::string& sentence) {
  INFO(answer.body);
  CHECK(answer.status == 503);
  CHECK(std::atoi(answer.header("Retry-After").c_str()) >= 1);
  CHECK(answer.body.find(sentence) != std::string::npos);
}

/// Waits until posting works again.
void check_recovers(const HttpdServer& server) {
  CHECK(eventually([&] { return post(server, "again").status == 201; }, std::chrono::seconds(30)));
}

std::vector<std::string> message_ids(const std::string& body) {
  std::vector<std::string> ids;
  // Escaped once where it comes out of an envelope.
  static const std::regex kId(R"(message_id\\?": \\?"([0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f-]{21}))");
  for (std::sregex_iterator it(body.begin(), body.end(), kId), end; it != end; ++it) ids.push_back((*it)[1]);
  return ids;
}

/// How often each sample is in the queue.
std::map<std::string, int> ids_in_queue(const std::string& queue = kQueue) {
  std::map<std::string, int> counts;
  Consumer consumer(broker());
  for (const auto& received : consumer.get_all(queue)) {
    for (const auto& id : message_ids(received.body)) ++counts[id];
  }
  return counts;
}

}  // namespace

TEST_CASE("without a broker a post is refused at once, and nothing is stored; with one again it works") {
  broker();
  HttpdServer server;
  const auto files = write_service(server, "api", publishing(broker().url()) + kQuickRetry);
  server.vhost(serve(files));
  expect_refusals(server, "CEIL0303");
  server.start();
  broker().stop();
  const long before = ask(files.database, "SELECT count(*) FROM sample");
  check_refused(post(server), kUnavailable);
  const auto begin = std::chrono::steady_clock::now();
  check_refused(post(server), kUnavailable);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
  CHECK(Client().get(server.url("/v2/samples?limit=1")).status == 200);
  broker().start();
  check_recovers(server);
  CHECK(ask(files.database, "SELECT count(*) FROM sample") == before);
  CHECK_THAT(server.log(), Catch::Contains("the message bus at 127.0.0.1:" + std::to_string(broker().port()) +
                                           " cannot be used: connecting: "));
  CHECK_THAT(server.log(), !Catch::Contains("ceilopw"));
}

TEST_CASE("a broker that is stopped in order, or dies, is noticed and found again") {
  const bool in_order = GENERATE(true, false);
  broker();
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", publishing(broker().url()) + kQuickRetry)));
  expect_refusals(server, "CEIL0303");
  server.expect_log("CEIL0304");
  server.start();
  REQUIRE(post(server).status == 201);
  in_order ? broker().stop() : broker().kill();
  REQUIRE(eventually([&] { return server.log().find("CEIL0304") != std::string::npos; }));
  check_refused(post(server), kUnavailable);
  broker().start();
  check_recovers(server);
  if (in_order) CHECK_THAT(server.log(), Catch::Contains("320 CONNECTION_FORCED"));
}

TEST_CASE("a connection that the broker closes is opened again at once") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", publishing(broker().url()))));
  server.expect_log("CEIL0304");
  server.start();
  REQUIRE(post(server).status == 201);
  for (int i = 0; i < 3; ++i) {
    const int lost = i + 1;
    broker().control({"close_all_connections", "--vhost", "/", "a test's reset"});
    const auto seen = [&] {
      const auto log = server.log();
      int count = 0;
      for (auto at = log.find("CEIL0304"); at != std::string::npos; at = log.find("CEIL0304", at + 1)) ++count;
      return count;
    };
    REQUIRE(eventually([&] { return seen() >= lost; }));
    CHECK(post(server).status == 201);
  }
  CHECK_THAT(server.log(), Catch::Contains("a test's reset"));
}

TEST_CASE("a wrong password and a missing virtual host are said in the log, without the password") {
  const auto [url, line] = GENERATE_COPY(table<std::string, std::string>(
      {{"rabbit://ceilo:wr0ng@127.0.0.1:" + std::to_string(broker().port()) + "/",
        "logging in as ceilo to the virtual host /: 403 ACCESS_REFUSED"},
       {broker().url() + "missing", "logging in as ceilo to the virtual host missing: 530 NOT_ALLOWED"}}));
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", publishing(url))));
  expect_refusals(server, "CEIL0303");
  server.start();
  check_refused(post(server), kUnavailable);
  CHECK_THAT(server.log(), Catch::Contains(line));
  CHECK_THAT(server.log(), !Catch::Contains("wr0ng"));
  CHECK_THAT(server.log(), !Catch::Contains("ceilopw"));
}

TEST_CASE("a virtual host with a slash, and credentials that are percent-encoded") {
  broker().control({"add_vhost", "a/b"});
  broker().control({"add_user", "us@er", "p:a/s,s%?"});
  broker().control({"set_permissions", "-p", "a/b", "us@er", ".*", ".*", ".*"});
  broker().control({"set_permissions", "-p", "a/b", "ceilo", ".*", ".*", ".*"});
  HttpdServer server;
  server.vhost(serve(write_service(
      server, "api",
      publishing("rabbit://us%40er:p%3Aa%2Fs%2Cs%25%3F@127.0.0.1:" + std::to_string(broker().port()) + "/a%2Fb"))));
  server.start();
  CHECK(post(server).status == 201);
  CHECK(Consumer(broker(), "a/b").get_all(kQueue).size() == 1);
  broker().control({"delete_vhost", "a/b"});
  broker().control({"delete_user", "us@er"});
  server.expect_log("CEIL030");
}

TEST_CASE("over TLS the broker's certificate is checked where the configuration says against what") {
  const auto [host, options, good] = GENERATE_COPY(table<std::string, std::string, bool>(
      {{"localhost", "ssl_ca_file = " + broker().certificate() + "\nssl_check_hostname = True\n", true},
       {"127.0.0.1", "ssl_ca_file = " + broker().certificate() + "\n", true},
       {"127.0.0.1", "", true},
       {"127.0.0.1", "ssl_ca_file = " + broker().certificate() + "\nssl_check_hostname = True\n", false},
       {"localhost", "ssl_ca_file = " + broker().other_certificate() + "\n", false}}));
  INFO(host << " " << options);
  HttpdServer server;
  server.vhost(serve(
      write_service(server, "api",
                    publishing("rabbit://ceilo:ceilopw@" + host + ":" + std::to_string(broker().tls_port()) + "/") +
                        "[oslo_messaging_rabbit]\nssl = True\nssl_version = TLSv1_2\n" + options)));
  if (options.empty()) server.expect_log("CEIL0301");
  if (!good) expect_refusals(server, "CEIL0303");
  server.start();
  if (good) {
    CHECK(post(server).status == 201);
  } else {
    check_refused(post(server), kUnavailable);
    CHECK_THAT(server.log(), Catch::Contains("cannot be used: connecting: SSL"));
  }
}

TEST_CASE("of several hosts the one that works is found") {
  const auto good = "ceilo:ceilopw@127.0.0.1:" + std::to_string(broker().port());
  const auto dead = "ceilo:ceilopw@127.0.0.1:" + std::to_string(free_port());
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", publishing("rabbit://" + dead + "," + good + "," + dead + "/"))));
  server.expect_log("CEIL0303");
  server.start();
  CHECK(post(server).status == 201);
}

TEST_CASE("while the broker's memory alarm lasts nothing is taken; afterwards it is") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", publishing(broker().url(), "publish_timeout = 2\n"))));
  expect_refusals(server, "CEIL0305");
  server.expect_log("CEIL0307");
  server.start();
  clear_bus();
  REQUIRE(post(server).status == 201);
  broker().control({"set_vm_memory_high_watermark", "0.00001"});
  // The first one finds out: it is on its way when the broker stops reading.
  const auto begin = std::chrono::steady_clock::now();
  check_refused(post(server, "first"), kUnknown);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(8));
  REQUIRE(eventually([&] { return server.log().find("CEIL0305") != std::string::npos; }));
  check_refused(post(server, "second"), kBlocked);
  CHECK(Client().get(server.url("/v2/samples?limit=1")).status == 200);
  broker().control({"set_vm_memory_high_watermark", "0.6"});
  check_recovers(server);
  CHECK_THAT(server.log(), Catch::Contains("the message bus takes no messages: low on memory"));
  for (const auto& [id, count] : ids_in_queue()) CHECK(count == 1);
}

TEST_CASE("a broker that stands still lets nobody wait beyond the deadline, nor a restart") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", publishing(broker().url(), "publish_timeout = 1\n"))));
  expect_refusals(server, "CEIL0307");
  server.start();
  clear_bus();
  REQUIRE(post(server).status == 201);
  broker().freeze();
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::future<Answer>> answers;
  for (int i = 0; i < 10; ++i) answers.push_back(std::async(std::launch::async, [&] { return post(server, "still"); }));
  for (auto& answer : answers) check_refused(answer.get(), kUnknown);
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(8));
  const auto old = server.children();
  server.graceful();
  CHECK(eventually([&] {
    const auto now = server.children();
    return std::none_of(old.begin(), old.end(),
                        [&](pid_t pid) { return std::find(now.begin(), now.end(), pid) != now.end(); });
  }));
  broker().thaw();
  check_recovers(server);
  for (const auto& [id, count] : ids_in_queue()) CHECK(count == 1);
}

TEST_CASE("a queue that was deleted is declared anew, and no sample is lost") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", publishing(broker().url()))));
  server.expect_log("CEIL0309");
  server.start();
  clear_bus();
  REQUIRE(post(server).status == 201);
  Consumer(broker()).remove(kQueue);
  CHECK(post(server).status == 201);
  CHECK(ids_in_queue().size() == 1);
  CHECK(server.log().find("CEIL0309") != std::string::npos);
}

TEST_CASE("a queue that somebody else declared otherwise is used as it is") {
  HttpdServer server;
  server.vhost(serve(write_service(server, "api", publishing(broker().url()))));
  server.expect_log("CEIL0310");
  server.start();
  clear_bus();
  Consumer(broker()).declare(kQueue, true, "quorum");
  CHECK(post(server).status == 201);
  CHECK(ids_in_queue().size() == 1);
  clear_bus();
}

TEST_CASE("under load, over a restart and a crash of the broker, each 201 is in the queue exactly once") {
  const bool in_order = GENERATE(true, false);
  broker();
  HttpdServer server;
  server.size(2, 8);
  server.vhost(serve(write_service(server, "api",
                                   publishing(broker().url()) +
                                       "[oslo_messaging_rabbit]\nrabbit_retry_backoff = 0\n"
                                       "amqp_durable_queues = True\n[oslo_messaging_notifications]\ntopics = kept\n")));
  expect_refusals(server, "CEIL030");
  server.start();
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::set<std::string> acknowledged;
  std::set<std::string> sentences;
  int refused = 0;
  int after = 0;
  std::atomic<bool> restarted = false;
  const auto client = [&] {
    Client own;
    while (!stop) {
      const auto answer = own.post(server.url("/v2/meters/load"), sample_body("load"));
      const std::lock_guard lock(mutex);
      if (answer.status == 201) {
        for (const auto& id : message_ids(answer.body)) acknowledged.insert(id);
        if (restarted) ++after;
      } else {
        sentences.insert(std::to_string(answer.status) + " " + std::to_string(answer.error) + " " + answer.body);
        ++refused;
        ::poll(nullptr, 0, 20);  // as a client that is told to try again later
      }
    }
  };
  std::vector<std::thread> clients;
  for (int i = 0; i < 8; ++i) clients.emplace_back(client);
  const auto count = [&] {
    const std::lock_guard lock(mutex);
    return acknowledged.size();
  };
  CHECK(eventually([&] { return count() > 300; }));
  in_order ? broker().stop() : broker().kill();
  broker().start();
  restarted = true;
  CHECK(eventually([&] {
    const std::lock_guard lock(mutex);
    return after > 300;
  }));
  stop = true;
  for (auto& thread : clients) thread.join();
  const auto found = ids_in_queue("kept.sample");
  int missing = 0;
  int twice = 0;
  for (const auto& id : acknowledged) missing += found.count(id) == 0 ? 1 : 0;
  for (const auto& [id, times] : found) twice += times > 1 ? 1 : 0;
  WARN(acknowledged.size() << " answers 201, " << refused << " refused, " << found.size() << " samples in the queue");
  CHECK(missing == 0);
  CHECK(twice == 0);
  CHECK(refused > 0);
  for (const auto& sentence : sentences) {
    INFO(sentence);
    CHECK(sentence.starts_with("503"));
    CHECK((sentence.find(kUnavailable) != std::string::npos || sentence.find(kUnknown) != std::string::npos));
  }
  clear_bus("kept.sample");
}

TEST_CASE("graceful restarts under load refuse nobody and leave no connection behind") {
  const std::string mpm = GENERATE("event", "prefork");
  HttpdServer server(mpm);
  server.size(2, 4);
  server.vhost(serve(write_service(server, "api", publishing(broker().url()))));
  server.start();
  clear_bus();
  std::atomic<bool> stop = false;
  std::atomic<int> bad = 0;
  std::atomic<int> good = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      while (!stop) ++(post(server).status == 201 ? good : bad);  // a connection each
    });
  }
  for (int i = 0; i < 3; ++i) {
    const int before = good;
    CHECK(eventually([&] { return good > before + 50; }));
    server.graceful();
  }
  stop = true;
  for (auto& thread : clients) thread.join();
  CHECK(bad == 0);
  CHECK(static_cast<int>(ids_in_queue().size()) == good);
  server.stop();
  CHECK(eventually([&] {
    return broker().control({"list_connections", "-q", "--no-table-headers", "pid"}).find("rabbit") ==
           std::string::npos;
  }));
}
