#include "bench/peer.hpp"
#include "support/loopback.hpp"
#include "support/temp_dir.hpp"

namespace ceilometer::test {

namespace {

class VictoriaMetrics final : public Peer {
 public:
  explicit VictoriaMetrics(const Points& points) : points_(points) {
    Client client;
    body_of(client, {url("/api/v1/import"), "POST", {}, import_of(points)});
    body_of(client, {url("/internal/force_flush")});
    body_of(client, {url("/internal/force_merge")});
  }

  Call question() const override { return range_question(points_, port_, "&nocache=1"); }
  std::vector<double> means(const std::string& answer) const override { return means_of_range(answer); }

 private:
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port_) + path; }

  /// A line of JSON for each series.
  static std::string import_of(const Points& points) {
    std::string lines;
    for (int series = 0; series < points.series; ++series) {
      lines += R"({"metric": {"__name__": "meter", "resource": ")" + Points::name(series) + R"("}, "values": [)";
      for (int i = 0; i < points.samples; ++i) lines += (i > 0 ? "," : "") + exact(points.volume(i, series));
      lines += R"(], "timestamps": [)";
      for (int i = 0; i < points.samples; ++i) lines += (i > 0 ? "," : "") + std::to_string(Points::time(i, series));
      lines += "]}\n";
    }
    return lines;
  }

  const Points points_;
  TempDir directory_;
  const int port_ = free_port();
  Daemon daemon_{{"victoria-metrics", "-storageDataPath=" + directory_.path("data"), "-retentionPeriod=100y",
                  "-httpListenAddr=127.0.0.1:" + std::to_string(port_)},
                 port_,
                 directory_.path("log")};
};

}  // namespace

std::unique_ptr<Peer> make_victoria_metrics(const Points& points) { return std::make_unique<VictoriaMetrics>(points); }

}  // namespace ceilometer::test
