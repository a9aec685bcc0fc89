// The same requests to this build's module and to another one, each in an httpd of its own, in turns: what a change
// costs, or saves.
//
// usage: bench_side_by_side MODULE [ROUNDS [REQUESTS]]

#define CATCH_CONFIG_RUNNER
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iomanip>
#include <iostream>

#include "support/client.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

std::string other_module;
int rounds = 21;
int requests = 2000;

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

struct Side {
  explicit Side(const std::string& module) {
    if (!module.empty()) server.load_module_from(module);
    server.size(1, 8);
    server.global("MaxKeepAliveRequests 0");
    server.vhost(serve(write_service(server, "api")));
    server.start();
  }

  /// Microseconds per request, one after the other on one connection.
  double time_of(const std::string& path) {
    const Call call{server.url(path)};
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < requests; ++i) {
      const auto answer = client.send(call);
      if (answer.status != 200) FAIL("status " << answer.status << ": " << answer.body);
    }
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count() / requests;
  }

  HttpdServer server;
  Client client;
};

}  // namespace

TEST_CASE("side by side") {
  Side ours("");
  Side theirs(other_module);
  for (const char* path : {"/", "/v2/samples?limit=1", "/v2/samples?limit=100"}) {
    ours.time_of(path);  // warm
    theirs.time_of(path);
    std::vector<double> here;
    std::vector<double> there;
    std::vector<double> difference;
    for (int i = 0; i < rounds; ++i) {
      // Who goes first changes, so that neither always meets what the other left behind.
      const bool first = i % 2 == 0;
      if (first) here.push_back(ours.time_of(path));
      there.push_back(theirs.time_of(path));
      if (!first) here.push_back(ours.time_of(path));
      difference.push_back(here.back() - there.back());
    }
    std::cout << std::fixed << std::setprecision(2) << path << ": this build " << median(here) << " us, the other "
              << median(there) << " us, difference round by round " << median(difference) << " us (medians of " << rounds
              << " rounds of " << requests << ")\n";
  }
}

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: bench_side_by_side MODULE [ROUNDS [REQUESTS]]\n";
    return 2;
  }
  other_module = argv[1];
  if (argc > 2) rounds = std::atoi(argv[2]);
  if (argc > 3) requests = std::atoi(argv[3]);
  return Catch::Session().run(1, argv);
}
