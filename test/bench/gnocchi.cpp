#include <chrono>
#include <stdexcept>

#include "bench/json_answer.hpp"
#include "bench/peer.hpp"
#include "support/database_server.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {

namespace {

/// Its index is in PostgreSQL, since it has none in SQLite any more; its measures are in files.
class Gnocchi final : public Peer {
 public:
  explicit Gnocchi(const Points& points) {
    index_->start();
    index_->create("gnocchi");
    write_file(config_, "[DEFAULT]\ncoordination_url = file://" + directory_.path("locks") +
                            "\n[api]\nauth_mode = basic\nuwsgi_mode = http-socket\nhost = 127.0.0.1\nport = " +
                            std::to_string(port_) + "\n[indexer]\nurl = " + index_->url("gnocchi") +
                            "\n[storage]\ndriver = file\nfile_basepath = " + directory_.path("measures") +
                            "\n[incoming]\ndriver = file\nfile_basepath = " + directory_.path("measures") +
                            "\n[metricd]\nworkers = 2\nmetric_processing_delay = 1\n");
    const auto made = run({"gnocchi-upgrade", "--config-file", config_});
    if (made.code != 0) throw std::runtime_error("gnocchi-upgrade: " + made.output);
    api_ = std::make_unique<Daemon>(std::vector<std::string>{"gnocchi-api", "--config-file", config_}, port_,
                                    directory_.path("api.log"));
    import(points);
  }

  Call question() const override {
    std::string metrics;
    for (const auto& id : ids_) metrics += R"(, [")" + id + R"(", "mean"])";
    return call("POST", "/v1/aggregates?granularity=3600",
                R"({"operations": ["aggregate", "mean", ["metric")" + metrics + "]]}");
  }

  std::vector<double> means(const std::string& answer) const override {
    std::vector<double> means;
    const auto value = parsed(answer);
    for (const auto& measure : items(member(member(value, "measures"), "aggregated"))) {
      means.push_back(number(items(measure).at(2)));
    }
    return means;
  }

 private:
  Call call(const std::string& method, const std::string& path, std::optional<std::string> body = {}) const {
    // "admin" and any password: it believes who names himself so.
    Call call{"http://127.0.0.1:" + std::to_string(port_) + path,
              method,
              {{"Authorization", "Basic YWRtaW46YWRtaW4="}, {"Content-Type", "application/json"}},
              std::move(body)};
    call.keep_connection = false;  // uwsgi closes it, without saying so
    return call;
  }

  void import(const Points& points) {
    Client client;
    body_of(client, call("POST", "/v1/archive_policy",
                         R"({"name": "hourly", "back_window": 0, "aggregation_methods": ["mean"], )"
                         R"("definition": [{"granularity": "1h", "timespan": "365d"}]})"));
    for (int series = 0; series < points.series; ++series) {
      const auto made = parsed(
          body_of(client, call("POST", "/v1/metric",
                               R"({"archive_policy_name": "hourly", "name": ")" + Points::name(series) + R"("})")));
      ids_.push_back(text_of(member(made, "id")));
      body_of(client, call("POST", "/v1/batch/metrics/measures", measures_of(points, series)));
    }
    const Daemon metricd({"gnocchi-metricd", "--config-file", config_}, 0, directory_.path("metricd.log"));
    const auto all_processed = [&] {
      // The API fails until metricd has said that it is there.
      const auto status = client.send(call("GET", "/v1/status"));
      return status.status == 200 &&
             number(member(member(member(parsed(status.body), "storage"), "summary"), "measures")) == 0;
    };
    if (!eventually(all_processed, std::chrono::minutes(3))) {
      throw std::runtime_error("gnocchi-metricd has not processed all measures:\n" +
                               read_file(directory_.path("metricd.log")));
    }
  }

  std::string measures_of(const Points& points, int series) const {
    std::string body = "{\"" + ids_.back() + "\": [";
    for (int i = 0; i < points.samples; ++i) {
      body += std::string(i > 0 ? ", " : "") + R"({"timestamp": )" +
              exact(static_cast<double>(Points::time(i, series)) / 1e3) + R"(, "value": )" +
              exact(points.volume(i, series)) + "}";
    }
    return body + "]}";
  }

  TempDir directory_;
  const std::string config_ = directory_.path("gnocchi.conf");
  const int port_ = free_port();
  const std::unique_ptr<DatabaseServer> index_ = make_database_server("postgresql");
  std::unique_ptr<Daemon> api_;
  std::vector<std::string> ids_;
};

}  // namespace

std::unique_ptr<Peer> make_gnocchi(const Points& points) { return std::make_unique<Gnocchi>(points); }

}  // namespace ceilometer::test
