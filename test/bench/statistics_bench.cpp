// Statistics of a large meter: the store with summaries, the store without, and the sqlite3 shell that runs what the
// original ran, in turns in one run. And what the same costs where the same series have ten times the samples.
//
// usage: bench_statistics DIRECTORY [ROUNDS [SAMPLES [RESOURCES [METERS]]]]
//
// Databases of RESOURCES * METERS series with SAMPLES samples each, one in ten minutes, and with ten times as many, are
// made in DIRECTORY where they are not there, and left for the next run.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "bench/statistics_cases.hpp"
#include "storage/sql/stores.hpp"
#include "storage/sqlite/sqlite_dialect.hpp"
#include "storage/sqlite/sqlite_driver.hpp"
#include "storage/upkeep/summaries.hpp"
#include "support/statistics_rows.hpp"
#include "support/storage_helpers.hpp"

using namespace ceilometer;
using namespace ceilometer::bench;

namespace {

struct Size {
  int rounds = 7;
  int samples = 1000;
  int resources = 100;
  int meters = 10;
};

class StandardError final : public Logger {
 public:
  bool enabled(LogLevel level, std::string_view /*name*/) const noexcept override {
    return level <= LogLevel::kWarning;
  }
  void log(LogLevel /*level*/, std::string_view /*name*/, std::string_view message) noexcept override {
    std::cerr << message << '\n';
  }
};

StandardError logger;  // NOLINT: of a program of its own

std::unique_ptr<storage::sql::Driver> make_driver(const std::string& path) {
  storage::StoreOptions options;
  options.synchronous = false;
  const auto url = storage::DatabaseUrl::parse("sqlite:///" + path);
  return *storage::sqlite::make_driver(url.value(), options, logger);
}

std::string numbers(int n) {
  return "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(n - 1) + ") ";
}

void insert_samples(storage::sql::Connection& connection, const Size& size, int samples) {
  const auto series = std::to_string(size.resources * size.meters);
  const auto meters = std::to_string(size.meters);
  connection.execute("INSERT INTO meter " + numbers(size.meters) + "SELECT i + 1, 'meter-' || i, 'gauge', 'u' FROM n");
  connection.execute("INSERT INTO resource " + numbers(size.resources) +
                     "SELECT i + 1, 'user-' || (i % 7), 'project-' || (i % 5), 'openstack', 'vm-' || i, '{}', "
                     "'h' || i FROM n");
  connection.execute("INSERT INTO sample " + numbers(samples * size.resources * size.meters) + "SELECT i + 1, i % " +
                     meters + " + 1, (i % " + series + ") / " + meters +
                     " + 1, 50 + (i * 7919 % 10007) / 211.0, strftime('%Y-%m-%d %H:%M:%S', '2016-01-01', '+' || (i / " +
                     series +
                     " * 600) || ' seconds') || printf('.%06d', i * 31 % 1000000), "
                     "'2016-01-01 00:00:00.000000', 'signature-of-sixty-four-characters-as-writers-make-them-by-hmac', "
                     "'message-id-of-36-characters-' || i FROM n");
}

/// With summaries of all of it. The indexes are made last, which is quicker.
void make_database(const std::string& path, const Size& size, int samples) {
  if (std::filesystem::exists(path)) return;
  const std::string unfinished = path + ".unfinished";
  std::filesystem::remove(unfinished);
  const auto driver = make_driver(unfinished);
  const auto connection = driver->open();
  std::cout << std::filesystem::path(path).filename().string() << ": samples " << std::flush << std::setprecision(1)
            << std::fixed;
  const double took = milliseconds([&] {
    connection->begin_write();
    connection->execute(std::string(driver->dialect().create_schema()));
    std::string drop, create;
    {
      const auto rows = connection->prepare(
          "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'sample' AND sql IS NOT NULL");
      while (rows->step()) {
        drop += "DROP INDEX " + std::string(rows->text(0)) + ";";
        create += std::string(rows->text(1)) + ";";
      }
    }
    connection->execute(drop);
    insert_samples(*connection, size, samples);
    connection->execute(create);
    connection->commit();
  });
  storage::upkeep::install_summaries(*connection, driver->dialect());
  std::cout << took / 1000 << " s, summaries " << std::flush
            << milliseconds([&] {
                 NoProgress progress;
                 storage::upkeep::SummaryFolder(*driver, logger).run(utc_now(), progress);
               }) / 1000
            << " s" << std::endl;
  connection->execute("PRAGMA wal_checkpoint(TRUNCATE)");
  std::filesystem::rename(unfinished, path);
}

std::unique_ptr<storage::MeteringStore> make_store(const std::string& path, bool summaries) {
  storage::StoreOptions options;
  options.summaries = summaries;
  const auto url = storage::DatabaseUrl::parse("sqlite:///" + path);
  auto store = storage::sql::metering_store<storage::sqlite::make_driver>(url.value(), options, logger);
  return *std::move(store);
}

/// What the shell says a statement took; it runs it twice, and the second time counts.
double time_of_shell(const std::string& path, const std::string& sql) {
  const std::string script = path + ".sql." + std::to_string(getpid());
  {
    FILE* file = std::fopen(script.c_str(), "w");
    if (file == nullptr) throw std::runtime_error("cannot write " + script);
    std::fputs((".output /dev/null\n.timer on\n" + sql + ";\n" + sql + ";\n").c_str(), file);
    std::fclose(file);
  }
  FILE* shell = popen(("sqlite3 -batch '" + path + "' < '" + script + "'").c_str(), "r");
  if (shell == nullptr) throw std::runtime_error("cannot run sqlite3");
  double seconds = 0;
  int found = 0;
  char line[1024];
  while (std::fgets(line, sizeof(line), shell) != nullptr) {
    if (std::sscanf(line, "Run Time: real %lf", &seconds) == 1) ++found;
  }
  pclose(shell);
  std::filesystem::remove(script);
  if (found != 2) throw std::runtime_error("sqlite3 (the shell) did not run: is it installed?");
  return seconds * 1000;
}

