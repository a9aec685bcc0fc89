// Samples that are to be stored once, on every engine.

#include <algorithm>
#include <atomic>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/api_error.hpp"
#include "storage/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

namespace {

model::NewSample once(const std::string& id, const std::string& time = "2016-03-01 08:00:00.000001") {
  model::NewSample s = new_sample(id, time);
  s.once = true;
  return s;
}

}  // namespace

TEST_CASE("a sample that is to be stored once is, others as often as they come") {
  StoreFixture f;
  const auto number = [&] { return f.database->value("SELECT count(*) FROM sample"); };
  record(*f.store, {once("a"), once("b"), once("a"), new_sample("c"), new_sample("c")});
  CHECK(number() == "4");
  record(*f.store, {once("b"), once("a"), once("d")});
  CHECK(number() == "5");
  // Another process's store has seen nothing of it.
  record(*make_store(f.database->url(), f.logger), {once("a"), once("d"), new_sample("c")});
  CHECK(number() == "6");
  record(*f.store, {once("a")});
  CHECK(number() == "6");

  // Another time, meter, resource or project is another sample: nobody can keep others' from being stored.
  std::vector<model::NewSample> others(5, once("a"));
  others[0].timestamp = at("2016-03-01 08:00:00.000002");
  others[1].meter = "memory";
  others[2].resource_id = "other";
  others[3].project_id = "other";
  others[4].project_id = std::nullopt;
  record(*f.store, others);
  record(*f.store, others);
  CHECK(number() == "11");
  // One that another program stored counts; what is left out makes no meter and no resource.
  model::NewSample known = once("c", "2016-03-01 08:00:00");
  known.resource_metadata = R"({"other": 1})";
  const std::string resources = f.database->value("SELECT count(*) FROM resource");
  record(*f.store, {known});
  CHECK(number() == "11");
  CHECK(f.database->value("SELECT count(*) FROM resource") == resources);
}

TEST_CASE("whoever stores the same sample at the same time, it is there once") {
  StoreFixture f;
  record(*f.store, {new_sample("first")});
  constexpr int kWriters = 4;
  constexpr int kRounds = 15;
  constexpr int kSamples = 12;
  std::atomic<int> failed = 0;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      RecordingLogger logger;
      const auto store = make_store(f.database->url(), logger);
      std::mt19937 random(static_cast<unsigned>(writer));
      for (int round = 0; round < kRounds; ++round) {
        std::vector<model::NewSample> samples;
        for (int i = 0; i < kSamples; ++i) {
          model::NewSample s = once(std::to_string(round) + "-" + std::to_string(i));
          s.resource_id = "r-" + std::to_string(round);
          s.meter = "m-" + std::to_string(round);
          s.unit = std::nullopt;
          samples.push_back(s);
        }
        std::shuffle(samples.begin(), samples.end(), random);
        try {
          record(*store, samples);
        } catch (const ApiError&) {
          ++failed;
        }
      }
    });
  }
  for (auto& writer : writers) writer.join();
  CHECK(failed == 0);
  CHECK(f.database->value("SELECT count(*) FROM sample") == std::to_string(kRounds * kSamples + 1));
  CHECK(f.database->value("SELECT count(DISTINCT message_id) FROM sample") == std::to_string(kRounds * kSamples + 1));
}
