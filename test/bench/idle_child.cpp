// What the module adds to a child of httpd's that has nothing to do.

#include "bench/load.hpp"
#include "bench/suite.hpp"
#include "support/process.hpp"

namespace ceilometer::test {

namespace {

double child_mb(const HttpdServer& server) { return static_cast<double>(pss_kb(server.children().at(0))) / 1024; }

}  // namespace

void measure_idle_child(const Suite& suite, Report& report) {
  // As Debian's httpd starts: two children of 25 threads, which share what they read only.
  constexpr int kChildren = 2;
  constexpr int kThreads = 25;
  Comparison comparison{.figure = Comparison::Figure::kDifference, .unit = "MB"};
  comparison.under = 8;
  auto& started = report.line("idle child, SQLite, just started", "bare httpd's child", comparison);
  auto& used =
      report.line("idle child, SQLite, after 1,000 listings", "bare httpd's child after 1,000 files", comparison);
  for (int round = 0; round < suite.rounds; ++round) {
    HttpdServer ours;
    ours.size(kChildren, kThreads);
    serve_database(ours, "upgraded", suite.dataset(Tables::kUpgraded));
    ours.start();
    HttpdServer bare;
    bare.without_ceilometer();
    bare.size(kChildren, kThreads);
    serve_files(bare);
    bare.write("static/file.txt", std::string(100'000, 'x'));
    bare.start();
    started.add(child_mb(ours), child_mb(bare));
    for (const auto* target : {"/v2/samples?limit=100", "/v2/meters?limit=100", "/v2/resources?limit=100",
                               "/v2/meters/meter-003/statistics?period=3600"}) {
      Load(ours.port(), get_request(target, "upgraded.test"), 8, 200).run(250);
    }
    Load(bare.port(), get_request("/file.txt", "static.test"), 8, 200).run(1000);
    used.add(child_mb(ours), child_mb(bare));
  }
}

}  // namespace ceilometer::test
