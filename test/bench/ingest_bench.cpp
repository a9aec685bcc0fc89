// Samples stored per second by POSTs that are committed before they are answered, beside what SQLite and the disk can
// do with no API in between, in turns, on a copy of the data set of a million samples.
//
// usage: bench_ingest [ROUNDS [SECONDS]]
//
// SECONDS is how long each is measured in each round. The database lies in the directory for temporary files, as what
// it is compared with does: TMPDIR names the disk.

#define CATCH_CONFIG_RUNNER
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <iostream>
#include <stdexcept>

#include "bench/dataset.hpp"
#include "bench/load.hpp"
#include "bench/median.hpp"
#include "support/httpd_server.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

using Clock = std::chrono::steady_clock;

int rounds = 5;
double seconds = 1;

/// Does it again and again until the time is over; how often per second.
double per_second(const std::function<void()>& once) {
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
std::string body_of(int samples) {
  std::string body = "[";
  for (int i = 0; i < samples; ++i) {
    body += std::string(i == 0 ? "" : ", ") +
            R"({"counter_name": "posted", "counter_type": "gauge", "counter_unit": "unit", "counter_volume": )" +
            std::to_string(i) + R"(.5, "resource_id": "posted-)" + std::to_string(i % 10) +
            R"(", "user_id": "user-01", "project_id": "project-01", "timestamp": "2016-03-02T08:17:)" +
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
    const std::string page(kPage, 'x');
    at_ = (at_ + 1) % kPages;
    if (::pwrite(file_, page.data(), page.size(), at_ * static_cast<off_t>(kPage)) != static_cast<ssize_t>(kPage) ||
        ::fdatasync(file_) != 0) {
      throw std::runtime_error("cannot write to the disk");
    }
  }

 private:
  int file_;
  off_t at_ = 0;
};

/// Samples into the same tables by SQLite alone: one prepared statement, `samples` of them to a durable transaction.
class Bulk {
 public:
  Bulk(const std::string& path, int samples) : samples_(samples) {
    check(sqlite3_open(path.c_str(), &handle_), "opening");
    run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = 10000");
    check(sqlite3_prepare_v2(handle_,
                             "INSERT INTO sample (meter_id, resource_id, volume, timestamp, recorded_at, "
                             "message_signature, message_id) VALUES (?, ?, ?, '2016-03-02 08:17:42.000000', "
                             "'2016-03-02 08:17:43.123456', ?, ?)",
                             -1, &insert_, nullptr),
          "preparing");
  }
  ~Bulk() {
    sqlite3_finalize(insert_);
    sqlite3_close(handle_);
  }
  Bulk(const Bulk&) = delete;
  Bulk& operator=(const Bulk&) = delete;

  void write() {
    const std::string signature(64, 's');
    run("BEGIN IMMEDIATE");
    for (int i = 0; i < samples_; ++i) {
      const std::string id = "bulk-0000-1000-8000-" + std::to_string(++last_);
      sqlite3_bind_int(insert_, 1, 1 + i % 10);
      sqlite3_bind_int(insert_, 2, 1 + i / 10 % 10);
      sqlite3_bind_double(insert_, 3, i + 0.5);
      sqlite3_bind_text(insert_, 4, signature.data(), static_cast<int>(signature.size()), SQLITE_STATIC);
      sqlite3_bind_text(insert_, 5, id.data(), static_cast<int>(id.size()), SQLITE_STATIC);
      if (sqlite3_step(insert_) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(handle_));
      sqlite3_reset(insert_);
    }
    run("COMMIT");
  }

 private:
  void check(int code, const char* what) const {
    if (code != SQLITE_OK) throw std::runtime_error(std::string(what) + ": " + sqlite3_errmsg(handle_));
  }
  void run(const char* sql) const { check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr), sql); }

  const int samples_;
  sqlite3* handle_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  long last_ = 0;
};

/// POSTs of so many samples each, by so many clients at once.
class Posts {
 public:
  Posts(const HttpdServer& server, int clients, int samples)
      : samples_(samples),
        clients_(clients),
        load_(server.port(), post_request("/v2/meters/posted?direct=True", body_of(samples)), clients, 201) {
    rate_ = load_.run(clients * 4);  // warm
  }

  double samples_per_second() {
    rate_ = load_.run(std::max(static_cast<long>(rate_ * seconds), 1L * clients_));
    return rate_ * samples_;
  }

 private:
  const int samples_;
  const int clients_;
  Load load_;
  double rate_ = 0;
};

struct Row {
  std::string what;
  std::vector<double> ours, reference, part;

  void add(double of_ours, double of_reference) {
    ours.push_back(of_ours);
    reference.push_back(of_reference);
    part.push_back(of_ours / of_reference);
  }
};

std::ostream& operator<<(std::ostream& out, const Row& row) {
  return out << std::left << std::setw(72) << row.what << std::right << std::fixed << std::setprecision(0)
             << std::setw(10) << median(row.ours) << std::setw(12) << median(row.reference) << std::setprecision(2)
             << std::setw(8) << median(row.part) << "\n";
}

}  // namespace

TEST_CASE("samples per second") {
  HttpdServer server;
  server.size(1, 40);
  server.global("MaxKeepAliveRequests 0\nKeepAliveTimeout 60");
  const auto ours = server.path("posted.sqlite");
  const auto theirs = server.path("bulk.sqlite");
  for (const auto& copy : {ours, theirs}) {
    std::filesystem::copy_file(make_dataset(dataset_directory(), {}), copy);
    std::filesystem::permissions(copy, std::filesystem::perms(0666));
  }
  server.vhost(serve(write_service_of(server, "api", "sqlite:///" + ours)));
  server.start();

  constexpr int kBatch = 100;
  constexpr int kClients = 8;
  constexpr int kSingles = 32;
  Row batches{"POST of 100 samples, 8 clients : bulk insert of 800 to a transaction", {}, {}, {}};
  Row singles{"POST of one sample, 32 clients : pages that the disk takes, each waited for", {}, {}, {}};
  Bulk bulk(theirs, kBatch * kClients);
  Disk disk(server.path("pages"));
  Posts many(server, kClients, kBatch);
  Posts one(server, kSingles, 1);
  for (int i = 0; i < rounds; ++i) {
    batches.add(many.samples_per_second(), per_second([&] { bulk.write(); }) * kBatch * kClients);
    singles.add(one.samples_per_second(), per_second([&] { disk.sync_a_page(); }));
  }
  std::cout << rounds << " rounds of " << seconds
            << " s each; medians of samples (pages) per second and of their ratio\n"
            << batches << singles;
}

int main(int argc, char** argv) {
  if (argc > 1) rounds = std::max(1, std::atoi(argv[1]));
  if (argc > 2) seconds = std::max(0.05, std::atof(argv[2]));
  return Catch::Session().run(1, argv);
}
