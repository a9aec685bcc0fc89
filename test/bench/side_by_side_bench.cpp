// The same requests to this build's module and to another one, each in an httpd of its own, in turns: what a change
// costs, or saves.
//
// usage: bench_side_by_side MODULE [ROUNDS [REQUESTS]]

#define CATCH_CONFIG_RUNNER
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <iomanip>
#include <iostream>

#include "support/client.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

std::string other_module;
int rounds = 101;
int requests = 200;

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<long>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

/// Of a request, in microseconds.
struct Cost {
  double wall = 0;
  double processor = 0;  ///< of httpd's children: what counts where others use the machine as well
};

/// Nanoseconds that the threads of httpd's children have run.
double processor_time(const HttpdServer& server) {
  double sum = 0;
  for (const pid_t child : server.children()) {
    for (const auto& task : std::filesystem::directory_iterator("/proc/" + std::to_string(child) + "/task")) {
      sum += std::atof(read_file(task.path() / "schedstat").c_str());
    }
  }
  return sum;
}

struct Side {
  explicit Side(const std::string& module) {
    if (!module.empty()) server.load_module_from(module);
    server.size(1, 8);
    server.global("MaxKeepAliveRequests 0");
    server.vhost(serve(write_service(server, "api")));
    server.start();
  }

  /// One request after the other on one connection.
  Cost cost_of(const std::string& path) {
    const Call call{server.url(path)};
    const double before = processor_time(server);
    const auto begin = std::chrono::steady_clock::now();
    for (int i = 0; i < requests; ++i) {
      const auto answer = client.send(call);
      if (answer.status != 200) FAIL("status " << answer.status << ": " << answer.body);
    }
    const std::chrono::duration<double, std::micro> wall = std::chrono::steady_clock::now() - begin;
    return {wall.count() / requests, (processor_time(server) - before) / 1e3 / requests};
  }

  HttpdServer server;
  Client client;
};

struct Costs {
  std::vector<double> wall;
  std::vector<double> processor;

  void add(const Cost& cost) {
    wall.push_back(cost.wall);
    processor.push_back(cost.processor);
  }
};

void print(const std::string& what, const std::vector<double>& here, const std::vector<double>& there) {
  std::vector<double> difference;
  for (std::size_t i = 0; i < here.size(); ++i) difference.push_back(here[i] - there[i]);
  std::cout << "  " << what << ": this build " << median(here) << ", the other " << median(there)
            << ", difference round by round " << median(difference) << "\n";
}

}  // namespace

TEST_CASE("side by side") {
  Side ours("");
  Side theirs(other_module);
  std::cout << std::fixed << std::setprecision(2) << "microseconds per request, medians of " << rounds << " rounds of "
            << requests << "\n";
  for (const char* path : {"/", "/v2/samples?limit=1", "/v2/samples?limit=100"}) {
    ours.cost_of(path);  // warm
    theirs.cost_of(path);
    Costs here;
    Costs there;
    for (int i = 0; i < rounds; ++i) {
      // Who goes first changes, so that neither always meets what the other left behind.
      const bool first = i % 2 == 0;
      if (first) here.add(ours.cost_of(path));
      there.add(theirs.cost_of(path));
      if (!first) here.add(ours.cost_of(path));
    }
    std::cout << path << "\n";
    print("wall", here.wall, there.wall);
    print("processor", here.processor, there.processor);
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
