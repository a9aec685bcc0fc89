// Confirmed notifications per second, with 1 and 8 clients at once, beside librabbitmq's bare publish-confirm rate of
// the same broker with as many messages on their way: bare, under a lock, through the publisher, and by HTTP; and what
// HTTP alone does, where the notifier drops the samples. Each round measures all of them, one after the other.
//
// usage: bench_notify [ROUNDS [MESSAGES [MPM]]]

#define CATCH_CONFIG_RUNNER
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <mutex>
#include <thread>

#include "bench/cpu_time.hpp"
#include "bench/load.hpp"
#include "bench/median.hpp"
#include "notify/bus.hpp"
#include "notify/rabbit/connection.hpp"
#include "notify/rabbit/publisher.hpp"
#include "support/client.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

namespace {

using LibraryPtr = std::shared_ptr<const notify::rabbit::Library>;

constexpr const char* kQueue = "notifications.sample";

int rounds = 7;
int messages = 4000;
std::string mpm = "event";

class Quiet final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return false; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view /*message*/) noexcept override {}
};

/// Runs `work(share)` in so many threads; messages per second.
template <class F>
double rate(int threads, F&& work) {
  const auto begin = std::chrono::steady_clock::now();
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i) all.emplace_back([&] { work(messages / threads); });
  for (auto& thread : all) thread.join();
  return messages / std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

notify::rabbit::Options options() {
  notify::rabbit::Options made;
  made.hosts.push_back({"127.0.0.1", broker().port(), "ceilo", "ceilopw"});
  made.queues = {kQueue};
  return made;
}

std::unique_ptr<notify::rabbit::Connection> connect(const LibraryPtr& library, const notify::rabbit::Options& options,
                                                    Logger& logger) {
  auto connection = notify::rabbit::Connection::open(library, options, options.hosts[0], logger);
  if (!connection) throw std::runtime_error(connection.error().message);
  return *std::move(connection);
}

/// The next event of a connection, waited for in poll().
notify::rabbit::Event wait_for_event(notify::rabbit::Connection& connection) {
  for (;;) {
    auto event = connection.next();
    if (!event) throw std::runtime_error(event.error().message);
    if (*event) return **event;
    pollfd readable{connection.socket(), POLLIN, 0};
    ::poll(&readable, 1, -1);
  }
}

/// One thread, one connection, `window` messages on their way: another is sent for each that is confirmed.
double bare(const LibraryPtr& library, const std::string& body, int window) {
  Quiet quiet;
  const auto all = options();
  const auto connection = connect(library, all, quiet);
  return rate(1, [&](int share) {
    int sent = 0;
    int confirmed = 0;
    std::uint64_t last = 0;
    while (confirmed < share) {
      while (sent < share && sent - confirmed < window) {
        if (!connection->publish(kQueue, body)) throw std::runtime_error("lost");
        ++sent;
      }
      const auto event = wait_for_event(*connection);
      confirmed += event.multiple ? static_cast<int>(event.tag - last) : 1;
      last = event.tag;
    }
  });
}

/// As many clients of librabbitmq, each with a connection of its own: publish, and wait for the confirm.
double each_bare(const LibraryPtr& library, const std::string& body, int clients) {
  Quiet quiet;
  const auto all = options();
  std::vector<std::unique_ptr<notify::rabbit::Connection>> connections;
  for (int i = 0; i < clients; ++i) connections.push_back(connect(library, all, quiet));
  std::atomic<std::size_t> next = 0;
  return rate(clients, [&](int share) {
    auto& connection = *connections[next++];
    for (int i = 0; i < share; ++i) {
      if (!connection.publish(kQueue, body)) throw std::runtime_error("lost");
      wait_for_event(connection);
    }
  });
}

/// What the publisher is not: one connection under a lock, which is held until the confirm is there.
double locked(const LibraryPtr& library, const std::string& body, int clients) {
  Quiet quiet;
  const auto all = options();
  const auto connection = connect(library, all, quiet);
  std::mutex mutex;
  return rate(clients, [&](int share) {
    for (int i = 0; i < share; ++i) {
      const std::lock_guard lock(mutex);
      if (!connection->publish(kQueue, body)) throw std::runtime_error("lost");
      wait_for_event(*connection);
    }
  });
}

double published(const LibraryPtr& library, const std::string& body, int clients) {
  Quiet quiet;
  notify::rabbit::Publisher publisher(library, options(), quiet);
  publisher.publish({{kQueue, body}});
  return rate(clients, [&](int share) {
    for (int i = 0; i < share; ++i) publisher.publish({{kQueue, body}});
  });
}

