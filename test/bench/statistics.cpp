// Statistics of a meter that one in ten samples is of, by HTTP, beside the sqlite3 shell that runs what the original
// ran on a database in the original's schema; and beside themselves where the same series have ten times the samples.

#include <array>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "bench/asked.hpp"
#include "bench/suite.hpp"
#include "support/client.hpp"
#include "support/service.hpp"

namespace ceilometer::test {

namespace {

struct Question {
  std::string name;
  std::string query;
  std::string sql;
  double goal;  ///< how many times faster than the shell
};

/// The hours that 1,000 samples of a series span.
constexpr const char* kWeek =
    "q.field=timestamp&q.op=ge&q.value=2016-03-01T00:00:00&q.field=timestamp&q.op=lt&q.value=2016-03-07T23:00:00";

std::array<Question, 3> questions() {
  const std::string columns =
      "SELECT min(sample.timestamp) AS tsmin, max(sample.timestamp) AS tsmax, meter.unit AS meter_unit, "
      "avg(sample.volume) AS avg, sum(sample.volume) AS sum, min(sample.volume) AS min, max(sample.volume) AS max, "
      "count(sample.volume) AS count";
  const std::string from =
      " FROM sample JOIN meter ON meter.id = sample.meter_id JOIN resource ON resource.internal_id = "
      "sample.resource_id WHERE meter.name = 'meter-003'";
  return {{{"whole range", "", columns + from + " GROUP BY meter.unit", 100},
           {"`period=3600`, 167 periods", std::string("?period=3600&") + kWeek,
            columns + ", (strftime('%s', sample.timestamp) - " + std::to_string(kDatasetBegin) + ") / 3600 AS period" +
                from +
                " AND sample.timestamp >= '2016-03-01 00:00:00.000000' AND sample.timestamp < "
                "'2016-03-07 23:00:00.000000' GROUP BY meter.unit, period",
            30},
           {"`groupby=resource_id`", "?groupby=resource_id",
            columns + ", resource.resource_id AS resource_resource_id" + from +
                " GROUP BY meter.unit, resource.resource_id",
            30}}};
}

/// Milliseconds that the shell says a statement took; it runs it twice, and the second time counts.
double time_of_shell(const HttpdServer& server, const std::string& database, const std::string& sql) {
  const auto script = server.path("shell.sql");
  write_file(script, ".output /dev/null\n.timer on\n" + sql + ";\n" + sql + ";\n");
  const auto said = run({"/bin/sh", "-c", "exec sqlite3 -batch -readonly \"$0\" <\"$1\"", database, script});
  constexpr std::string_view kMark = "Run Time: real ";
  const auto at = said.output.rfind(kMark);
  if (said.code != 0 || at == std::string::npos || at == said.output.find(kMark)) {
    throw std::runtime_error("sqlite3 (the shell) did not run: is it installed? " + said.output);
  }
  return 1e3 * std::stod(said.output.substr(at + kMark.size()));
}

/// Both databases must answer the same: the one from its summaries, the other from its samples.
void require_same(const HttpdServer& server, const std::string& path) {
  Client client;
  const auto body = [&](const std::string& host) {
    return client.send({server.url(path), "GET", {{"Host", host}}, {}}).body;
  };
  const auto count = [](const std::string& text) {
    std::string counts;
    for (auto at = text.find("\"count\": "); at != std::string::npos; at = text.find("\"count\": ", at + 1)) {
      counts += text.substr(at, text.find_first_of(",}", at) - at);
    }
    return counts;
  };
  const auto summed = count(body("upgraded.test"));
  if (summed.empty() || summed != count(body("original.test"))) {
    throw std::runtime_error("summaries and samples give different counts for " + path);
  }
}

struct Measured {
  Measured(const HttpdServer& server, const Suite& suite, const Question& of)
      : question(of),
        target("/v2/meters/meter-003/statistics" + of.query),
        asked(server, target, "upgraded.test", 1, suite.seconds) {
    if (suite.has_ten_millions) {
      larger = std::make_unique<Asked>(server, target, "larger.test", 1, suite.seconds);
    }
  }

  Question question;
  std::string target;
  Asked asked;
  std::unique_ptr<Asked> larger;
  Line* line = nullptr;
  Line* line_of_larger = nullptr;
};

}  // namespace

void measure_statistics(const Suite& suite, Report& report) {
  using Figure = Comparison::Figure;
  HttpdServer server;
  for_load(server, 4);
  const auto original = suite.dataset(Tables::kOriginal);
  serve_database(server, "upgraded", suite.dataset(Tables::kUpgraded));
  serve_database(server, "original", original);
  if (suite.has_ten_millions) {
    serve_database(server, "larger", make_dataset(suite.directory, suite.larger(), Tables::kUpgraded));
  }
  server.start();
  std::vector<Measured> all;
  for (const auto& question : questions()) all.emplace_back(server, suite, question);
  for (auto& each : all) {
    require_same(server, each.target);
    each.line = &report.line("statistics of a meter of 100,000 samples, " + each.question.name, "sqlite3 shell",
                             {.figure = Figure::kReferenceToOurs, .unit = "ms", .at_least = each.question.goal});
  }
  for (auto& each : all) {
    if (!suite.has_ten_millions) break;
    Comparison comparison{.unit = "ms"};
    comparison.under = 2;
    each.line_of_larger =
        &report.line("the same of ten times the samples, " + each.question.name, "as above", comparison);
  }
  for (int round = 0; round < suite.rounds; ++round) {
    for (auto& each : all) {
      const double ours = each.asked.measure_milliseconds();
      each.line->add(ours, time_of_shell(server, original, each.question.sql));
      if (each.larger) {
        // Next to each other: what is compared is below a millisecond.
        const double of_larger = each.larger->measure_milliseconds();
        each.line_of_larger->add(of_larger, each.asked.measure_milliseconds());
      }
    }
  }
}

}  // namespace ceilometer::test
