// Confirmed notifications per second, with 1 and 8 clients at once, beside librabbitmq's bare publish-confirm rate of
// the same broker with as many messages on their way: bare, under a lock, through the publisher, and by HTTP. Each
// round measures all of them, one after the other.
//
// usage: bench_notify [ROUNDS [MESSAGES]]

#define CATCH_CONFIG_RUNNER
#include <poll.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <mutex>
#include <thread>

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

class Quiet final : public Logger {
 public:
  bool enabled(LogLevel /*level*/, std::string_view /*name*/) const noexcept override { return false; }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view /*message*/) noexcept override {}
};

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

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

double posted(const std::string& url, int clients) {
  return rate(clients, [&](int share) {
    Client client;
    const auto body = sample_body("bench");
    for (int i = 0; i < share; ++i) {
      const auto answer = client.post(url, body);
      if (answer.status != 201) throw std::runtime_error("status " + std::to_string(answer.status));
    }
  });
}

/// A body as it goes over the wire.
std::string captured_body(const std::string& url) {
  Client().post(url, sample_body("bench"));
  const auto received = Consumer(broker()).get(kQueue);
  if (!received) throw std::runtime_error("nothing came");
  return received->body;
}

struct Rates {
  std::vector<double> all;
  std::vector<double> parts;  ///< of the bare rate in the same round

  void add(double rate, double of_bare) {
    all.push_back(rate);
    parts.push_back(rate / of_bare);
  }
  void show(const std::string& name) const {
    std::cout << "  " << std::left << std::setw(24) << name << std::right << std::fixed << std::setprecision(0)
              << std::setw(8) << median(all) << std::setprecision(2) << std::setw(8) << median(parts) << "\n";
  }
};

}  // namespace

TEST_CASE("confirmed notifications per second") {
  const auto library = notify::rabbit::Library::load();
  REQUIRE(library);
  HttpdServer server;
  server.size(1, 16);
  server.global("MaxKeepAliveRequests 0");
  server.vhost(serve(write_service(server, "api", publishing(broker().url()))));
  server.start();
  const auto url = server.url("/v2/meters/bench");
  const auto body = captured_body(url);
  std::cout << "messages of " << body.size() << " bytes, " << messages << " of them in each of " << rounds
            << " rounds; per second, and as a part of bare (medians)\n";
  for (const int clients : {1, 8}) {
    Rates of_bare;
    Rates of_lock;
    Rates of_publisher;
    Rates of_http;
    for (int i = 0; i <= rounds; ++i) {
      Consumer(broker()).purge(kQueue);
      const double reference = bare(*library, body, clients);
      const double lock = locked(*library, body, clients);
      const double publisher = published(*library, body, clients);
      const double http = posted(url, clients);
      if (i == 0) continue;  // warm
      of_bare.add(reference, reference);
      of_lock.add(lock, reference);
      of_publisher.add(publisher, reference);
      of_http.add(http, reference);
    }
    std::cout << clients << " at once\n";
    of_bare.show("librabbitmq, bare");
    of_lock.show("under a lock");
    of_publisher.show("the publisher");
    of_http.show("POST to 201");
  }
}

int main(int argc, char** argv) {
  if (argc > 1) rounds = std::max(1, std::atoi(argv[1]));
  if (argc > 2) messages = std::max(8, std::atoi(argv[2]));
  return Catch::Session().run(1, argv);
}
