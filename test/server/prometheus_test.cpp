// The status page as Prometheus itself takes it.

#include <signal.h>

#include <catch2/catch.hpp>
#include <chrono>

#include "server/summaries.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;
using Catch::Contains;

namespace {

constexpr const char* kPage = "\n<Location /figures>\nSetHandler ceilometer-status\nRequire local\n</Location>";

/// A private Prometheus that scrapes one server, stopped by its pid.
class Prometheus {
 public:
  explicit Prometheus(const HttpdServer& server) : port_(free_port()) {
    write_file(directory_.path("prometheus.yml"),
               "scrape_configs:\n- job_name: ceilometer\n  scrape_interval: 200ms\n  scrape_timeout: 200ms\n"
               "  metrics_path: /figures\n  static_configs:\n  - targets: ['127.0.0.1:" +
                   std::to_string(server.port()) + "']\n");
    pid_ = spawn(
        {TEST_PROMETHEUS, "--config.file=" + directory_.path("prometheus.yml"),
         "--storage.tsdb.path=" + directory_.path("data"), "--web.listen-address=127.0.0.1:" + std::to_string(port_)},
        {"PATH=/usr/bin:/bin"}, log_file());
    if (!eventually([&] { return takes_connections(port_); })) {
      stop();
      throw std::runtime_error("Prometheus did not start:\n" + read_file(log_file()));
    }
  }
  ~Prometheus() { stop(); }
  Prometheus(const Prometheus&) = delete;
  Prometheus& operator=(const Prometheus&) = delete;

  /// The JSON that answers GET /api/v1/WHAT.
  std::string ask(const std::string& what) const {
    return Client().get("http://127.0.0.1:" + std::to_string(port_) + "/api/v1/" + what).body;
  }
  std::string log_file() const { return directory_.path("log"); }

 private:
  void stop() {
    ::kill(pid_, SIGTERM);
    if (wait_for(pid_, std::chrono::seconds(10))) return;
    ::kill(pid_, SIGKILL);
    wait_for(pid_, std::chrono::seconds(5));
  }

  TempDir directory_;
  int port_;
  pid_t pid_ = 0;
};

/// A server that has something of everything to tell that needs no other service.
void start_and_use(HttpdServer& server) {
  server.size(2, 4);
  const auto files = write_service(server, "api", "[database]\nsummaries_interval = 1\n");
  make_summaries(files.database);
  server.vhost(serve(files) + kPage);
  server.start();
  for (const char* path : {"/v2/samples?limit=5", "/v2/meters?limit=5", "/v2/samples/nowhere", "/v3", "/"}) {
    Client().get(server.url(path));
  }
  // A request is counted when its client may have its answer already.
  REQUIRE(eventually([&] {
    const auto page = Client().get(server.url("/figures?format=prometheus")).body;
    return page.find("route=\"/\",status=\"200\"") != std::string::npos &&
           page.find("\nceilometer_summaries_lag_seconds ") != std::string::npos;
  }));
}

}  // namespace

TEST_CASE("promtool has nothing to say against the status page") {
  if (*TEST_PROMTOOL == '\0') {
    WARN("promtool was not found: skipped");
    return;
  }
  HttpdServer server;
  start_and_use(server);
  const auto page = Client().get(server.url("/figures?format=prometheus")).body;
  CHECK_THAT(page, Contains("\nceilometer_requests_total{") && Contains("\nceilometer_summaries_lag_seconds "));
  write_file(server.path("page"), page);
  const auto checked = run({"/bin/sh", "-c", TEST_PROMTOOL " check metrics <" + server.path("page")});
  CHECK(checked.output.empty());
  CHECK(checked.code == 0);
}

TEST_CASE("Prometheus scrapes the status page") {
  if (*TEST_PROMETHEUS == '\0') {
    WARN("Prometheus was not found: skipped");
    return;
  }
  HttpdServer server;
  start_and_use(server);
  const Prometheus prometheus(server);
  const auto query = [&](const std::string& expression) { return prometheus.ask("query?query=" + expression); };
  INFO(prometheus.ask("targets") << "\n" << read_file(prometheus.log_file()));
  REQUIRE(eventually([&] { return query("up").find(",\"1\"]") != std::string::npos; }));
  CHECK(eventually([&] { return query("sum(ceilometer_requests_total)").find(",\"5\"]") != std::string::npos; }));
  CHECK_THAT(query("ceilometer_requests_total%7Bstatus=%22404%22,route=%22/v2/samples/%7Bsample_id%7D%22%7D"),
             Contains(",\"1\"]"));
  CHECK_THAT(query("sum(ceilometer_request_duration_seconds_bucket%7Ble=%22%2BInf%22%7D)"), Contains(",\"5\"]"));
  CHECK_THAT(query("ceilometer_database_rows_read_total%3E0"), Contains("\"instance\""));
  CHECK_THAT(query("ceilometer_build_info"), Contains("\"version\""));
  // By OpenMetrics, which alone says units and infos.
  CHECK_THAT(prometheus.ask("targets/metadata?metric=ceilometer_request_duration_seconds"),
             Contains("\"unit\":\"seconds\"") && Contains("\"type\":\"histogram\""));
  CHECK_THAT(prometheus.ask("targets"), Contains("\"health\":\"up\"") && Contains("\"lastError\":\"\""));
}
