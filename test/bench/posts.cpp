// Samples stored per second by POSTs that are committed before they are answered, beside what SQLite and the disk do
// with no API in between; on copies of the data, which grow meanwhile.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>

#include "bench/bulk_insert.hpp"
#include "bench/load.hpp"
#include "bench/median.hpp"
#include "bench/minute.hpp"
#include "bench/suite.hpp"
#include "bench/syncs.hpp"

namespace ceilometer::test {

namespace {

using Clock = std::chrono::steady_clock;

constexpr int kBatch = 100;
constexpr int kClients = 8;
constexpr int kSingles = 32;
constexpr std::chrono::milliseconds kSlowDisk{1};

/// Does it again and again until the time is over; how often per second.
double per_second(double seconds, const std::function<void()>& once) {
  const auto start = Clock::now();
  long times = 0;
  double passed = 0;
  while (passed < seconds) {
    once();
    ++times;
    passed = std::chrono::duration<double>(Clock::now() - start).count();
  }
  return static_cast<double>(times) / passed;
}

/// A body with so many samples of one meter, of ten resources.
std::string samples_body(int samples) {
  const auto minute = minute_before('T');
  std::string body = "[";
  for (int i = 0; i < samples; ++i) {
    body += std::string(i == 0 ? "" : ", ") +
            R"({"counter_name": "posted", "counter_type": "gauge", "counter_unit": "unit", "counter_volume": )" +
            std::to_string(i) + R"(.5, "resource_id": "posted-)" + std::to_string(i % 10) +
            R"(", "user_id": "user-01", "project_id": "project-01", "timestamp": ")" + minute + ":" +
            std::to_string(10 + i % 50) + R"(", "resource_metadata": {"display_name": "posted", "flavor.name": "m1"}})";
  }
  return body + "]";
}

/// What the disk does: a page is written and waited for.
class Disk {
 public:
  explicit Disk(const std::string& path) : file_(::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
    if (file_ < 0) throw std::runtime_error("cannot make " + path);
  }
  ~Disk() { ::close(file_); }
  Disk(const Disk&) = delete;
  Disk& operator=(const Disk&) = delete;

  /// As SQLite's log grows: page after page.
  void sync_a_page() {
    constexpr std::size_t kPage = 4096;
    constexpr off_t kPages = 1000;
    at_ = (at_ + 1) % kPages;
    if (::pwrite(file_, page_.data(), kPage, at_ * static_cast<off_t>(kPage)) != static_cast<ssize_t>(kPage) ||
        ::fdatasync(file_) != 0) {
      throw std::runtime_error("cannot write to the disk");
    }
  }

 private:
  const std::string page_ = std::string(4096, 'x');
  int file_;
  off_t at_ = 0;
};

/// POSTs of so many samples each, by so many clients at once.
class Posts {
 public:
  Posts(const HttpdServer& server, const std::string& host, int clients, int samples, double seconds)
      : samples_(samples),
        clients_(clients),
        seconds_(seconds),
        port_(server.port()),
        request_(post_request("/v2/meters/posted?direct=True", samples_body(samples), host)) {
    rate_ = Load(port_, request_, clients_, 201).run(4L * clients_);
    samples_per_second();  // warm
  }

  double samples_per_second() {
    posts_ = std::max(static_cast<long>(rate_ * seconds_), 1L * clients_);
    rate_ = Load(port_, request_, clients_, 201).run(posts_);
    return rate_ * samples_;
  }
  /// That the last measurement stored.
  long samples() const { return posts_ * samples_; }

 private:
  const int samples_;
  const int clients_;
  const double seconds_;
  const int port_;
  const std::string request_;
  double rate_ = 0;
  long posts_ = 0;
};

