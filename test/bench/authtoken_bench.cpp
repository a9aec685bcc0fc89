// What authtoken costs a request whose token is remembered, beside the same request without it, in one httpd and in
// turns; and how often Keystone is asked about one new token by many clients.
//
// usage: bench_authtoken [ROUNDS [REQUESTS]]

#define CATCH_CONFIG_RUNNER
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iomanip>
#include <iostream>

#include "identity/cloud.hpp"
#include "support/client.hpp"

using namespace ceilometer::test;

namespace {

int rounds = 21;
int requests = 2000;

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// Microseconds per request, one after the other on one connection.
double time_of(Client& client, const Call& call) {
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < requests; ++i) {
    const auto answer = client.send(call);
    if (answer.status != 200) FAIL("status " << answer.status << ": " << answer.body);
  }
  return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count() / requests;
}

}  // namespace

TEST_CASE("what a remembered token costs") {
  auto& c = cloud();
  HttpdServer server;
  server.load("socache_shmcb");
  server.size(1, 8);
  server.global("MaxKeepAliveRequests 0");
  server.vhost(serve(write_service(server, "open")), "open.test");
  server.vhost(serve(write_protected_service(server, "closed", c.keystone.authtoken_options())), "closed.test");
  server.start();
  const HeaderList token = {{"X-Auth-Token", c.alice_token()}};
  const auto call = [&](const std::string& host, HeaderList headers) {
    headers.emplace_back("Host", host);
    return Call{server.url("/"), "GET", std::move(headers)};
  };
  const auto open = call("open.test", token);
  const auto closed = call("closed.test", token);
  Client client;
  time_of(client, open);  // warm
  time_of(client, closed);
  std::vector<double> without;
  std::vector<double> with;
  std::vector<double> more;
  for (int i = 0; i < rounds; ++i) {
    without.push_back(time_of(client, open));
    with.push_back(time_of(client, closed));
    more.push_back(with.back() - without.back());
  }
  std::cout << std::fixed << std::setprecision(1) << "GET / without authtoken   " << median(without)
            << " us a request (median of " << rounds << " rounds of " << requests << ")\n"
            << "GET / with a known token  " << median(with) << " us\n"
            << "difference, round by round " << median(more) << " us\n";
}

TEST_CASE("one new token from 200 clients at once") {
  auto& c = cloud();
  HttpdServer server;
  server.load("socache_shmcb");
  server.size(4, 50);
  server.vhost(serve(write_protected_service(server, "api", c.keystone.authtoken_options())));
  server.start();
  std::vector<double> questions;
  for (int i = 0; i < 5; ++i) {
    const int before = c.keystone.requests("GET /v3/auth/tokens");
    const auto report =
        crowd(server.url("/v2/samples?limit=1"), 200, [] { return true; }, {{"X-Auth-Token", c.alice_token()}});
    if (report.failed > 0) FAIL(report.first_failure);
    questions.push_back(c.keystone.requests("GET /v3/auth/tokens") - before);
  }
  std::cout << "200 clients, 4 children, one new token: " << median(questions)
            << " questions to Keystone (median of 5)\n";
}

int main(int argc, char** argv) {
  if (argc > 1) rounds = std::max(1, std::atoi(argv[1]));
  if (argc > 2) requests = std::max(1, std::atoi(argv[2]));
  return Catch::Session().run(1, argv);
}
