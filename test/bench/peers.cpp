// The hourly means of a meter, by HTTP, beside other databases that hold the same points.

#include <chrono>
#include <cmath>
#include <iostream>
#include <memory>
#include <stdexcept>

#include "bench/json_answer.hpp"
#include "bench/peer.hpp"
#include "bench/suite.hpp"
#include "support/client.hpp"

namespace ceilometer::test {

namespace {

constexpr int kMeter = 3;

const PeerKind kKinds[] = {
    {"VictoriaMetrics, warm, `nocache=1`", {"/usr/bin/victoria-metrics"}, "sqlite", make_victoria_metrics},
    {"Prometheus, warm, its blocks compacted", {"/usr/bin/prometheus", "/usr/bin/promtool"}, "sqlite", make_prometheus},
    {"Gnocchi, warm, its means stored by the hour",
     {"/usr/bin/gnocchi-api", "/usr/bin/gnocchi-metricd"},
     "postgresql",
     make_gnocchi},
};

/// Milliseconds until the whole answer is there, on one connection where the server keeps it.
double time_of(Client& client, const Call& call, double seconds) {
  constexpr int kLeast = 3;
  const auto begin = std::chrono::steady_clock::now();
  int times = 0;
  double passed = 0;
  while (times < kLeast || passed < seconds) {
    body_of(client, call);
    ++times;
    passed = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  }
  return 1e3 * passed / times;
}

std::vector<double> our_means(const std::string& answer) {
  std::vector<double> means;
  const auto value = parsed(answer);
  for (const auto& period : items(value)) means.push_back(number(member(period, "avg")));
  return means;
}

/// Who answers something else has not done the same work.
void require_same(const std::vector<double>& ours, const std::vector<double>& theirs, const std::string& name) {
  if (ours.size() != theirs.size()) {
    throw std::runtime_error(name + " has " + std::to_string(theirs.size()) + " hours, we have " +
                             std::to_string(ours.size()));
  }
  for (std::size_t hour = 0; hour < ours.size(); ++hour) {
    if (std::abs(ours[hour] - theirs[hour]) > 1e-9 * std::abs(ours[hour])) {
      throw std::runtime_error(name + " has " + exact(theirs[hour]) + " for hour " + std::to_string(hour) +
                               ", we have " + exact(ours[hour]));
    }
  }
}

struct Rival {
  Rival(const PeerKind& kind, const Points& points) : name(kind.name), peer(kind.make(points)) {}

  const std::string name;
  const std::unique_ptr<Peer> peer;
  Line* line = nullptr;
  Client client{};
};

/// The peers that are here and run; of the others the line says why they are not measured.
class Rivals {
 public:
  Rivals(const Points& points, Report& report) {
    for (const auto& kind : kKinds) {
      auto& line =
          report.line("the hourly means of that meter, " + std::to_string(points.hours()) + " of them", kind.name,
                      {.figure = Comparison::Figure::kReferenceToOurs, .unit = "ms", .at_least = 1});
      if (!kind.is_installed()) {
        line.leave_out("not installed");
        continue;
      }
      try {
        auto rival = std::make_unique<Rival>(kind, points);
        rival->line = &line;
        rivals_.push_back(std::move(rival));
      } catch (const std::exception& error) {
        leave_out(line, error);
      }
    }
  }

  /// Has each ready to be measured.
  void prepare(const std::vector<double>& means, double seconds) {
    std::erase_if(rivals_, [&](const auto& rival) {
      try {
        rival->peer->settle();
        const auto question = rival->peer->question();
        require_same(means, rival->peer->means(body_of(rival->client, question)), rival->name);
        time_of(rival->client, question, seconds);  // warm
        return false;
      } catch (const std::exception& error) {
        leave_out(*rival->line, error);
        return true;
      }
    });
  }

  template <class F>
  void measure(double seconds, const F& ours) {
    for (const auto& rival : rivals_) {
      const double of_ours = ours();
      rival->line->add(of_ours, time_of(rival->client, rival->peer->question(), seconds));
    }
  }

 private:
  static void leave_out(Line& line, const std::exception& error) {
    const std::string sentence = error.what();
    line.leave_out(sentence.substr(0, sentence.find('\n')));
    std::cerr << sentence << std::endl;
  }

  std::vector<std::unique_ptr<Rival>> rivals_;
};

}  // namespace

void measure_peers(const Suite& suite, Report& report) {
  const Points points{suite.sizes.resources, suite.sizes.samples, kMeter};
  HttpdServer server;
  for_load(server, 4);
  serve_database(server, "upgraded", suite.dataset(Tables::kUpgraded));
  server.start();
  const Call ours{server.url("/v2/meters/meter-003/statistics?period=3600&q.field=timestamp&q.op=ge&q.value="
                             "2016-03-01T00:00:00&q.field=timestamp&q.op=lt&q.value=2016-03-07T23:00:00"),
                  "GET",
                  {{"Host", "upgraded.test"}}};
  Client client;
  Rivals rivals(points, report);
  rivals.prepare(our_means(body_of(client, ours)), suite.seconds);
  for (int round = 0; round < suite.rounds; ++round) {
    rivals.measure(suite.seconds, [&] { return time_of(client, ours, suite.seconds); });
  }
}

}  // namespace ceilometer::test
