// Requests per second of listings, beside those of a static file of the answer's size from the same httpd, in turns:
// what the module's part of a request costs. On a database of 1,000,000 samples, which is made by the first run and
// kept.
//
// usage: bench_requests [ROUNDS [SECONDS [PART-OF-A-TARGET]]]
//
// SECONDS is how long each target is asked in each round, the part narrows the targets down (to look at one with perf).

#define CATCH_CONFIG_RUNNER
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <iomanip>
#include <iostream>

#include "bench/cpu_time.hpp"
#include "bench/dataset.hpp"
#include "bench/load.hpp"
#include "bench/median.hpp"
#include "support/httpd_server.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

constexpr int kConnections = 8;
constexpr const char* kTargets[] = {
    "/",
    "/v2/meters?limit=100",
    "/v2/resources?limit=100",
    "/v2/samples?limit=100",
    "/v2/samples?q.field=meter&q.op=eq&q.value=meter-003&limit=100",
    "/v2/meters/meter-003?limit=100",
};

int rounds = 7;
double seconds = 0.5;
std::string part;

/// What is asked again and again, and how often that can be done.
class Asked {
 public:
  Asked(const HttpdServer& server, const std::string& target, const std::string& host)
      : httpd_(server.children()), load_(server.port(), get_request(target, host), kConnections, 200) {
    for (int i = 0; i < 3; ++i) {  // warm, and the better an estimate each time
      const double rate = load_.run(std::max(requests_, 1L * kConnections));
      requests_ = std::max(static_cast<long>(rate * seconds), 1L * kConnections);
    }
  }

  double measure() {
    const double before = cpu_time(httpd_);
    rates_.push_back(load_.run(requests_));
    cpu_.push_back((cpu_time(httpd_) - before) / static_cast<double>(requests_));
    return rates_.back();
  }
  double rate() const { return median(rates_); }
  /// Microseconds of processor time that a request takes of httpd.
  double cpu() const { return median(cpu_); }
  std::size_t size() const { return load_.body_size(); }

 private:
  std::vector<pid_t> httpd_;
  Load load_;
  long requests_ = 0;
  std::vector<double> rates_;
  std::vector<double> cpu_;
};

}  // namespace

TEST_CASE("requests per second") {
  HttpdServer server;
  server.size(1, 16);
  server.global("MaxKeepAliveRequests 0\nKeepAliveTimeout 60");
  std::filesystem::create_directory(server.path("static"));
  server.vhost(serve(write_service_of(server, "api", "sqlite:///" + make_dataset(dataset_directory(), {}))),
               "api.test");
  server.vhost("DocumentRoot " + server.path("static") + "\n<Directory " + server.path("static") +
                   ">\nRequire all granted\n</Directory>",
               "static.test");
  server.start();
  std::cout << rounds << " rounds of " << seconds << " s each, " << kConnections
            << " connections; medians of requests per second, of their part, and of the microseconds of processor time "
               "that a request takes of httpd\n"
            << std::left << std::setw(64) << "GET" << std::right << std::setw(8) << "bytes" << std::setw(10) << "module"
            << std::setw(10) << "file" << std::setw(8) << "part" << std::setw(10) << "module us" << std::setw(10)
            << "file us"
            << "\n";
  for (const std::string target : kTargets) {
    if (target.find(part) == std::string::npos) continue;
    Asked module(server, target, "api.test");
    server.write("static/file.txt", std::string(module.size(), 'x'));
    Asked file(server, "/file.txt", "static.test");
    std::vector<double> parts;
    for (int i = 0; i < rounds; ++i) {
      const double of_module = module.measure();
      parts.push_back(of_module / file.measure());
    }
    std::cout << std::left << std::setw(64) << target << std::right << std::fixed << std::setprecision(0)
              << std::setw(8) << module.size() << std::setw(10) << module.rate() << std::setw(10) << file.rate()
              << std::setprecision(2) << std::setw(8) << median(parts) << std::setprecision(1) << std::setw(10)
              << module.cpu() << std::setw(10) << file.cpu() << std::endl;
  }
}

int main(int argc, char** argv) {
  if (argc > 1) rounds = std::max(1, std::atoi(argv[1]));
  if (argc > 2) seconds = std::max(0.01, std::atof(argv[2]));
  if (argc > 3) part = argv[3];
  return Catch::Session().run(1, argv);
}