/// So many posts by HTTP, one connection for each client.
double posted(int port, const std::string& host, int clients) {
  return Load(port, post_request("/v2/meters/bench", sample_body("bench"), host), clients, 201).run(messages);
}

/// A body as it goes over the wire.
std::string captured_body(const std::string& url) {
  Client().post(url, sample_body("bench"));
  const auto received = Consumer(broker()).get(kQueue);
  if (!received) throw std::runtime_error("nothing came");
  return received->body;
}

/// What a way of publishing did in each round.
class Rates {
 public:
  Rates(std::string name, std::vector<pid_t> broker, std::vector<pid_t> httpd)
      : name_(std::move(name)), processes_{std::move(broker), std::move(httpd), {::getpid()}} {}

  template <class F>
  void measure(F&& messages_per_second) {
    std::array<double, 3> before{};
    for (std::size_t i = 0; i < before.size(); ++i) before[i] = cpu_time(processes_[i]);
    rates_.push_back(messages_per_second());
    for (std::size_t i = 0; i < before.size(); ++i) {
      cpu_[i].push_back((cpu_time(processes_[i]) - before[i]) / messages);
    }
  }

  void show(const Rates& reference) const {
    std::vector<double> parts;
    for (std::size_t i = 1; i < rates_.size(); ++i) parts.push_back(rates_[i] / reference.rates_[i]);
    std::cout << "  " << std::left << std::setw(22) << name_ << std::right << std::fixed << std::setprecision(0)
              << std::setw(10) << of_rounds(rates_) << std::setprecision(2) << std::setw(8) << median(parts)
              << std::setprecision(1);
    for (const auto& used : cpu_) std::cout << std::setw(10) << of_rounds(used);
    std::cout << "\n";
  }

 private:
  /// The first round was to warm up.
  static double of_rounds(const std::vector<double>& values) { return median({values.begin() + 1, values.end()}); }

  std::string name_;
  std::array<std::vector<pid_t>, 3> processes_;
  std::vector<double> rates_;
  std::array<std::vector<double>, 3> cpu_;  ///< microseconds a message
};

}  // namespace

TEST_CASE("confirmed notifications per second") {
  const auto library = notify::rabbit::Library::load();
  REQUIRE(library);
  HttpdServer server(mpm);
  server.size(1, 16);
  server.global("MaxKeepAliveRequests 0\nKeepAliveTimeout 60");
  server.vhost(serve(write_service(server, "api", publishing(broker().url()))), "bus.test");
  server.vhost(serve(write_service(server, "noop")), "noop.test");
  server.start();
  const auto body = captured_body(server.url("/v2/meters/bench"));
  std::cout
      << "messages of " << body.size() << " bytes, " << messages << " of them in each of " << rounds
      << " rounds: medians of messages per second, of the part of librabbitmq's own rate in the same round, and of "
         "the microseconds of processor time that a message takes\n";
  for (const int clients : {1, 8}) {
    const auto way = [&](const char* name) { return Rates(name, {broker().vm()}, server.children()); };
    Rates of_bare = way("librabbitmq, bare");
    Rates of_each = way("bare, one each");
    Rates of_lock = way("under a lock");
    Rates of_publisher = way("the publisher");
    Rates of_http = way("POST to 201");
    Rates of_noop = way("POST, dropped");
    for (int i = 0; i <= rounds; ++i) {
      Consumer(broker()).purge(kQueue);
      of_bare.measure([&] { return bare(*library, body, clients); });
      of_each.measure([&] { return each_bare(*library, body, clients); });
      of_lock.measure([&] { return locked(*library, body, clients); });
      of_publisher.measure([&] { return published(*library, body, clients); });
      of_http.measure([&] { return posted(server.port(), "bus.test", clients); });
      of_noop.measure([&] { return posted(server.port(), "noop.test", clients); });
    }
    std::cout << std::left << std::setw(24) << std::to_string(clients) + " at once" << std::right << std::setw(10)
              << "/s" << std::setw(8) << "part" << std::setw(10) << "broker" << std::setw(10) << "httpd"
              << std::setw(10) << "client"
              << "\n";
    for (const auto* rates : {&of_bare, &of_each, &of_lock, &of_publisher, &of_http, &of_noop}) rates->show(of_bare);
  }
}

int main(int argc, char** argv) {
  if (argc > 1) rounds = std::max(1, std::atoi(argv[1]));
  if (argc > 2) messages = std::max(8, std::atoi(argv[2]));
  if (argc > 3) mpm = argv[3];
  return Catch::Session().run(1, argv);
}
