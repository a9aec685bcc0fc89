// What the module adds to a child of httpd's that has nothing to do.

#include <algorithm>
#include <chrono>

#include "bench/load.hpp"
#include "bench/suite.hpp"
#include "support/eventually.hpp"
#include "support/process.hpp"

namespace ceilometer::test {

namespace {

/// What is asked of ours, and how often by 8 clients: the slower an answer, the less often.
struct Asking {
  const char* target;
  int times;
};

constexpr Asking kListings[] = {{"/v2/samples?limit=100", 400},
                                {"/v2/meters?limit=100", 400},
                                {"/v2/meters/meter-003/statistics?period=3600", 184},
                                {"/v2/resources?limit=100", 16}};

double child_mb(const HttpdServer& server) { return static_cast<double>(pss_kb(server.children().at(0))) / 1024; }

/// Once the child has given back what it no longer needs, some seconds after its last request.
double rested_mb(const HttpdServer& server, double busy) {
  constexpr int kSteady = 25;  // readings that find no less, half a second
  double least = busy;
  int steady = 0;
  eventually(
      [&] {
        const double now = child_mb(server);
        steady = now < least ? 0 : steady + 1;
        least = std::min(least, now);
        return least < busy * 3 / 4 && steady >= kSteady;
      },
      std::chrono::seconds(15));
  return least;
}

void ask(const HttpdServer& server, const Asking& what, int clients, int times) {
  Load(server.port(), get_request(what.target, "upgraded.test"), clients, 200).run(times);
}

}  // namespace

void measure_idle_child(const Suite& suite, Report& report) {
  constexpr int kThreads = 25;  // as httpd has them unless told otherwise
  Comparison comparison{.figure = Comparison::Figure::kDifference, .unit = "MB"};
  const std::string bare_child = "bare httpd's child";
  auto& started = report.line("idle child, SQLite, just started", bare_child, comparison);
  auto& busy =
      report.line("idle child, SQLite, after 1,000 listings by 8 clients", bare_child + ", likewise", comparison);
  auto& rested = report.line("the same, ten seconds later", bare_child + ", likewise", comparison);
  comparison.under = 8;
  auto& used = report.line("idle child, SQLite, after a listing of each kind", bare_child + ", likewise", comparison);
  for (int round = 0; round < suite.rounds; ++round) {
    HttpdServer ours;
    for_load(ours, kThreads);
    serve_database(ours, "upgraded", suite.dataset(Tables::kUpgraded));
    ours.start();
    HttpdServer bare;
    bare.without_ceilometer();
    for_load(bare, kThreads);
    serve_files(bare);
    bare.write("static/file.txt", std::string(100'000, 'x'));
    bare.start();
    const auto file = get_request("/file.txt", "static.test");
    started.add(child_mb(ours), child_mb(bare));
    for (const auto& listing : kListings) ask(ours, listing, 1, 1);
    Load(bare.port(), file, 1, 200).run(4);
    used.add(child_mb(ours), child_mb(bare));
    for (const auto& listing : kListings) ask(ours, listing, 8, listing.times);
    Load(bare.port(), file, 8, 200).run(1000);
    const double most = child_mb(ours);
    busy.add(most, child_mb(bare));
    rested.add(rested_mb(ours, most), child_mb(bare));
  }
}

}  // namespace ceilometer::test