/// Processor time for a stored sample, microseconds, in batches of new samples; or of old ones, which are marked.
double time_to_store(storage::MeteringStore& store, int round, bool is_late) {
  constexpr int kBatches = 50;
  constexpr int kSamples = 100;
  std::vector<std::vector<model::NewSample>> batches(kBatches);
  for (int b = 0; b < kBatches; ++b) {
    for (int i = 0; i < kSamples; ++i) {
      model::NewSample sample = test::new_sample(std::to_string(round) + "/" + std::to_string(b * kSamples + i));
      sample.meter = "meter-" + std::to_string(i % 10);
      sample.resource_id = "vm-" + std::to_string(i / 10);
      sample.timestamp = is_late ? parse_sqlite_time("2016-01-01 00:00:00").value() + std::chrono::seconds(b)
                                 : utc_now() + std::chrono::microseconds(i);
      batches[static_cast<std::size_t>(b)].push_back(std::move(sample));
    }
  }
  const std::clock_t begin = std::clock();
  for (const auto& batch : batches) store.record(batch);
  return static_cast<double>(std::clock() - begin) * 1e6 / CLOCKS_PER_SEC / (kBatches * kSamples);
}

void measure_storing(const std::string& directory, int rounds) {
  std::vector<std::string> paths;
  std::vector<std::unique_ptr<storage::MeteringStore>> stores;
  for (const char* name : {"/without.sqlite", "/with.sqlite"}) {
    paths.push_back(directory + name);
    for (const char* more : {"", "-wal", "-shm"}) std::filesystem::remove(paths.back() + more);
    stores.push_back(make_store(paths.back(), true));
    time_to_store(*stores.back(), -1, true);  // makes tables, meters and resources
  }
  const auto driver = make_driver(paths.back());
  storage::upkeep::install_summaries(*driver->open(), driver->dialect());
  NoProgress progress;
  storage::upkeep::SummaryFolder(*driver, logger).run(utc_now(), progress);
  std::vector<double> without, with, late;
  for (int i = 0; i < rounds; ++i) {
    without.push_back(time_to_store(*stores.front(), 2 * i, false));
    with.push_back(time_to_store(*stores.back(), 2 * i, false));
    late.push_back(time_to_store(*stores.back(), 2 * i + 1, true));
  }
  std::cout << std::setprecision(1) << "storing in batches of 100, processor time per sample: " << median(without)
            << " us, with triggers " << median(with) << " us, and late " << median(late) << " us" << std::endl;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc < 2) {
    std::cerr << "usage: bench_statistics DIRECTORY [ROUNDS [SAMPLES [RESOURCES [METERS]]]]\n";
    return 2;
  }
  Size size;
  if (argc > 2) size.rounds = std::max(1, std::atoi(argv[2]));
  if (argc > 3) size.samples = std::max(1, std::atoi(argv[3]));
  if (argc > 4) size.resources = std::max(1, std::atoi(argv[4]));
  if (argc > 5) size.meters = std::max(1, std::atoi(argv[5]));
  std::filesystem::create_directories(argv[1]);
  const auto path_of = [&](int samples) {
    return std::string(argv[1]) + "/statistics-" + std::to_string(samples) + "x" + std::to_string(size.resources) +
           "x" + std::to_string(size.meters) + ".sqlite";
  };
  const std::string small = path_of(size.samples);
  const std::string large = path_of(size.samples * 10);
  make_database(small, size, size.samples);
  make_database(large, size, size.samples * 10);
  const auto summed = make_store(small, true);
  const auto raw = make_store(small, false);
  const auto of_large = make_store(large, true);
  std::cout << std::fixed << "medians of " << size.rounds << " rounds in turns, milliseconds\n"
            << std::left << std::setw(34) << "" << std::right << std::setw(10) << "summaries" << std::setw(10)
            << "samples" << std::setw(10) << "shell" << std::setw(12) << "shell/sum." << std::setw(14) << "10x samples"
            << std::setw(8) << "ratio" << '\n';
  for (const auto& each : cases()) {
    const auto different = test::difference(test::statistics_rows(*summed, each.query, storage::Scope::everything()),
                                            test::statistics_rows(*raw, each.query, storage::Scope::everything()));
    if (!different.empty()) throw std::runtime_error(each.name + ": " + different);
    std::vector<double> with, without, shell, ten;
    time_of(*of_large, each.query);  // warm
    for (int i = 0; i < size.rounds; ++i) {
      with.push_back(time_of(*summed, each.query));
      without.push_back(time_of(*raw, each.query));
      ten.push_back(time_of(*of_large, each.query));
      if (!each.sql.empty()) shell.push_back(time_of_shell(small, each.sql));
    }
    const double least = median(with);
    std::cout << std::left << std::setw(34) << each.name << std::right << std::setprecision(2) << std::setw(10) << least
              << std::setprecision(1) << std::setw(10) << median(without);
    if (shell.empty()) {
      std::cout << std::setw(22) << "";
    } else {
      std::cout << std::setw(10) << median(shell) << std::setw(12) << median(shell) / least;
    }
    std::cout << std::setprecision(2) << std::setw(14) << median(ten) << std::setw(8) << median(ten) / least
              << std::endl;
  }
  measure_storing(argv[1], size.rounds);
  return 0;
} catch (const std::exception& error) {
  std::cerr << "bench_statistics: " << error.what() << '\n';
  return 1;
}
