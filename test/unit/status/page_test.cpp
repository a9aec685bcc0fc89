// The page's formats, and which of them a request gets.

#include "status/page.hpp"

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "status/renderings.hpp"

using namespace ceilometer;
using namespace ceilometer::status;

namespace {

constexpr std::array<RouteName, 3> kRoutes = {{{"", "other"}, {"GET", "/v2/samples"}, {"POST", "/v2/a\"b\\c\n"}}};

Reading reading() {
  Reading r;
  r.processes = 2;
  r.started = std::chrono::system_clock::time_point(std::chrono::seconds(1456820262));
  r.loaded = r.started + std::chrono::seconds(1);
  r.version = "1.2.3";
  r.routes = kRoutes;
  Metrics metrics;
  metrics.add_request(1, 200, std::chrono::microseconds(1500));
  metrics.add_request(1, 200, std::chrono::milliseconds(1));
  metrics.add_request(1, 404, std::chrono::seconds(60));
  metrics.add_request(0, 418, std::chrono::nanoseconds(10));
  metrics.add(Counter::kRowsRead, 250);
  metrics.add(Counter::kTokenSharedHits, 3);
  metrics.change(Gauge::kPoolInUse, 2);
  metrics.change(Gauge::kPoolInUse, -1);
  metrics.change(Gauge::kPoolIdle, -1);
  const auto& cells = metrics.cells();
  for (std::size_t i = 0; i < kMaxRoutes; ++i) {
    for (std::size_t j = 0; j < cells.routes[i].by_status.size(); ++j) {
      r.totals.routes[i].by_status[j] = cells.routes[i].by_status[j];
    }
    for (std::size_t j = 0; j < cells.routes[i].by_duration.size(); ++j) {
      r.totals.routes[i].by_duration[j] = cells.routes[i].by_duration[j];
    }
    r.totals.routes[i].nanoseconds = cells.routes[i].nanoseconds;
  }
  for (std::size_t i = 0; i < cells.counters.size(); ++i) r.totals.counters[i] = cells.counters[i];
  for (std::size_t i = 0; i < cells.gauges.size(); ++i) r.totals.gauges[i] = cells.gauges[i];
  return r;
}

}  // namespace