/// One schema: a copy for the module and one for the reference.
class Pair {
 public:
  Pair(HttpdServer& server, const Suite& suite, Tables tables)
      : name_(tables == Tables::kUpgraded ? "upgraded" : "original"), theirs_(copy(server, suite, tables, "bulk")) {
    serve_database(server, name_, copy(server, suite, tables, "posted"));
  }

  void begin(const HttpdServer& server, const Suite& suite) {
    posts_ = std::make_unique<Posts>(server, name_ + ".test", kClients, kBatch, suite.seconds);
    bulk_ = std::make_unique<BulkInsert>(theirs_, kBatch * kClients, minute_before(' '));
  }
  void measure(Line& line, double seconds) {
    const double ours = posts_->samples_per_second();
    line.add(ours, per_second(seconds, [&] { bulk_->write(); }) * kBatch * kClients);
  }

 private:
  std::string copy(const HttpdServer& server, const Suite& suite, Tables tables, const std::string& what) const {
    const auto to = server.path(what + "-" + name_ + ".sqlite");
    std::filesystem::copy_file(suite.dataset(tables), to);
    give_to_server(to);
    return to;
  }

  const std::string name_;
  const std::string theirs_;
  std::unique_ptr<Posts> posts_;
  std::unique_ptr<BulkInsert> bulk_;
};

/// Single samples, the syncs they need, and the disk's own.
struct Singles {
  Posts& posts;
  Disk& disk;
  Syncs& syncs;
  std::vector<double> carried;  ///< samples for each sync of ours

  void measure(Line& line, double seconds) {
    const long before = syncs.count();
    const double ours = posts.samples_per_second();
    carried.push_back(static_cast<double>(posts.samples()) / static_cast<double>(std::max(syncs.count() - before, 1L)));
    line.add(ours, per_second(seconds, [&] { disk.sync_a_page(); }));
  }
};

}  // namespace

void measure_posts(const Suite& suite, Report& report) {
  HttpdServer server;
  for_load(server, 40);
  Syncs syncs(server);
  OwnSyncs own_syncs;
  Pair original(server, suite, Tables::kOriginal);
  Pair upgraded(server, suite, Tables::kUpgraded);
  server.start();
  original.begin(server, suite);
  upgraded.begin(server, suite);
  Posts one(server, "original.test", kSingles, 1, suite.seconds);
  Disk disk(server.path("pages"));
  Singles singles{one, disk, syncs, {}};
  Singles slow_singles{one, disk, syncs, {}};

  const auto batches =
      "`POST` direct, batches of " + std::to_string(kBatch) + ", " + std::to_string(kClients) + " clients";
  const std::string bulk = "bulk insert, same tables, 800 to a transaction";
  Comparison of_batches{.unit = "samples/s"};
  of_batches.at_least = 0.6;
  auto& in_original = report.line(batches + ", original's schema", bulk, of_batches);
  auto& in_upgraded = report.line(batches + ", with extras and summaries", bulk, of_batches);
  Comparison of_singles{.unit = "samples/s", .reference_unit = "fsyncs/s"};
  of_singles.at_least = 4;
  const auto single = "`POST` direct, one sample each, " + std::to_string(kSingles) + " clients";
  auto& quick = report.line(single, "the disk", of_singles);
  auto& slow = report.line(single + ", each sync 1 ms at least", "the disk, likewise", of_singles);
  for (int round = 0; round < suite.rounds; ++round) {
    original.measure(in_original, suite.seconds);
    upgraded.measure(in_upgraded, suite.seconds);
    singles.measure(quick, suite.seconds);
    syncs.take_at_least(kSlowDisk);
    own_syncs.take_at_least(kSlowDisk);
    slow_singles.measure(slow, suite.seconds);
    syncs.take_at_least({});
    own_syncs.take_at_least({});
  }
  report.note("Samples for each of our own syncs, one sample to a post: " + readable(median(singles.carried)) +
              "; where a sync takes 1 ms: " + readable(median(slow_singles.carried)) + ".");
}

}  // namespace ceilometer::test
