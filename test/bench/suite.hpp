#pragma once

#include <string>

#include "bench/dataset.hpp"
#include "bench/report.hpp"
#include "support/httpd_server.hpp"

namespace ceilometer::test {

/// How the suite measures.
struct Suite {
  int rounds = 5;        ///< in each of which a part's lines are measured one after the other, ours and the reference
  double seconds = 0.5;  ///< that a rate is measured in a round
  bool has_ten_millions = false;                ///< also the lines that need ten times the samples
  std::string directory = dataset_directory();  ///< where the data are kept

  DatasetSizes sizes{};

  /// The sizes of the data set that has ten times the samples of the same series.
  DatasetSizes larger() const {
    auto larger = sizes;
    larger.samples *= 10;
    return larger;
  }
  std::string dataset(Tables tables) const { return make_dataset(directory, sizes, tables); }
};

/// The parts: each has servers of its own while it runs, and adds its lines to the report. They throw
/// std::runtime_error.
void measure_listings(const Suite& suite, Report& report);
void measure_commits(const Suite& suite, Report& report);
void measure_statistics(const Suite& suite, Report& report);
void measure_peers(const Suite& suite, Report& report);
void measure_posts(const Suite& suite, Report& report);
void measure_long_answer(const Suite& suite, Report& report);
void measure_idle_child(const Suite& suite, Report& report);

/// A VirtualHost of that name that serves a database.
void serve_database(HttpdServer& server, const std::string& name, const std::string& path);

/// A VirtualHost "static.test" for the files of the directory "static", which it makes.
void serve_files(HttpdServer& server);

/// One child with so many threads, which keeps connections for as many requests as come.
void for_load(HttpdServer& server, int threads);

}  // namespace ceilometer::test
