// ceilometer-expirer as a user runs it, beside a server that takes samples.

#include <poll.h>
#include <signal.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <filesystem>
#include <iostream>
#include <thread>

#include "base/clock.hpp"
#include "expiry/old_data.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;
using std::chrono::steady_clock;

namespace {

/// A database and a server on it, which has made the tables.
class World {
 public:
  World() : database_(make_test_database()) {
    if (engine() == "sqlite") {
      const std::string file = database_->url().substr(std::string("sqlite:///").size());
      give_to_server(std::filesystem::path(file).parent_path());
    }
    server_.size(2, 8);
    files_ = write_service_of(server_, "api", database_->url(),
                              "[database]\nmetering_time_to_live = 86400\nevent_time_to_live = 86400\n");
    server_.vhost(serve(files_));
    server_.start();
    REQUIRE(Client().get(server_.url("/v2/meters?limit=1")).status == 200);
  }

  TestDatabase& database() { return *database_; }
  long number(const std::string& sql) { return std::stol(database_->value(sql)); }
  std::string url(const std::string& path) const { return server_.url(path); }

  std::vector<std::string> command(const std::vector<std::string>& more) const {
    std::vector<std::string> argv = {EXPIRER, "--config-file", files_.config};
    argv.insert(argv.end(), more.begin(), more.end());
    return argv;
  }
  Finished expire(const std::vector<std::string>& more = {}) const { return run(command(more), server_environment()); }
  pid_t begin(const std::vector<std::string>& more = {}) {
    return spawn(command(more), server_environment(), output_file());
  }
  std::string output_file() const { return scratch_.path("output"); }

 private:
  std::unique_ptr<TestDatabase> database_;
  TempDir scratch_;
  HttpdServer server_;
  ServiceFiles files_;
};

/// A client that posts, each round, a sample that is old already and a new one of what got an old one some rounds ago.
class Poster {
 public:
  Poster(const World& world, const std::string& name, std::atomic<bool>& stop)
      : thread_([this, &world, name, &stop] {
          Client client;
          constexpr int kRoundsUntilRevived = 5;
          for (int round = 0; !stop; ++round) {
            post(client, world, name + "-" + std::to_string(round), "2015-01-01T00:00:00");
            if (round < kRoundsUntilRevived) continue;
            post(client, world, name + "-" + std::to_string(round - kRoundsUntilRevived),
                 ceilometer::isoformat(ceilometer::utc_now()));
            ++revived_;
          }
        }) {}
  void join() { thread_.join(); }
  long revived() const { return revived_; }
  int refused() const { return refused_; }
  std::chrono::milliseconds longest() const { return std::chrono::duration_cast<std::chrono::milliseconds>(longest_); }

 private:
  void post(Client& client, const World& world, const std::string& name, const std::string& time) {
    const std::string body = R"([{"counter_name": ")" + name + R"(", "counter_type": "gauge", "counter_unit": "x", )" +
                             R"("counter_volume": 1, "resource_id": ")" + name + R"(", "project_id": "p", )" +
                             R"("user_id": "u", "timestamp": ")" + time + R"(", "resource_metadata": {"name": ")" +
                             name + R"("}}])";
    const auto begun = steady_clock::now();
    const auto answer = client.post(world.url("/v2/meters/" + name + "?direct=True"), body);
    longest_ = std::max(longest_, steady_clock::now() - begun);
    if (answer.status != 201) ++refused_;
  }

  long revived_ = 0;
  int refused_ = 0;
  steady_clock::duration longest_{};
  std::thread thread_;
};

}  // namespace

