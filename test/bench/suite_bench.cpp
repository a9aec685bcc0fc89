// The suite behind docs/performance.md: each kind of work beside a reference, in turns in one run, and one table of
// medians and ratios. test/bench/run builds and runs it.
//
// usage: bench_suite [--rounds N] [--seconds S] [--samples 10000000] [--directory DIR] [--part NAME]...
//
//   --rounds     in each of which everything is measured once (default 5)
//   --seconds    that a rate is measured in a round (default 0.5)
//   --samples    10000000: also what needs ten times the samples (made once; that takes a quarter of an hour)
//   --directory  where the data are kept between runs (default mod_ceilometer-bench in the directory for temporary
//                files); what is written lies in that for temporary files itself: TMPDIR names the disk
//   --part       nothing but these: listings, commits, statistics, peers, posts, long-answer, idle-child

#define CATCH_CONFIG_RUNNER
#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

#include "bench/machine.hpp"
#include "bench/suite.hpp"

using namespace ceilometer::test;

namespace {

struct Part {
  const char* name;
  void (*measure)(const Suite&, Report&);
};

constexpr Part kParts[] = {
    {"listings", measure_listings},     {"commits", measure_commits}, {"statistics", measure_statistics},
    {"peers", measure_peers},           {"posts", measure_posts},     {"long-answer", measure_long_answer},
    {"idle-child", measure_idle_child},
};

Suite suite;                     // NOLINT: of a program of its own, as main() found it
std::vector<std::string> parts;  // NOLINT: none: all

/// False where the command line is wrong.
bool read_arguments(int argc, char** argv) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--rounds") {
      suite.rounds = std::max(1, std::atoi(value.c_str()));
    } else if (name == "--seconds") {
      suite.seconds = std::max(0.01, std::atof(value.c_str()));
    } else if (name == "--samples" && (value == "1000000" || value == "10000000")) {
      suite.has_ten_millions = value == "10000000";
    } else if (name == "--directory") {
      suite.directory = value;
    } else if (name == "--part" && std::any_of(std::begin(kParts), std::end(kParts),
                                               [&](const Part& part) { return value == part.name; })) {
      parts.push_back(value);
    } else {
      return false;
    }
  }
  return argc % 2 == 1;
}

}  // namespace

TEST_CASE("the suite") {
  Report report;
  for (const auto& part : kParts) {
    if (!parts.empty() && std::find(parts.begin(), parts.end(), part.name) == parts.end()) continue;
    std::cerr << "measuring: " << part.name << std::endl;
    const auto begin = std::chrono::steady_clock::now();
    try {
      part.measure(suite, report);
    } catch (const std::exception& error) {
      FAIL_CHECK(part.name << ": " << error.what());
    }
    std::cerr << part.name << ": "
              << std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begin).count()
              << " s" << std::endl;
  }
  std::cout << describe_machine() << "\n"
            << suite.sizes.all_samples() << " samples (" << suite.sizes.resources << " resources, "
            << suite.sizes.meters << " meters, one in " << kSampleInterval / 60 << " minutes), " << suite.sizes.events
            << " events. Medians of " << suite.rounds << " rounds.\n\n";
  report.print(std::cout);
}

int main(int argc, char** argv) {
  if (!read_arguments(argc, argv)) {
    std::cerr
        << "usage: bench_suite [--rounds N] [--seconds S] [--samples 10000000] [--directory DIR] [--part NAME]...\n";
    return 2;
  }
  return Catch::Session().run(1, argv);
}
