#include <array>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "bench/peer.hpp"
#include "support/eventually.hpp"
#include "support/loopback.hpp"
#include "support/process.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {

namespace {

class Prometheus final : public Peer {
 public:
  explicit Prometheus(const Points& points) : points_(points) {
    const auto text = directory_.path("samples");
    write_samples(text);
    const auto made =
        run({"promtool", "tsdb", "create-blocks-from", "openmetrics", "--quiet", text, directory_.path("data")});
    if (made.code != 0) throw std::runtime_error("promtool: " + made.output);
    write_file(directory_.path("prometheus.yml"), "scrape_configs: []\n");
    daemon_ = std::make_unique<Daemon>(
        std::vector<std::string>{"prometheus", "--config.file=" + directory_.path("prometheus.yml"),
                                 "--storage.tsdb.path=" + directory_.path("data"), "--storage.tsdb.retention.time=100y",
                                 "--web.listen-address=127.0.0.1:" + std::to_string(port_)},
        port_, directory_.path("log"));
  }

  /// A minute after its start it begins to make few blocks of the many that promtool made.
  void settle() override {
    std::string before;
    const bool has_settled = eventually(
        [&, next = std::chrono::steady_clock::now()]() mutable {
          if (std::chrono::steady_clock::now() < next) return false;
          next += std::chrono::seconds(2);
          const auto now = compactions();
          const bool same = now == before && now != "0";
          before = now;
          return same;
        },
        std::chrono::minutes(3));
    if (!has_settled) throw std::runtime_error("Prometheus has not compacted its blocks");
  }

  Call question() const override { return range_question(points_, port_, ""); }
  std::vector<double> means(const std::string& answer) const override { return means_of_range(answer); }

 private:
  void write_samples(const std::string& file) const {
    std::ofstream out(file);
    out << "# TYPE meter gauge\n";
    for (int series = 0; series < points_.series; ++series) {
      for (int i = 0; i < points_.samples; ++i) {
        const long time = Points::time(i, series);
        std::array<char, 8> milliseconds{};
        std::snprintf(milliseconds.data(), milliseconds.size(), ".%03ld", time % 1000);
        out << "meter{resource=\"" << Points::name(series) << "\"} " << exact(points_.volume(i, series)) << ' '
            << time / 1000 << milliseconds.data() << '\n';
      }
    }
    out << "# EOF\n";
  }

  std::string compactions() const {
    Client client;
    const auto page = body_of(client, {"http://127.0.0.1:" + std::to_string(port_) + "/metrics"});
    const std::string name = "\nprometheus_tsdb_compactions_total ";
    const auto at = page.find(name);
    if (at == std::string::npos) throw std::runtime_error("Prometheus does not say how often it compacted");
    return page.substr(at + name.size(), page.find('\n', at + 1) - at - name.size());
  }

  const Points points_;
  TempDir directory_;
  const int port_ = free_port();
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace

std::unique_ptr<Peer> make_prometheus(const Points& points) { return std::make_unique<Prometheus>(points); }

}  // namespace ceilometer::test
