// Lists of resources while somebody else writes, when nothing of what was found before may be used again; on a copy of
// the data.

#include <filesystem>

#include "bench/asked.hpp"
#include "bench/committing.hpp"
#include "bench/load.hpp"
#include "bench/median.hpp"
#include "bench/minute.hpp"
#include "bench/suite.hpp"
#include "support/service.hpp"

namespace ceilometer::test {

namespace {

constexpr int kClients = 8;
constexpr int kCommitsPerSecond = 50;
constexpr int kAnswers = 50;

const char* const kTarget = "/v2/resources?limit=100";
const char* const kWithoutLinks = "/v2/resources?limit=100&meter_links=0";

/// Milliseconds that an answer takes of which each comes behind a commit of another's.
double behind_commits(const HttpdServer& server, const char* target, BulkInsert& writer) {
  Load load(server.port(), get_request(target, "written.test"), 1, 200);
  std::vector<double> times;
  for (int i = 0; i < kAnswers; ++i) {
    writer.write();
    times.push_back(1e3 / load.run(1));
  }
  return median(times);
}

double after_nothing(const HttpdServer& server, const char* target) {
  Load load(server.port(), get_request(target, "written.test"), 1, 200);
  load.run(kAnswers);
  return 1e3 / load.run(kAnswers);
}

}  // namespace

void measure_commits(const Suite& suite, Report& report) {
  HttpdServer server;
  for_load(server, 16);
  const auto path = server.path("written.sqlite");
  std::filesystem::copy_file(suite.dataset(Tables::kUpgraded), path);
  give_to_server(path);
  serve_database(server, "written", path);
  serve_files(server);
  server.start();

  const std::string list = std::string("`GET ") + kTarget + "`";
  Asked ours(server, kTarget, "written.test", kClients, suite.seconds);
  server.write("static/list.txt", std::string(ours.size(), 'x'));
  Asked file(server, "/list.txt", "static.test", kClients, suite.seconds);
  auto& beside =
      report.line(list + " while another commits " + std::to_string(kCommitsPerSecond) + " times a second",
                  "file of " + readable(static_cast<double>(ours.size())) + " bytes, likewise", {.unit = "/s"});
  const Comparison times{.figure = Comparison::Figure::kDifference, .unit = "ms"};
  const std::string nothing = "where nothing has changed";
  auto& behind = report.line(list + ", one client, each behind a commit", nothing, times);
  auto& without = report.line(std::string("`GET ") + kWithoutLinks + "`, likewise", nothing, times);
  for (int round = 0; round < suite.rounds; ++round) {
    {
      Committing writer(path, minute_before(' '), kCommitsPerSecond);
      const double rate = ours.measure();
      beside.add(rate, file.measure());
      writer.stop();
    }
    BulkInsert writer(path, 10, minute_before(' '));
    const double late = behind_commits(server, kTarget, writer);
    behind.add(late, after_nothing(server, kTarget));
    const double late_without = behind_commits(server, kWithoutLinks, writer);
    without.add(late_without, after_nothing(server, kWithoutLinks));
  }
}

}  // namespace ceilometer::test
