#include "bench/peer.hpp"

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "bench/dataset.hpp"
#include "bench/json_answer.hpp"
#include "support/database_server.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/process.hpp"

namespace ceilometer::test {

double Points::volume(int i, int series_number) const { return volume_of(i, series_number, meter); }

long Points::time(int i, int series_number) { return sample_time(i) * 1000 + series_number; }

std::string Points::name(int series_number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "resource-%04d", series_number);
  return text.data();
}

int Points::hours() const { return static_cast<int>((sample_time(samples - 1) - kDatasetBegin) / 3600) + 1; }

bool PeerKind::is_installed() const {
  return test::is_installed(engine) && std::all_of(programs.begin(), programs.end(), [](const std::string& program) {
           return ::access(program.c_str(), X_OK) == 0;
         });
}

Daemon::Daemon(const std::vector<std::string>& command, int port, const std::string& log)
    : pid_(spawn(command, {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LANG=C.UTF-8", "TZ=UTC"}, log)) {
  bool has_ended = false;
  const bool settled = port == 0 || eventually(
                                        [&] {
                                          has_ended = wait_for(pid_, std::chrono::milliseconds(0));
                                          return has_ended || takes_connections(port);
                                        },
                                        std::chrono::seconds(60));
  if (settled && !has_ended) return;
  ::kill(-pid_, SIGKILL);
  throw std::runtime_error(command.front() + " did not start:\n" + read_file(log));
}

Daemon::~Daemon() {
  ::kill(pid_, SIGTERM);
  const bool ended = wait_for(pid_, std::chrono::seconds(10));
  // spawn() gave it a process group, which its own processes are in.
  ::kill(-pid_, SIGKILL);
  if (!ended) wait_for(pid_, std::chrono::seconds(5));
}

std::string body_of(Client& client, const Call& call) {
  auto answer = client.send(call);
  if (answer.error != 0 || answer.status / 100 != 2) {
    throw std::runtime_error(call.url + ": status " + std::to_string(answer.status) + ", error " +
                             std::to_string(answer.error) + ": " + answer.body.substr(0, 500));
  }
  return std::move(answer.body);
}

std::string exact(double number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.17g", number);
  return text.data();
}

std::string in_query(const std::string& text) {
  std::string out;
  for (const unsigned char c : text) {
    if (std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.') {
      out += static_cast<char>(c);
      continue;
    }
    std::array<char, 4> escaped{};
    std::snprintf(escaped.data(), escaped.size(), "%%%02X", c);
    out += escaped.data();
  }
  return out;
}

Call range_question(const Points& points, int port, const std::string& more) {
  const auto end_of_hour = [](int hour) { return std::to_string(kDatasetBegin + (hour + 1) * 3600L - 1) + ".999"; };
  // Every series has as many samples in an hour as any other: the mean of their means is that of all.
  return {"http://127.0.0.1:" + std::to_string(port) +
          "/api/v1/query_range?query=" + in_query("avg(avg_over_time(meter[1h]))") + "&start=" + end_of_hour(0) +
          "&end=" + end_of_hour(points.hours() - 1) + "&step=3600" + more};
}

std::vector<double> means_of_range(const std::string& answer) {
  const auto value = parsed(answer);
  std::vector<double> means;
  for (const auto& series : items(member(member(value, "data"), "result"))) {
    for (const auto& point : items(member(series, "values"))) {
      means.push_back(number(items(point).at(1)));
    }
  }
  return means;
}

}  // namespace ceilometer::test
