// The module on a MariaDB Galera cluster: nodes are lost and come back, and no sample is lost or doubled.

#include <catch2/catch.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "failures/load.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/forwarder.hpp"
#include "support/galera_cluster.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

constexpr int kClients = 6;
constexpr const char* kDatabase = "ceilometer";

/// One cluster for all: to start it takes as long as a test.
GaleraCluster& cluster() {
  static GaleraCluster started(3);
  return started;
}

/// The module at one address, which leads to the cluster's nodes.
struct Fixture {
  Fixture() : forwarder(cluster().ports()) {
    cluster().node(0).create(kDatabase);
    server.size(2, 8);
    const auto url = MariadbServer::url_at(forwarder.port(), kDatabase);
    server.vhost(serve(write_service_of(server, "api", url)));
    // Readers and writers whose node goes away.
    server.expect_log("The database is not available, please try again later.");
    server.expect_log("CEIL0206");
    server.expect_log("CEIL0341");
    server.expect_log("CEIL0342");
    server.start();
  }
  ~Fixture() {
    server.stop();
    cluster().node(0).drop(kDatabase);
  }

  static void require_more(Load& load) {
    const long before = load.acknowledged();
    const bool has_more = eventually([&] { return load.acknowledged() > before + 10; }, std::chrono::seconds(60));
    INFO(load.last_refusal());
    REQUIRE(has_more);
  }

  /// The same on every node.
  Comparison compare_everywhere(Load& load, const std::string& name) {
    load.stop();
    Comparison last;
    for (int i = 0; i < cluster().size(); ++i) {
      INFO("node " << i);
      const Ask ask = [i](const std::string& sql) {
        return cluster().node(i).rows(kDatabase, "SET SESSION wsrep_sync_wait = 1; " + sql);
      };
      last = compare(load.answers(), name, ask);
      CHECK(last.faults == std::vector<std::string>());
      CHECK(faults_of_tables(ask) == std::vector<std::string>());
    }
    CHECK_FALSE(load.lacks_retry_after());
    std::cout << "galera, " << name << ": " << last.acknowledged << " batches acknowledged, " << last.in_doubt
              << " in doubt and there, " << last.refused << " refused\n";
    return last;
  }

  Forwarder forwarder;
  HttpdServer server;
};

}  // namespace

TEST_CASE("a node of three is killed and comes back while clients write through all of them") {
  Fixture f;
  Load load(f.server.url("/"), "killed", kClients);
  Fixture::require_more(load);
  for (const int lost : {2, 0}) {
    INFO("node " << lost);
    cluster().node(lost).kill();
    std::vector<int> left = cluster().ports();
    left.erase(left.begin() + lost);
    f.forwarder.lead_to(left);
    Fixture::require_more(load);
    cluster().node(lost).start();
    f.forwarder.lead_to(cluster().ports());
    Fixture::require_more(load);
  }
  const Comparison result = f.compare_everywhere(load, "killed");
  CHECK(result.acknowledged > 0);
}

TEST_CASE("a node without the others is a 503 with Retry-After, and served again when the cluster is") {
  Fixture f;
  f.forwarder.lead_to({cluster().node(0).port()});
  Load load(f.server.url("/"), "alone", kClients);
  Fixture::require_more(load);
  cluster().node(1).kill();
  cluster().node(2).kill();
  REQUIRE(eventually([] { return cluster().node(0).status("cluster_status") == "non-Primary"; }));
  Answer answer;
  CHECK(eventually([&] {
    answer = Client().get(f.server.url("/v2/meters"));
    return answer.status == 503;
  }));
  CHECK_FALSE(answer.header("Retry-After").empty());
  CHECK(eventually([&] { return f.server.log().find("(MySQL error 1047)") != std::string::npos; }));
  // What its operator does.
  cluster().node(0).run("", "SET GLOBAL wsrep_provider_options = 'pc.bootstrap=YES'");
  Fixture::require_more(load);
  CHECK(Client().get(f.server.url("/v2/meters?limit=1")).status == 200);
  cluster().node(1).start();
  cluster().node(2).start();
  f.forwarder.lead_to(cluster().ports());
  Fixture::require_more(load);
  f.compare_everywhere(load, "alone");
}

TEST_CASE("a commit in doubt is settled on a node that has yet to catch up") {
  Fixture f;
  const int first = cluster().node(0).port();
  const int second = cluster().node(1).port();
  f.forwarder.lead_to({first});
  const std::string url = f.server.url("/v2/meters/m?direct=True");
  const std::string body =
      R"([{"counter_name": "m", "counter_type": "gauge", "counter_unit": "x", "counter_volume": 1, "resource_id": "r",)"
      R"( "project_id": "p", "user_id": "u", "resource_metadata": {}}])";
  REQUIRE(Client().post(url, body).status == 201);
  // The other node takes nothing in for a while.
  std::thread held([] { cluster().node(1).run("", "FLUSH TABLES WITH READ LOCK; SELECT SLEEP(2); UNLOCK TABLES"); });
  const bool is_held = eventually([] {
    return cluster().node(1).value("",
                                   "SELECT count(*) FROM information_schema.processlist WHERE info LIKE "
                                   "'SELECT SLEEP%'") == "1";
  });
  // A query's command byte, and its text.
  f.forwarder.swallow_answer(
      "\x03"
      "COMMIT",
      {second});
  const auto start = std::chrono::steady_clock::now();
  const Answer answer = Client().post(url, body);
  held.join();
  REQUIRE(is_held);
  CHECK(f.forwarder.has_swallowed());
  CHECK(answer.status == 201);
  CHECK(std::chrono::steady_clock::now() - start > std::chrono::milliseconds(500));
  CHECK(f.server.log().find("CEIL0342") != std::string::npos);
  CHECK(cluster().node(2).value(kDatabase, "SET SESSION wsrep_sync_wait = 1; SELECT count(*) FROM sample") == "2");
}
