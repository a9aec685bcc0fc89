// Servers and processes are killed at random moments under load: what was acknowledged is there, once and whole.

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "failures/load.hpp"
#include "storage/test_database.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

constexpr int kClients = 5;
constexpr int kRounds = 50;
/// On a machine that is slow there are fewer rounds.
constexpr auto kTime = std::chrono::seconds(100);

/// The module under load, round by round, each with a moment of chance in it.
class Rounds {
 public:
  Rounds() : database_(make_test_database()) {
    server_.size(2, 6);
    server_.vhost(serve(write_service_of(server_, "api", database_->url())));
    std::cout << engine() << ": seed " << seed_ << "\n";
  }

  HttpdServer& server() { return server_; }
  TestDatabase& database() { return *database_; }
  std::size_t random(std::size_t below) { return random_() % below; }

  /// `strike` does the harm.
  template <class Strike>
  void run(const std::string& what, const Strike& strike) {
    server_.start();
    const auto end = std::chrono::steady_clock::now() + kTime;
    int round = 0;
    for (; round < kRounds && std::chrono::steady_clock::now() < end; ++round) {
      const std::string name = "round" + std::to_string(round);
      INFO("seed " << seed_ << ", " << name);
      Load load(server_.url("/"), name, kClients);
      wait_for_more(load, 2);
      ::poll(nullptr, 0, static_cast<int>(random(150)));  // the moment
      strike(round);
      wait_for_more(load, 3);
      load.stop();
      check(load, name);
    }
    CHECK(faults_of_tables(ask()) == std::vector<std::string>());
    std::cout << engine() << ", " << what << ": " << round << " rounds, " << acknowledged_ << " batches acknowledged, "
              << in_doubt_ << " in doubt and there, " << refused_ << " refused or unanswered\n";
    CHECK(round >= 5);
  }

 private:
  Ask ask() {
    return [this](const std::string& sql) { return database_->rows(sql); };
  }

  static void wait_for_more(Load& load, long batches) {
    const long before = load.acknowledged();
    const bool has_more = eventually([&] { return load.acknowledged() >= before + batches; }, std::chrono::seconds(60));
    INFO(load.last_refusal());
    REQUIRE(has_more);
  }

  void check(Load& load, const std::string& name) {
    const Comparison result = compare(load.answers(), name, ask());
    CHECK(result.faults == std::vector<std::string>());
    CHECK_FALSE(load.lacks_retry_after());
    acknowledged_ += result.acknowledged;
    in_doubt_ += result.in_doubt;
    refused_ += result.refused;
  }

  const unsigned seed_ = std::random_device()();
  std::mt19937 random_{seed_};
  std::unique_ptr<TestDatabase> database_;
  HttpdServer server_;
  long acknowledged_ = 0;
  long in_doubt_ = 0;
  long refused_ = 0;
};

bool answers(TestDatabase& database) {
  try {
    return database.value("SELECT 1") == "1";
  } catch (const std::runtime_error&) {
    return false;
  }
}

}  // namespace

TEST_CASE("children of httpd are killed under load") {
  Rounds rounds;
  rounds.server().expect_log("exit signal Killed");
  rounds.run("children killed", [&](int /*round*/) {
    const auto children = rounds.server().children();
    if (!children.empty()) ::kill(children[rounds.random(children.size())], SIGKILL);
  });
}

TEST_CASE("the database's server is killed under load") {
  if (engine() == "sqlite") return;  // it has none
  Rounds rounds;
  for (const auto* part :
       {"The database is not available, please try again later.", "CEIL0206", "CEIL0341", "CEIL0342"}) {
    rounds.server().expect_log(part);
  }
  rounds.run("server killed", [&](int round) {
    if (engine() == "postgresql" && round % 2 == 1) {
      // One of its processes: the server ends the others and recovers.
      const auto processes = rounds.database().rows(
          "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
      if (processes.empty()) return;
      const pid_t victim = std::stoi(processes[rounds.random(processes.size())]);
      ::kill(victim, SIGKILL);
      REQUIRE(eventually([&] { return ::kill(victim, 0) != 0 && answers(rounds.database()); }));
    } else {
      rounds.database().crash();
    }
  });
}