TEST_CASE("a dry run says what a run deletes, at a steady size, however much it is") {
  World world;
  std::vector<long> peaks;
  for (const int samples : {4, 6}) {
    add_old_samples(world.database(), 11, samples);
    const long all = 2048L << samples;
    const auto dry = world.expire({"--dry-run"});
    INFO(dry.output);
    REQUIRE(dry.code == 0);
    CHECK_THAT(dry.output, Contains("would delete " + std::to_string(all) + " samples from before "));
    CHECK_THAT(dry.output, Contains("; 1 meter and 2048 resources that had no others"));
    CHECK(world.number("SELECT count(*) FROM sample") == all);

    const auto begun = steady_clock::now();
    const auto pid = world.begin({"--pause", "0"});
    long peak = 0;
    int code = -1;
    // Not its Pss, in which libraries count by who else has them at that moment.
    while (!wait_for(pid, std::chrono::milliseconds(10), &code)) peak = std::max(peak, anonymous_kb(pid));
    const std::chrono::duration<double> taken = steady_clock::now() - begun;
    peaks.push_back(peak);
    const std::string output = read_file(world.output_file());
    INFO(output);
    CHECK(code == 0);
    CHECK_THAT(output, Contains("deleted " + std::to_string(all) + " samples from before "));
    CHECK_THAT(output, Contains("; 1 meter and 2048 resources that had no others"));
    CHECK(world.number("SELECT count(*) FROM sample") == 0);
    CHECK(world.number("SELECT count(*) FROM metadata_text") == 0);
    std::cout << engine() << ": " << all << " samples and 2048 resources in " << taken.count() << " s ("
              << static_cast<long>(static_cast<double>(all + 2048) / taken.count())
              << " rows a second), peak of its own memory " << peak << " kB\n";
  }
  // A sanitizer keeps what was freed for a while.
  constexpr long kSome = 500;
  if (SANITIZED == 0) CHECK(peaks[1] < peaks[0] + kSome);
  // A pause of the default length, for the figure.
  add_old_samples(world.database(), 10, 5);
  const auto begun = steady_clock::now();
  CHECK(world.expire().code == 0);
  const std::chrono::duration<double> taken = steady_clock::now() - begun;
  std::cout << engine() << ": with the default pause " << static_cast<long>(32'768 / taken.count())
            << " rows a second\n";
}

TEST_CASE("killed at any moment and run again, beside a server that takes samples, it loses nothing") {
  World world;
  add_old_samples(world.database(), 11, 5);
  std::atomic<bool> stop = false;
  std::vector<std::unique_ptr<Poster>> posters;
  for (const char* name : {"a", "b", "c"}) posters.push_back(std::make_unique<Poster>(world, name, stop));
  int killed = 0;
  for (const int wait : {60, 130, 250, 90, 400}) {
    const auto pid = world.begin();
    ::poll(nullptr, 0, wait);
    ::kill(pid, SIGKILL);
    int code = 0;
    REQUIRE(wait_for(pid, std::chrono::seconds(10), &code));
    killed += code == 128 + SIGKILL ? 1 : 0;
    // Whatever it was at, no row points nowhere.
    CHECK(world.number("SELECT count(*) FROM sample s LEFT JOIN resource r ON r.internal_id = s.resource_id LEFT JOIN "
                       "meter m ON m.id = s.meter_id WHERE r.internal_id IS NULL OR m.id IS NULL") == 0);
    CHECK(world.number("SELECT count(*) FROM metadata_text t LEFT JOIN resource r ON r.internal_id = t.id WHERE "
                       "r.internal_id IS NULL") == 0);
  }
  CHECK(killed >= 3);
  const auto resumed = world.expire();
  INFO(resumed.output);
  CHECK(resumed.code == 0);
  stop = true;
  long revived = 0;
  std::chrono::milliseconds longest{};
  for (const auto& poster : posters) {
    poster->join();
    CHECK(poster->refused() == 0);
    revived += poster->revived();
    longest = std::max(longest, poster->longest());
  }
  std::cout << engine() << ": " << revived << " new samples posted meanwhile, the longest request took "
            << longest.count() << " ms\n";
  CHECK(longest < std::chrono::seconds(5));
  const auto last = world.expire();
  INFO(last.output);
  CHECK(last.code == 0);
  CHECK(world.number("SELECT count(*) FROM sample") == revived);
  CHECK(world.number("SELECT count(*) FROM sample s JOIN meter m ON m.id = s.meter_id JOIN resource r ON r.internal_id "
                     "= s.resource_id JOIN metadata_text t ON t.id = r.internal_id WHERE m.name = r.resource_id AND "
                     "t.value = r.resource_id") == revived);
  CHECK(world.number("SELECT count(*) FROM resource") == revived);
  CHECK(world.number("SELECT count(*) FROM meter") == revived);
  const auto answer = Client().get(world.url("/v2/samples?q.field=resource_id&q.value=a-0"));
  CHECK_THAT(answer.body, Contains("\"resource_id\": \"a-0\""));
  CHECK_THAT(answer.body, Contains("\"name\": \"a-0\""));
}