TEST_CASE("the query chooses the format, or else the Accept header") {
  using F = Format;
  struct Case {
    std::string_view query;
    std::string_view accept;
    std::optional<Format> format;
  };
  const auto c = GENERATE(values<Case>({
      {"", "", F::kText},
      {"", "*/*", F::kText},
      {"", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", F::kText},
      {"", "text/*", F::kText},
      {"", "TEXT/PLAIN", F::kText},
      {"", "text/plain; charset=utf-8", F::kText},
      {"", "application/json", F::kJson},
      {"", "application/*", F::kJson},
      {"", "application/json;q=0.5, text/plain;q=0.6", F::kText},
      {"", "text/plain;version=0.0.4", F::kPrometheus},
      {"", "text/plain; version=\"0.0.4\"", F::kPrometheus},
      {"", "text/plain;version=0.0.5", std::nullopt},
      {"", "application/openmetrics-text", F::kOpenMetrics},
      {"", "application/openmetrics-text; version=1.0.0; charset=utf-8", F::kOpenMetrics},
      {"", "application/openmetrics-text; version=0.0.1", std::nullopt},
      {"", "application/openmetrics-text;version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", F::kPrometheus},
      // Prometheus 2.42
      {"",
       "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
       "text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
       F::kOpenMetrics},
      {"", "text/plain;q=0, */*", F::kJson},
      {"", "image/png", std::nullopt},
      {"", "*/*;q=0", std::nullopt},
      {"", "text/plain;q=nonsense", std::nullopt},
      {"format=json", "text/plain", F::kJson},
      {"format=text", "application/json", F::kText},
      {"a=b&format=prometheus", "", F::kPrometheus},
      {"format=openmetrics", "image/png", F::kOpenMetrics},
      {"auto", "application/json", F::kText},
      {"format=yaml", "", std::nullopt},
      {"format=", "", std::nullopt},
  }));
  INFO(c.query << " | " << c.accept);
  CHECK(choose_format(c.query, c.accept) == c.format);
}

TEST_CASE("content types name their versions") {
  CHECK(content_type_of(Format::kOpenMetrics) == "application/openmetrics-text; version=1.0.0; charset=utf-8");
  CHECK(content_type_of(Format::kPrometheus) == "text/plain; version=0.0.4; charset=utf-8");
  CHECK(content_type_of(Format::kJson) == "application/json");
  CHECK(content_type_of(Format::kText) == "text/plain; charset=utf-8");
}

TEST_CASE("Prometheus' format") {
  const auto page = render(Format::kPrometheus, reading());
  using Catch::Contains;
  CHECK_THAT(page, Contains("# TYPE ceilometer_build_info gauge\nceilometer_build_info{version=\"1.2.3\"} 1\n"));
  CHECK_THAT(page, Contains("# TYPE ceilometer_start_time_seconds gauge\nceilometer_start_time_seconds 1456820262\n"));
  CHECK_THAT(page, Contains("# TYPE ceilometer_requests_total counter\n"
                            "ceilometer_requests_total{method=\"\",route=\"other\",status=\"other\"} 1\n"
                            "ceilometer_requests_total{method=\"GET\",route=\"/v2/samples\",status=\"200\"} 2\n"
                            "ceilometer_requests_total{method=\"GET\",route=\"/v2/samples\",status=\"404\"} 1\n"));
  CHECK_THAT(page, Contains("_bucket{method=\"GET\",route=\"/v2/samples\",le=\"0.0005\"} 0\n"));
  CHECK_THAT(page, Contains("_bucket{method=\"GET\",route=\"/v2/samples\",le=\"0.001\"} 1\n"));
  CHECK_THAT(page, Contains("_bucket{method=\"GET\",route=\"/v2/samples\",le=\"0.0025\"} 2\n"));
  CHECK_THAT(page, Contains("_bucket{method=\"GET\",route=\"/v2/samples\",le=\"1\"} 2\n"));
  CHECK_THAT(page, Contains("_bucket{method=\"GET\",route=\"/v2/samples\",le=\"+Inf\"} 3\n"
                            "ceilometer_request_duration_seconds_sum{method=\"GET\",route=\"/v2/samples\"} 60.0025\n"
                            "ceilometer_request_duration_seconds_count{method=\"GET\",route=\"/v2/samples\"} 3\n"));
  CHECK_THAT(page, Contains("ceilometer_database_rows_read_total 250\n"));
  CHECK_THAT(page, Contains("ceilometer_database_connections{state=\"in_use\"} 1\n"));
  CHECK_THAT(page, Contains("ceilometer_database_connections{state=\"idle\"} 0\n"));
  CHECK_THAT(page, Contains("ceilometer_token_lookups_total{result=\"shared\"} 3\n"));
  CHECK_THAT(page, !Contains("EOF") && !Contains("UNIT"));
}

TEST_CASE("OpenMetrics' format names families without suffixes, has units, and ends") {
  const auto page = render(Format::kOpenMetrics, reading());
  using Catch::Contains;
  CHECK_THAT(page, Contains("# TYPE ceilometer_build info\nceilometer_build_info{version=\"1.2.3\"} 1\n"));
  CHECK_THAT(page, Contains("# TYPE ceilometer_requests counter\nceilometer_requests_total{"));
  CHECK_THAT(page, Contains("# UNIT ceilometer_request_duration_seconds seconds\n"));
  CHECK_THAT(page, Contains("le=\"1.0\"} 2\n"));
  CHECK_THAT(page, Catch::EndsWith("\n# EOF\n"));
}

TEST_CASE("labels are escaped") {
  auto r = reading();
  r.totals.routes[2].by_status[0] = 1;
  CHECK_THAT(render(Format::kPrometheus, r), Catch::Contains("route=\"/v2/a\\\"b\\\\c\\n\",status=\"200\"} 1\n"));
}

TEST_CASE("JSON tells the same") {
  const auto page = render(Format::kJson, reading());
  CHECK_THAT(page, Catch::StartsWith("{\"metrics\": [{\"name\": \"ceilometer_build\", \"type\": \"info\""));
  CHECK_THAT(page, Catch::Contains("{\"labels\": {\"method\": \"GET\", \"route\": \"/v2/samples\", \"status\": "
                                   "\"404\"}, \"value\": 1}"));
  CHECK_THAT(page, Catch::Contains("\"count\": 3, \"sum\": 60.0025, \"buckets\": [{\"le\": 0.0001, \"count\": 0}"));
  CHECK_THAT(page, Catch::Contains("{\"le\": null, \"count\": 3}"));
}

TEST_CASE("text is for people") {
  const auto page = render(Format::kText, reading());
  CHECK_THAT(page, Catch::StartsWith("build: The module that serves.\n    1.2.3\n"));
  CHECK_THAT(page, Catch::Contains("    1456820262 (2016-03-01T08:17:42Z)\n"));
  CHECK_THAT(page, Catch::Contains("    GET /v2/samples 404: 1\n"));
  CHECK_THAT(page, Catch::Contains("    GET /v2/samples: 3, mean 20000.833 ms, half < 2.500 ms, 95 % > 30000.000 ms"));
}

TEST_CASE("mod_status' pages get a line per figure") {
  const auto r = reading();
  const auto all = families(r);
  const auto lines = as_auto_lines(all);
  CHECK_THAT(lines, Catch::Contains("CeilometerBuild: 1.2.3\n"));
  CHECK_THAT(lines, Catch::Contains("CeilometerRequests: 4\nCeilometerRequests200: 2\nCeilometerRequests404: 1\n"
                                    "CeilometerRequestsOther: 1\n"));
  CHECK_THAT(lines, Catch::Contains("CeilometerRequestDurationSecondsCount: 4\n"
                                    "CeilometerRequestDurationSecondsSum: 60.002500\n"));
  CHECK_THAT(lines, Catch::Contains("CeilometerTokenLookupsShared: 3\n"));
  CHECK_THAT(as_html_piece(all, true), Catch::Contains("<tr><td>CeilometerRequests200</td><td>2</td></tr>\n"));
  CHECK_THAT(as_html_piece(all, false), Catch::Contains("CeilometerRequests200: 2\n") && !Catch::Contains("<t"));
}

TEST_CASE("summaries are told of where there are some, the one that is furthest behind") {
  auto r = reading();
  using Catch::Contains;
  const auto there = [&](const char* what) { return Contains("\nceilometer_summaries_" + std::string(what) + " "); };
  auto page = render(Format::kPrometheus, r);
  CHECK_THAT(page, Contains("\nceilometer_summaries_samples_folded_total 0\n"));
  CHECK_THAT(page, !there("folded_time_seconds") && !there("lag_seconds") && !there("marked_chunks"));
  CHECK_THAT(as_auto_lines(families(r)),
             Contains("CeilometerSummariesSamplesFolded: 0\n") && !Contains("SummariesLag"));

  r.now = r.started + std::chrono::minutes(10);
  r.totals.summaries[0] = {1, 1, 1456820562, 2};
  r.totals.summaries[1] = {1, 0, 5, 5};  // removed
  r.totals.summaries[3] = {1, 1, 1456820822, 4};
  page = render(Format::kPrometheus, r);
  CHECK_THAT(page, Contains("\nceilometer_summaries_folded_time_seconds 1456820562\n"));
  CHECK_THAT(page, Contains("\nceilometer_summaries_lag_seconds 300\n"));
  CHECK_THAT(page, Contains("\nceilometer_summaries_marked_chunks 6\n"));
  CHECK_THAT(render(Format::kText, r), Contains("    1456820562 (2016-03-01T08:22:42Z)\n") && Contains("    300 s\n"));
  CHECK_THAT(as_auto_lines(families(r)), Contains("CeilometerSummariesLagSeconds: 300\n"));

  r.totals.summaries[4] = {1, 1, 0, 0};  // nothing is folded yet
  page = render(Format::kPrometheus, r);
  CHECK_THAT(page, Contains("\nceilometer_summaries_folded_time_seconds 0\n"));
  CHECK_THAT(page, !there("lag_seconds"));
}

TEST_CASE("every metric is documented with its type") {
  std::ifstream file(CEILOMETER_SOURCE_DIR "/docs/operations.md");
  std::stringstream text;
  text << file.rdbuf();
  const auto kind = [](Kind k) {
    return k == Kind::kCounter ? "counter" : k == Kind::kGauge ? "gauge" : k == Kind::kInfo ? "info" : "histogram";
  };
  const auto r = reading();
  for (const auto& family : families(r)) {
    INFO(family.name);
    CHECK_THAT(text.str(), Catch::Contains("\n| `" + std::string(family.name) + "` | " + kind(family.kind) + " |"));
  }
}

TEST_CASE("figures of other routes have another layout") {
  CHECK(layout_of(kRoutes) == layout_of(kRoutes));
  CHECK(layout_of(kRoutes) != layout_of(std::span(kRoutes).first(2)));
}
