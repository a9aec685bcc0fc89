#include "status/families.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

namespace ceilometer::status {

namespace {

/// What is neither counted nor kept, but known.
enum class Known : std::uint8_t {
  kVersion,
  kStarted,
  kLoaded,
  kProcesses,
  kRequests,
  kDurations,
  kSummaryTime,
  kSummaryLag,
  kSummaryMarks
};

/// A figure and how its sample is told from the family's others.
struct Source {
  std::variant<Counter, Gauge, Known> from;
  std::string_view label = {};
  std::string_view value = {};
};

struct Row {
  std::string_view name;
  Kind kind;
  std::string_view unit;
  std::string_view help;
  std::vector<Source> sources;
};

/// The one table of metrics: what is not here is not told, and every page is written from it.
std::vector<Row> table() {
  return {
      {"ceilometer_build", Kind::kInfo, "", "The module that serves.", {{Known::kVersion}}},
      {"ceilometer_start_time_seconds",
       Kind::kGauge,
       "seconds",
       "When counting began: the server's start, in seconds since 1970.",
       {{Known::kStarted}}},
      {"ceilometer_config_load_time_seconds",
       Kind::kGauge,
       "seconds",
       "When the configuration was read that is served: the last restart, graceful or not, in seconds since 1970.",
       {{Known::kLoaded}}},
      {"ceilometer_processes", Kind::kGauge, "", "Child processes that count.", {{Known::kProcesses}}},
      {"ceilometer_requests",
       Kind::kCounter,
       "",
       "Requests that were answered, by route and status. The route other is whatever a filter answered and whatever "
       "has no route.",
       {{Known::kRequests}}},
      {"ceilometer_request_duration_seconds",
       Kind::kHistogram,
       "seconds",
       "From a request's headers to the end of its answer, as long as the client takes to read it.",
       {{Known::kDurations}}},
      {"ceilometer_answers_broken_off",
       Kind::kCounter,
       "",
       "Answers that ended before they were whole: the client went away, or the database failed on the way.",
       {{Counter::kAnswersBrokenOff}}},
      {"ceilometer_database_rows_read",
       Kind::kCounter,
       "",
       "Rows that databases gave to requests.",
       {{Counter::kRowsRead}}},
      {"ceilometer_samples_written",
       Kind::kCounter,
       "",
       "Samples that were stored in the database, in transactions that were committed.",
       {{Counter::kSamplesWritten}}},
      {"ceilometer_database_connections",
       Kind::kGauge,
       "",
       "Open database connections, by what they do.",
       {{Gauge::kPoolInUse, "state", "in_use"}, {Gauge::kPoolIdle, "state", "idle"}}},
      {"ceilometer_database_pool_waits",
       Kind::kCounter,
       "",
       "Requests that had to wait for a database connection.",
       {{Counter::kPoolWaits}}},
      {"ceilometer_database_pool_timeouts",
       Kind::kCounter,
       "",
       "Requests that waited for a database connection in vain.",
       {{Counter::kPoolTimeouts}}},
      {"ceilometer_database_connections_opened",
       Kind::kCounter,
       "",
       "Database connections that were opened.",
       {{Counter::kConnectionsOpened}}},
      {"ceilometer_database_connection_errors",
       Kind::kCounter,
       "",
       "Database connections that could not be opened, or were given up after an error.",
       {{Counter::kConnectionErrors}}},
      {"ceilometer_token_lookups",
       Kind::kCounter,
       "",
       "Tokens that requests brought, by where the answer came from: the child's own memory (front), what all children "
       "share (shared), what was rejected a moment ago (negative), another request's question (joined), or Keystone "
       "(miss).",
       {{Counter::kTokenFrontHits, "result", "front"},
        {Counter::kTokenSharedHits, "result", "shared"},
        {Counter::kTokenNegativeHits, "result", "negative"},
        {Counter::kTokenJoined, "result", "joined"},
        {Counter::kTokenMisses, "result", "miss"}}},
      {"ceilometer_token_cache_refused",
       Kind::kCounter,
       "",
       "Tokens whose data the shared cache did not take, for the most part because it is too large.",
       {{Counter::kTokenRefused}}},
      {"ceilometer_notifier_queued",
       Kind::kCounter,
       "",
       "Messages that were to be published on the message bus.",
       {{Counter::kNotifyQueued}}},
      {"ceilometer_notifier_confirmed",
       Kind::kCounter,
       "",
       "Messages that the message bus confirmed.",
       {{Counter::kNotifyConfirmed}}},
      {"ceilometer_notifier_failed",
       Kind::kCounter,
       "",
       "Messages that the message bus did not confirm.",
       {{Counter::kNotifyFailed}}},
      {"ceilometer_notifier_waiting",
       Kind::kGauge,
       "",
       "Messages that wait for the message bus to confirm them.",
       {{Gauge::kNotifyWaiting}}},
      {"ceilometer_summaries_samples_folded",
       Kind::kCounter,
       "",
       "Samples that were folded into summaries by this server.",
       {{Counter::kSamplesFolded}}},
      {"ceilometer_summaries_folded_time_seconds",
       Kind::kGauge,
       "seconds",
       "Samples that are earlier are in summaries, in seconds since 1970; 0 where none is yet.",
       {{Known::kSummaryTime}}},
      {"ceilometer_summaries_lag_seconds",
       Kind::kGauge,
       "seconds",
       "How far summaries are behind: from that time to now.",
       {{Known::kSummaryLag}}},
      {"ceilometer_summaries_marked_chunks",
       Kind::kGauge,
       "",
       "Days of series that changed after they were folded and are read from samples until they are folded anew.",
       {{Known::kSummaryMarks}}},
      {"ceilometer_policy_reloads",
       Kind::kCounter,
       "",
       "Changes of the policy files that took effect, counted by each child for itself.",
       {{Counter::kPolicyReloads}}},
      {"ceilometer_policy_refused",
       Kind::kCounter,
       "",
       "Changes of the policy files that did not, counted by each child for itself.",
       {{Counter::kPolicyRefused}}},
  };
}

std::uint64_t seconds_of(std::chrono::system_clock::time_point time) {
  return static_cast<std::uint64_t>(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

Labels labels_of(const RouteName& route) {
  return {{"method", std::string(route.method)}, {"route", std::string(route.path)}};
}

class Reader {
 public:
  explicit Reader(const Reading& reading) : reading_(reading) {}

  Family read(const Row& row) {
    Family family{row.name, row.kind, row.unit, row.help, {}, {}};
    for (const auto& source : row.sources) {
      Labels labels;
      if (!source.label.empty()) labels.emplace_back(source.label, std::string(source.value));
      std::visit([&](auto from) { add(family, std::move(labels), from); }, source.from);
    }
    return family;
  }

 private:
  void add(Family& family, Labels labels, Counter counter) const {
    family.samples.push_back({std::move(labels), reading_.totals.of(counter)});
  }
  void add(Family& family, Labels labels, Gauge gauge) const {
    // Another process may have been between two steps: never less than nothing.
    const auto value = static_cast<std::int64_t>(reading_.totals.of(gauge));
    family.samples.push_back({std::move(labels), value > 0 ? static_cast<std::uint64_t>(value) : 0});
  }
  void add(Family& family, Labels labels, Known known) const {
    switch (known) {
      case Known::kVersion:
        labels.emplace_back("version", std::string(reading_.version));
        return family.samples.push_back({std::move(labels), 1});
      case Known::kStarted:
        return family.samples.push_back({std::move(labels), seconds_of(reading_.started)});
      case Known::kLoaded:
        return family.samples.push_back({std::move(labels), seconds_of(reading_.loaded)});
      case Known::kProcesses:
        return family.samples.push_back({std::move(labels), reading_.processes});
      case Known::kRequests:
        return add_requests(family);
      case Known::kDurations:
        return add_durations(family);
      case Known::kSummaryTime:
      case Known::kSummaryLag:
      case Known::kSummaryMarks:
        return add_summaries(family, known);
    }
  }

  /// Of several databases the time of the one that is furthest behind, and the marks of all. Nothing where none has
  /// summaries, or where nobody has looked yet.
  void add_summaries(Family& family, Known known) const {
    std::optional<std::uint64_t> folded_before;
    std::uint64_t marked = 0;
    for (const auto& summaries : reading_.totals.summaries) {
      if (summaries.are_there == 0) continue;
      folded_before = std::min(folded_before.value_or(summaries.folded_before), summaries.folded_before);
      marked += summaries.marked_chunks;
    }
    if (!folded_before) return;
    if (known == Known::kSummaryMarks) return family.samples.push_back({{}, marked});
    if (known == Known::kSummaryTime) return family.samples.push_back({{}, *folded_before});
    if (*folded_before == 0) return;  // no time can be told of what has not begun
    const std::uint64_t now = seconds_of(reading_.now);
    family.samples.push_back({{}, now > *folded_before ? now - *folded_before : 0});
  }

  void add_requests(Family& family) const {
    for (std::size_t i = 0; i < reading_.routes.size(); ++i) {
      const auto& by_status = reading_.totals.routes[i].by_status;
      for (std::size_t j = 0; j < by_status.size(); ++j) {
        if (by_status[j] == 0) continue;
        Labels labels = labels_of(reading_.routes[i]);
        labels.emplace_back("status", j < kCountedStatuses.size() ? std::to_string(kCountedStatuses[j]) : "other");
        family.samples.push_back({std::move(labels), by_status[j]});
      }
    }
  }
  void add_durations(Family& family) const {
    for (std::size_t i = 0; i < reading_.routes.size(); ++i) {
      const auto& route = reading_.totals.routes[i];
      Spread spread{labels_of(reading_.routes[i]), route.by_duration, static_cast<double>(route.nanoseconds) / 1e9};
      if (spread.count() != 0) family.spreads.push_back(std::move(spread));
    }
  }

  const Reading& reading_;
};

}  // namespace

std::uint64_t Spread::count() const { return std::accumulate(by_bucket.begin(), by_bucket.end(), std::uint64_t{0}); }

std::vector<Family> families(const Reading& reading) {
  Reader reader(reading);
  std::vector<Family> all;
  for (const auto& row : table()) all.push_back(reader.read(row));
  return all;
}

std::uint64_t layout_of(std::span<const RouteName> routes) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  const auto mix = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    hash = (hash ^ 0xffU) * 1099511628211U;
  };
  for (const auto& route : routes) {
    mix(route.method);
    mix(route.path);
  }
  for (const auto& row : table()) {
    mix(row.name);
    for (const auto& source : row.sources) {
      mix(source.value);
      mix(std::to_string(source.from.index()));
      std::visit([&](auto from) { mix(std::to_string(static_cast<int>(from))); }, source.from);
    }
  }
  for (const int status : kCountedStatuses) mix(std::to_string(status));
  for (const double bound : kDurationBounds) mix(std::to_string(bound));
  mix(std::to_string(sizeof(MetricCells)));
  return hash;
}

}  // namespace ceilometer::status
