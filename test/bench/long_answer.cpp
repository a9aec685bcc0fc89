// All samples in one answer: how much httpd's child grows meanwhile, and when the first byte comes.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string_view>
#include <thread>

#include "bench/answer_reader.hpp"
#include "bench/load.hpp"
#include "bench/suite.hpp"
#include "support/client.hpp"
#include "support/process.hpp"

namespace ceilometer::test {

namespace {

using Clock = std::chrono::steady_clock;

/// The most that a process held while this watched, in kB: its proportional share, looked at every few milliseconds.
class Watch {
 public:
  explicit Watch(pid_t process)
      : at_start_(pss_kb(process)), most_(at_start_), thread_([this, process] {
          while (!ended_) {
            most_ = std::max(most_.load(), pss_kb(process));
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
          }
        }) {}
  ~Watch() {
    ended_ = true;
    thread_.join();
  }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  double growth_mb() const { return static_cast<double>(most_ - at_start_) / 1024; }

 private:
  const long at_start_;
  std::atomic<long> most_;
  std::atomic<bool> ended_ = false;
  std::thread thread_;
};

struct LongAnswer {
  double first_byte = 0;  ///< milliseconds after the request
  double whole = 0;       ///< seconds
  std::size_t bytes = 0;
};

LongAnswer ask(const HttpdServer& server, const std::string& request) {
  RawConnection connection(server.port());
  LongAnswer answer;
  AnswerReader reader;
  const auto begin = Clock::now();
  connection.send(request);
  for (bool is_whole = false; !is_whole;) {
    const auto piece = connection.receive(256 * 1024);
    if (piece.empty()) throw std::runtime_error("a long answer was broken off");
    if (answer.first_byte == 0) {
      answer.first_byte = std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
    }
    is_whole = reader.take(piece);
  }
  if (reader.status() != 200) throw std::runtime_error("status " + std::to_string(reader.status()));
  answer.whole = std::chrono::duration<double>(Clock::now() - begin).count();
  answer.bytes = reader.body_size();
  return answer;
}

}  // namespace

void measure_long_answer(const Suite& suite, Report& report) {
  // By a request, since a deployment's default is a hundred rows; max_return_limit, which could forbid it, is 0.
  const auto rows = suite.sizes.all_samples();
  const auto request = get_request("/v2/samples?limit=" + std::to_string(rows), "upgraded.test");
  Comparison memory{.figure = Comparison::Figure::kOurs, .unit = "MB"};
  memory.under = 12;
  Comparison first_byte{.figure = Comparison::Figure::kOurs, .unit = "ms"};
  first_byte.under = 50;
  const auto work =
      "`GET` " + readable(static_cast<double>(rows)) + " samples in one answer (`limit=" + std::to_string(rows) + "`)";
  auto& growth_line = report.line(work + ": growth of the child", "its Pss before", memory);
  auto& first_line = report.line(work + ": first byte", "", first_byte);
  LongAnswer last;
  for (int round = 0; round < suite.rounds; ++round) {
    // A child that has not done it before: memory that it has once, it keeps for the next time.
    HttpdServer server;
    for_load(server, 8);
    serve_database(server, "upgraded", suite.dataset(Tables::kUpgraded));
    server.start();
    const auto small = get_request("/v2/samples?limit=100", "upgraded.test");
    for (int i = 0; i < 10; ++i) ask(server, small);
    const Watch watch(server.children().at(0));
    last = ask(server, request);
    growth_line.add(watch.growth_mb());
    first_line.add(last.first_byte);
  }
  report.note("That answer has " + readable(static_cast<double>(last.bytes) / 1e6) + " MB and takes " +
              readable(last.whole) + " s.");
}

}  // namespace ceilometer::test
