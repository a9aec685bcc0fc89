// Statistics of a large meter on PostgreSQL, on a private server: the store with summaries and the store without, in
// turns in one run; and what the triggers cost who stores.
//
// usage: bench_statistics_postgresql [ROUNDS [SAMPLES [RESOURCES [METERS]]]]

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iomanip>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "bench/median.hpp"
#include "query/statistics_query.hpp"
#include "storage/postgresql/postgresql_driver.hpp"
#include "storage/sql/stores.hpp"
#include "storage/upkeep/summaries.hpp"
#include "support/database_server.hpp"
#include "support/statistics_rows.hpp"
#include "support/storage_helpers.hpp"

using namespace ceilometer;
using test::median;

namespace {

struct Size {
  int rounds = 7;
  int samples = 1000;
  int resources = 100;
  int meters = 10;
};

test::RecordingLogger logger;  // NOLINT: of a program of its own

std::unique_ptr<storage::sql::Driver> make_driver(const std::string& url) {
  return *storage::postgresql::make_driver(*storage::DatabaseUrl::parse(url), {}, logger);
}

std::unique_ptr<storage::MeteringStore> make_store(const std::string& url, bool summaries) {
  storage::StoreOptions options;
  options.summaries = summaries;
  auto store = storage::sql::metering_store<storage::postgresql::make_driver>(*storage::DatabaseUrl::parse(url),
                                                                              options, logger);
  return *std::move(store);
}

double milliseconds(const std::function<void()>& f) {
  const auto begin = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

struct Case {
  std::string name;
  query::StatisticsQuery query;
};

std::vector<Case> cases() {
  query::StatisticsQuery all;
  all.filter.meter = "meter-3";
  auto by_resource = all;
  by_resource.group_by = {query::GroupField::kResource};
  auto by_hour = all;
  by_hour.period = 3600;
  by_hour.filter.start = query::TimeBound{parse_sqlite_time("2016-01-01 00:00:00").value(), true};
  by_hour.filter.end = query::TimeBound{parse_sqlite_time("2016-01-08 00:00:00").value(), false};
  auto deviation = all;
  deviation.aggregates =
      query::to_statistics_query({}, 0, {}, std::vector<query::AggregateText>{{"stddev", {}}}).aggregates;
  auto part = all;
  part.filter.start = query::TimeBound{parse_sqlite_time("2016-01-02 10:20:30").value(), true};
  part.filter.end = query::TimeBound{parse_sqlite_time("2016-01-06 11:22:33").value(), false};
  auto one = all;
  one.filter.resource = "vm-42";
  return {{"whole range", all},
          {"whole range, stddev", deviation},
          {"four days, bounds within chunks", part},
          {"groupby=resource_id", by_resource},
          {"period=3600 of a week", by_hour},
          {"one resource", one}};
}

double time_of(storage::MeteringStore& store, const query::StatisticsQuery& query) {
  return milliseconds([&] {
    const auto cursor = store.statistics(query, storage::Scope::everything());
    model::Statistics row;
    while (cursor->next(row)) {
    }
  });
}

/// Few samples, so that what is asked before them is most of the time.
query::StatisticsQuery one_resource_for_a_minute() {
  query::StatisticsQuery query;
  query.filter.meter = "meter-3";
  query.filter.resource = "vm-42";
  query.filter.start = query::TimeBound{parse_sqlite_time("2016-01-02 00:00:00").value(), true};
  query.filter.end = query::TimeBound{parse_sqlite_time("2016-01-02 00:20:00").value(), false};
  return query;
}

/// Returns the seconds that folding took.
double fill(const std::string& url, const Size& size) {
  const auto driver = make_driver(url);
  const auto connection = driver->open();
  const std::string meters = std::to_string(size.meters);
  const std::string series = std::to_string(size.meters * size.resources);
  connection->execute(std::string(driver->dialect().create_schema()));
  connection->execute("INSERT INTO meter SELECT i + 1, 'meter-' || i, 'gauge', 'u' FROM generate_series(0, " + meters +
                      " - 1) i");
  connection->execute(
      "INSERT INTO resource SELECT i + 1, 'user-' || (i % 7), 'project-' || (i % 5), 'openstack', 'vm-' || i, '{}', "
      "'h' || i FROM generate_series(0, " +
      std::to_string(size.resources) + " - 1) i");
  connection->execute(
      "INSERT INTO sample SELECT i + 1, i % " + meters + " + 1, (i % " + series + ") / " + meters +
      " + 1, 50 + (i * 7919 % 10007) / 211.0, timestamp '2016-01-01' + i / " + series +
      " * interval '10 minutes' + i * 31 % 1000000 * interval '1 microsecond', '2016-01-01', "
      "'signature-of-sixty-four-characters-as-writers-make-them-by-hmac', 'message-id-of-36-characters-' || i FROM "
      "generate_series(0::bigint, " +
      std::to_string(std::int64_t(size.samples) * size.meters * size.resources) + " - 1) i");
  connection->execute(
      "SELECT setval('sample_id_seq', (SELECT max(id) FROM sample)); SELECT setval('meter_id_seq', (SELECT max(id) "
      "FROM meter)); SELECT setval('resource_internal_id_seq', (SELECT max(internal_id) FROM resource))");
  connection->execute("VACUUM ANALYZE");
  storage::upkeep::install_summaries(*connection, driver->dialect());
  return milliseconds([&] {
           NoProgress progress;
           storage::upkeep::SummaryFolder(*driver, logger).run(utc_now(), progress);
         }) /
         1000;
}

/// Microseconds of the server's for a row, of one statement with many: new ones, late ones, and of deleting these.
struct RowTimes {
  double insert, late, erase;
};

RowTimes row_times(storage::sql::Connection& connection) {
  constexpr int kRows = 20'000;
  const auto insert = [&](const char* time) {
    return milliseconds([&] {
             connection.execute(
                 "INSERT INTO sample (meter_id, resource_id, volume, timestamp, recorded_at, message_signature, "
                 "message_id) SELECT i % 10 + 1, i % 100 + 1, i, " +
                 std::string(time) +
                 ", '2016-01-01', 'signature-of-sixty-four-characters-as-writers-make-them-by-hmac', 'bench' FROM "
                 "generate_series(1, " +
                 std::to_string(kRows) + ") i");
           }) *
           1000 / kRows;
  };
  const double news = insert("localtimestamp + i * interval '1 microsecond'");
  const double late = insert("timestamp '2016-01-02' + i * interval '1 microsecond'");
  const double erase =
      milliseconds([&] {
        connection.execute("DELETE FROM sample WHERE timestamp > '2016-01-02' AND timestamp < '2016-01-02 00:00:01'");
      }) *
      1000 / kRows;
  connection.execute("DELETE FROM sample WHERE message_id = 'bench'");
  return {news, late, erase};
}

void print_row_times(const char* what, const std::vector<RowTimes>& all) {
  const auto of = [&](double RowTimes::*member) {
    std::vector<double> values;
    for (const auto& times : all) values.push_back(times.*member);
    return median(values);
  };
  std::cout << std::setprecision(1) << what << ": microseconds per new row " << of(&RowTimes::insert)
            << ", per late row " << of(&RowTimes::late) << ", per deleted row " << of(&RowTimes::erase) << std::endl;
}

}  // namespace

int main(int argc, char** argv) try {
  Size size;
  if (argc > 1) size.rounds = std::max(1, std::atoi(argv[1]));
  if (argc > 2) size.samples = std::max(1, std::atoi(argv[2]));
  if (argc > 3) size.resources = std::max(1, std::atoi(argv[3]));
  if (argc > 4) size.meters = std::max(1, std::atoi(argv[4]));
  const auto server = test::make_database_server("postgresql");
  server->start();
  server->create("statistics");
  const std::string url = server->url("statistics");
  std::cout << std::fixed << std::setprecision(1) << "folding took " << fill(url, size) << " s, summaries are "
            << server->value(
                   "statistics",
                   "SELECT pg_size_pretty(sum(pg_total_relation_size(oid)) FILTER (WHERE relname LIKE "
                   "'ceilometer%')) || ' of ' || pg_size_pretty(sum(pg_total_relation_size(oid))) FROM pg_class "
                   "WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace")
            << "\nmedians of " << size.rounds << " rounds in turns, milliseconds\n"
            << std::left << std::setw(34) << "" << std::right << std::setw(10) << "summaries" << std::setw(10)
            << "samples" << std::setw(10) << "ratio" << '\n';
  const auto summed = make_store(url, true);
  const auto raw = make_store(url, false);
  for (const auto& each : cases()) {
    const auto different = test::difference(test::statistics_rows(*summed, each.query, storage::Scope::everything()),
                                            test::statistics_rows(*raw, each.query, storage::Scope::everything()));
    if (!different.empty()) throw std::runtime_error(each.name + ": " + different);
    std::vector<double> with, without;
    for (int i = 0; i < size.rounds; ++i) {
      with.push_back(time_of(*summed, each.query));
      without.push_back(time_of(*raw, each.query));
    }
    std::cout << std::left << std::setw(34) << each.name << std::right << std::setprecision(2) << std::setw(10)
              << median(with) << std::setprecision(1) << std::setw(10) << median(without) << std::setw(10)
              << median(without) / median(with) << std::endl;
  }
  const auto driver = make_driver(url);
  const auto connection = driver->open();
  std::vector<RowTimes> with, without;
  for (int i = 0; i < size.rounds; ++i) with.push_back(row_times(*connection));
  storage::upkeep::remove_summaries(*connection, driver->dialect());
  std::vector<double> absent, off;
  for (int i = 0; i < size.rounds * 20; ++i) {
    absent.push_back(time_of(*summed, one_resource_for_a_minute()));
    off.push_back(time_of(*raw, one_resource_for_a_minute()));
  }
  for (int i = 0; i < size.rounds; ++i) without.push_back(row_times(*connection));
  print_row_times("with triggers", with);
  print_row_times("without", without);
  std::cout << std::setprecision(3) << "a small query where there are no summaries: " << median(absent) << " ms, with "
            << "[database] summaries = off " << median(off) << " ms" << std::endl;
  return 0;
} catch (const std::exception& error) {
  std::cerr << "bench_statistics_postgresql: " << error.what() << '\n';
  return 1;
}
