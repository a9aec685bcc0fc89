// What test/unit/storage/sqlite/summaries_test.cpp asks of SQLite, of PostgreSQL, where writers overlap.

#include <catch2/catch.hpp>
#include <iostream>
#include <thread>

#include "storage/summary_world.hpp"
#include "support/child.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

namespace {

bool has_overlapping_writers() { return engine() == "postgresql"; }

/// Several clients, each of them with a transaction open for a while.
class Crowd {
 public:
  Crowd(SummaryWorld& world, int size) {
    for (int i = 0; i < size; ++i) sessions_.push_back(std::make_unique<PlainSession>(world.url, world.logger));
  }

  void stir(Random& random, TimePoint now, int steps) {
    for (int i = 0; i < steps; ++i) {
      auto& session = *sessions_[static_cast<std::size_t>(between(random, 0, std::int64_t(sessions_.size()) - 1))];
      if (!session.is_open()) session.begin(random_isolation(random));
      if (between(random, 0, 3) > 0 && !session.run(plain_change(random, now))) continue;
      if (between(random, 0, 3) == 0) between(random, 0, 4) == 0 ? session.rollback() : void(session.commit());
    }
  }

  void end() {
    for (const auto& session : sessions_) session->commit();
  }

 private:
  std::vector<std::unique_ptr<PlainSession>> sessions_;
};

}  // namespace

TEST_CASE("statistics by summaries are those of the samples while transactions of every kind overlap") {
  if (!has_overlapping_writers()) return;
  const auto seed = GENERATE(1, 2);
  std::cout << "summaries: seed " << seed << '\n';
  Random random(static_cast<Random::result_type>(seed));
  SummaryWorld world;
  TimePoint now = world_day(20);
  world.change(random, now, 1500);
  world.install();
  Crowd crowd(world, 4);
  int done = 0;
  int held_up = 0;
  for (int step = 0; step < 12; ++step) {
    now = std::min(now + std::chrono::minutes(between(random, 0, 5000)), world_day(kWorldDays));
    crowd.stir(random, now, 40);
    world.compare(random, 10);
    if (step % 3 != 0) crowd.end();
    if (step % 2 == 0) {
      const TimePoint until = now - std::chrono::microseconds(between(random, 0, 7'200'000'000));
      const auto outcome = world.fold_interrupted(until, [&] {
        crowd.stir(random, now, 3);
        if (between(random, 0, 1) == 0) crowd.end();
      });
      (outcome == Outcome::kDone ? done : held_up)++;
      world.compare(random, 15);
    }
  }
  CHECK(done > 0);
  CHECK(held_up > 0);
  crowd.end();
  CHECK(world.fold(now) == Outcome::kDone);
  CHECK(world.marks() == "0");
  world.compare(random, 60);
  CHECK(world.rows > 1000);
  CHECK(world.control->value("SELECT count(*) > 100 FROM ceilometer_summary_day") == "t");
  CHECK(world.logger.text() == "CEIL0200: made Ceilometer's tables in an empty database\n");
}

namespace {

/// Writes in transactions of every kind, some of them open for longer than a folding takes.
void write_for_a_while(SummaryWorld& world, std::uint64_t seed, TimePoint end, int transactions) {
  Random random(seed);
  RecordingLogger logger;
  PlainSession session(world.url, logger);
  for (int i = 0; i < transactions; ++i) {
    session.begin(random_isolation(random));
    for (auto left = between(random, 1, 5); left > 0 && session.is_open(); --left) {
      session.run(plain_change(random, end));
      if (between(random, 0, 7) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(between(random, 0, 60)));
    }
    if (!session.is_open()) continue;
    if (session.run(std::string("SET lock_timeout TO 0; ") + kMayCommit)) session.commit();
    session.run("SET lock_timeout TO '20ms'");
  }
}

/// Folds again and again, to times that go on and now and then stay, until it is killed.
void fold_for_ever(SummaryWorld& world, std::uint64_t seed, TimePoint from, TimePoint until) {
  Random random(seed);
  RecordingLogger logger;
  const auto driver = make_driver(world.url, logger);
  NoProgress progress;
  const storage::upkeep::SummaryFolder::Patience patience{std::chrono::milliseconds(50), std::chrono::milliseconds(40)};
  for (TimePoint to = from;; to = std::min(until, to + std::chrono::minutes(between(random, 0, 600)))) {
    storage::upkeep::SummaryFolder(*driver, logger, patience).run(to, progress);
  }
}

}  // namespace

TEST_CASE("folders that are killed, several at once, and writers who overlap leave the answers right") {
  if (!has_overlapping_writers()) return;
  Random random(11);
  SummaryWorld world;
  const TimePoint end = world_day(kWorldDays);
  world.change(random, end, 3000);
  world.install();
  std::vector<Child> writers;
  for (const std::uint64_t number : {100, 200, 300}) {
    writers.emplace_back([&, number] { write_for_a_while(world, number, end, 400); });
  }
  for (int round = 0; round < 40; ++round) {
    std::vector<Child> folders;
    for (int i = 0; i < 2; ++i) {
      const std::uint64_t number = random();
      folders.emplace_back([&, number] { fold_for_ever(world, number, world_day(round), end); });
    }
    std::this_thread::sleep_for(std::chrono::microseconds(between(random, 20'000, 300'000)));
    folders.front().kill_now();
    world.compare(random, 12);
  }
  for (Child& writer : writers) CHECK(writer.ended_well());
  CHECK(world.control->value("SELECT count(*) > 100 FROM ceilometer_summary_day") == "t");
  // Whoever comes next finishes what they left.
  Outcome outcome = Outcome::kBusy;
  for (int i = 0; i < 200 && outcome != Outcome::kDone; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    outcome = world.fold(end);
  }
  CHECK(outcome == Outcome::kDone);
  world.compare(random, 100);
  CHECK(world.marks() == "0");
  CHECK(world.control->value("SELECT (SELECT count(*) FROM ceilometer_summary_day d JOIN ceilometer_summary_points p "
                             "ON p.id = d.points_id) - (SELECT count(*) FROM ceilometer_summary_points)") == "0");
}
