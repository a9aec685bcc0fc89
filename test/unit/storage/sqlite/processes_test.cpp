#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

#include <array>
#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "unit/storage/sqlite/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

namespace {

std::vector<model::NewSample> batch(const std::string& writer, int number, int size) {
  std::vector<model::NewSample> samples;
  for (int i = 0; i < size; ++i) {
    model::NewSample s = new_sample(writer + "/" + std::to_string(number) + "/" + std::to_string(i));
    s.message_signature = writer + "/" + std::to_string(number);
    s.meter = "meter-" + std::to_string(i);
    s.resource_id = "resource-" + std::to_string(number % 7);
    s.resource_metadata = R"({"number": )" + std::to_string(number % 5) + R"(, "name": "x"})";
    samples.push_back(s);
  }
  return samples;
}

bool ended_well(pid_t child) {
  int status = 0;
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Writes batches until it is killed, and says each batch's number once it was stored.
[[noreturn]] void write_until_killed(storage::MeteringStore& store, const std::string& writer, int size, int said) {
  for (int number = 0;; ++number) {
    try {
      store.record(batch(writer, number, size));
    } catch (...) {
      _exit(1);
    }
    if (write(said, &number, sizeof(number)) != sizeof(number)) _exit(2);
  }
}

}  // namespace

TEST_CASE("processes that share one store's file from their first use lose and double nothing") {
  constexpr int kProcesses = 3;
  constexpr int kBatches = 15;
  StoreFixture f;
  std::array<pid_t, kProcesses> children{};
  for (int p = 0; p < kProcesses; ++p) {
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      try {
        for (int i = 0; i < kBatches; ++i) f.store->record(batch(std::to_string(p), i, 4));
      } catch (...) {
        _exit(1);
      }
      f.store->close();
      _exit(0);
    }
    children[static_cast<std::size_t>(p)] = child;
  }
  for (const pid_t child : children) CHECK(ended_well(child));
  const Database database(f.path);
  CHECK(database.rows("SELECT count(*), count(DISTINCT message_id) FROM sample") == Strings{"180|180"});
  CHECK(database.value("SELECT count(*) FROM meter") == "4");
  CHECK(database.value("SELECT count(*) FROM resource") ==
        database.value("SELECT count(*) FROM (SELECT DISTINCT resource_id, metadata_hash FROM resource)"));
  CHECK(database.value("SELECT count(*) FROM migrate_version") == "1");
  CHECK(found(*f.store, {}).size() == 180);
}

TEST_CASE("a writer that is killed at any moment loses nothing it acknowledged and leaves nothing half-written") {
  constexpr int kRounds = 20;
  constexpr int kBatchSize = 5;
  StoreFixture f;
  std::mt19937 random(20161);
  std::vector<std::string> acknowledged;
  int failures = 0;
  for (int round = 0; round < kRounds; ++round) {
    std::array<int, 2> said{};
    REQUIRE(pipe(said.data()) == 0);
    const std::string writer = "round-" + std::to_string(round);
    const pid_t child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      close(said[0]);
      const auto store = make_store(f.path, f.logger);
      write_until_killed(*store, writer, kBatchSize, said[1]);
    }
    close(said[1]);
    int number = 0;
    // Once it is at work, it is killed some 0 to 20 ms later: in the middle of whatever it does then.
    if (read(said[0], &number, sizeof(number)) != sizeof(number)) ++failures;
    acknowledged.push_back(writer + "/" + std::to_string(number));
    std::this_thread::sleep_for(std::chrono::microseconds(random() % 20'000));
    kill(child, SIGKILL);
    while (read(said[0], &number, sizeof(number)) == sizeof(number)) {
      acknowledged.push_back(writer + "/" + std::to_string(number));
    }
    close(said[0]);
    int status = 0;
    waitpid(child, &status, 0);
    if (!WIFSIGNALED(status)) ++failures;
  }
  CHECK(failures == 0);
  const Database database(f.path);
  CHECK(database.value("PRAGMA integrity_check") == "ok");
  const Strings counts = database.rows(
      "SELECT DISTINCT count(*), count(DISTINCT message_id) FROM sample "
      "GROUP BY message_signature");
  CHECK(counts == Strings{"5|5"});
  int missing = 0;
  for (const std::string& name : acknowledged) {
    if (database.rows("SELECT 1 FROM sample WHERE message_id = '" + name + "/0'").empty()) ++missing;
  }
  CHECK(missing == 0);
  CHECK(acknowledged.size() >= kRounds);
  CHECK(database
            .rows("SELECT 1 FROM resource WHERE internal_id NOT IN (SELECT id FROM metadata_int) "
                  "OR internal_id NOT IN (SELECT id FROM metadata_text)")
            .empty());
  record(*f.store, {new_sample("afterwards")});
  CHECK(found(*f.store, {}, storage::Scope::everything(), 1).size() == 1);
}

TEST_CASE("a child that inherits an open store works on connections of its own") {
  StoreFixture f;
  record(*f.store, {new_sample("parent")});
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    try {
      f.store->record(batch("child", 0, 1));
      _exit(found(*f.store, {}).size() == 2 ? 0 : 3);
    } catch (...) {
      _exit(1);
    }
  }
  CHECK(ended_well(child));
  record(*f.store, {new_sample("parent again")});
  CHECK(found(*f.store, {}).size() == 3);
  CHECK(Database(f.path).value("PRAGMA integrity_check") == "ok");
}
