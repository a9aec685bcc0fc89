// Expirers and writers at once, on every engine.

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "base/api_error.hpp"
#include "storage/fixture.hpp"
#include "storage/upkeep/expiry.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using std::chrono::steady_clock;

namespace {

constexpr int kWriters = 3;
constexpr int kRounds = 150;
constexpr int kRoundsUntilRevived = 4;

const TimePoint kLimit = at("2016-03-01 08:00:00");

model::NewSample sample_of(const std::string& id, const std::string& time, const std::string& name) {
  model::NewSample s = new_sample(id, time);
  s.meter = "meter of " + name;
  s.resource_id = name;
  s.resource_metadata = R"({"name": ")" + name + R"("})";
  return s;
}

/// Writes a sample that is old already, and another one for what had an old one a few rounds ago, together with one
/// that shares its resource with all others. Returns the longest time that one of its calls took.
steady_clock::duration write(const std::string& url, int writer, std::atomic<int>& failed) {
  RecordingLogger logger;
  const auto store = make_store(url, logger);
  steady_clock::duration longest{};
  const auto name = [&](int round) { return std::to_string(writer) + "-" + std::to_string(round); };
  for (int round = 0; round < kRounds; ++round) {
    std::vector<model::NewSample> samples = {sample_of("old " + name(round), "2016-03-01 07:00:00", name(round)),
                                             sample_of("old shared", "2016-03-01 07:00:00", "shared")};
    if (round >= kRoundsUntilRevived) {
      const std::string revived = name(round - kRoundsUntilRevived);
      samples.push_back(sample_of("new " + revived, "2016-03-01 09:00:00", revived));
    }
    const auto begun = steady_clock::now();
    try {
      record(*store, samples);
    } catch (const ApiError&) {
      ++failed;
    }
    longest = std::max(longest, steady_clock::now() - begun);
  }
  return longest;
}

}  // namespace

TEST_CASE("two expirers and some writers leave nothing that points nowhere") {
  StoreFixture f;
  record(*f.store, {new_sample("first", "2016-03-01 09:00:00")});
  std::atomic<bool> done = false;
  std::atomic<std::int64_t> expired = 0;
  std::atomic<int> failed = 0;
  std::atomic<int> runs = 0;
  std::atomic<int> expirers_failed = 0;
  std::vector<std::thread> expirers;
  for (int i = 0; i < 2; ++i) {
    expirers.emplace_back([&] {
      RecordingLogger logger;
      const auto driver = make_driver(f.database->url(), logger);
      storage::upkeep::TurnOptions options;
      options.pause = std::chrono::milliseconds(1);
      NoProgress progress;
      storage::upkeep::Expiry expiry(*driver, options, progress);
      try {
        do {
          const bool last = done;
          expired += expiry.samples(kLimit, false, false).samples;
          ++runs;
          if (last) return;
        } while (true);
      } catch (const std::exception&) {
        ++expirers_failed;
      }
    });
  }
  std::vector<std::thread> writers;
  std::vector<steady_clock::duration> longest(kWriters);
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&, i] { longest[static_cast<std::size_t>(i)] = write(f.database->url(), i, failed); });
  }
  for (auto& writer : writers) writer.join();
  done = true;
  for (auto& expirer : expirers) expirer.join();
  const auto longest_of_all =
      std::chrono::duration_cast<std::chrono::milliseconds>(*std::max_element(longest.begin(), longest.end()));
  std::cout << engine() << ": " << runs << " runs of two expirers beside " << kWriters << " writers of " << kRounds
            << " batches each; the longest write took " << longest_of_all.count() << " ms\n";
  CHECK(expirers_failed == 0);
  CHECK(failed == 0);
  CHECK(longest_of_all < std::chrono::seconds(5));
  // Each old sample was counted by one of the two.
  CHECK(expired == kWriters * kRounds * 2);
  constexpr int kRevived = kWriters * (kRounds - kRoundsUntilRevived);
  const auto number = [&](const std::string& sql) { return f.database->value(sql); };
  CHECK(number("SELECT count(*) FROM sample") == std::to_string(kRevived + 1));
  CHECK(number("SELECT count(*) FROM sample s JOIN meter m ON m.id = s.meter_id JOIN resource r ON r.internal_id = "
               "s.resource_id JOIN metadata_text t ON t.id = r.internal_id WHERE t.value = r.resource_id AND m.name = "
               "'meter of ' || r.resource_id AND s.message_id = 'new ' || r.resource_id") == std::to_string(kRevived));
  // And nothing is left of what was not revived.
  CHECK(number("SELECT count(*) FROM resource") == std::to_string(kRevived + 1));
  CHECK(number("SELECT count(*) FROM meter") == std::to_string(kRevived + 1));
  CHECK(number("SELECT count(*) FROM metadata_text") == std::to_string(kRevived));
}
