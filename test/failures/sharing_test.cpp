// Ceilometer's own collector and expirer work on the same tables at the same time.

#include <poll.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "failures/original.hpp"
#include "support/client.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

constexpr int kKinds = 6;
constexpr const char* kOld = "2016-03-01 08:00:00.000000";
constexpr const char* kExpired = "2016-06-01 00:00:00.000000";
constexpr const char* kNew = "2016-09-01 08:00:00.000000";

/// A batch of two samples of a kind.
std::string batch(const Kind& kind, const std::string& time) {
  const std::string sample =
      R"({"counter_name": ")" + kind.meter + R"(", "counter_type": "gauge", "counter_unit": "x", "counter_volume": )" +
      kind.number + R"(, "resource_id": ")" + kind.resource + R"(", "project_id": ")" + kind.project +
      R"(", "user_id": "u", "timestamp": ")" + time +
      R"(", "resource_metadata": {"name": "Gr\u00f6\u00dfe", "image": "i)" + kind.number + R"("}})";
  return "[" + sample + ", " + sample + "]";
}

struct Fixture {
  Fixture() : database(make_test_database()) {
    server.size(2, 6);
    server.vhost(serve(write_service_of(server, "api", database->url())));
    server.start();
  }

  Answer post(const Kind& kind, const std::string& time) {
    return Client().post(server.url("/v2/meters/" + kind.meter + "?direct=True"), batch(kind, time));
  }
  long count(const std::string& sql) { return std::stol(database->value("SELECT count(*) FROM " + sql)); }

  std::unique_ptr<TestDatabase> database;
  HttpdServer server;
};

/// Samples that are not of the meter, the resource and the owner that their volume says, or of none.
std::string strayed() {
  const std::string number = "CAST(s.volume AS INTEGER)";
  return "sample s LEFT JOIN meter m ON m.id = s.meter_id LEFT JOIN resource r ON r.internal_id = s.resource_id WHERE "
         "m.id IS NULL OR r.internal_id IS NULL OR m.name <> 'shared-' || " +
         number + " OR r.resource_id <> 'vm-' || " + number + " OR r.project_id <> 'p-' || " + number;
}

}  // namespace

TEST_CASE("rows that are equal are shared with the original's collector, whoever comes first") {
  Fixture f;
  Original original(*f.database);
  const Kind ours(0);
  const Kind theirs(1);
  REQUIRE(f.post(ours, kNew).status == 201);
  REQUIRE(original.record(ours, "foreign-0", kNew));
  REQUIRE(original.record(theirs, "foreign-1", kNew));
  REQUIRE(f.post(theirs, kNew).status == 201);
  CHECK(f.count("meter") == 2);
  CHECK(f.count("resource") == 2);
  CHECK(f.count("metadata_text") == 4);
  CHECK(f.count("sample") == 6);
  // Our own row reads as theirs: same text of metadata, not only its hash.
  CHECK(f.count("sample s JOIN resource r ON r.internal_id = s.resource_id WHERE r.metadata_hash = '" +
                ours.metadata_hash + "'") == 3);
}

TEST_CASE("an expirer that took our meters and resources away is noticed") {
  Fixture f;
  Original original(*f.database);
  const Kind kind(0);
  REQUIRE(f.post(kind, kOld).status == 201);
  REQUIRE(original.expire(kExpired));
  REQUIRE(f.count("meter") == 0);
  REQUIRE(f.count("resource") == 0);
  // Somebody else's take the place, and where ids are used again, the ids.
  REQUIRE(original.record(Kind(5), "foreign", kNew));
  for (int i = 0; i < 4; ++i) REQUIRE(f.post(kind, kNew).status == 201);  // children that know the old ids, too
  CHECK(f.count("sample") == 9);
  CHECK(f.count("meter") == 2);
  CHECK(f.count("resource") == 2);
  CHECK(f.count("metadata_text") == 4);
  std::vector<std::string> projects;
  CHECK(f.database->rows("SELECT r.project_id, count(*) FROM sample s JOIN resource r ON r.internal_id = s.resource_id "
                         "JOIN meter m ON m.id = s.meter_id GROUP BY r.project_id ORDER BY 1") ==
        std::vector<std::string>{"p-0|8", "p-5|1"});
}

TEST_CASE("the original's collector and expirer beside our writers lose nothing and mix nothing up") {
  Fixture f;
  REQUIRE(f.post(Kind(0), kOld).status == 201);  // the tables are the module's to make
  std::atomic<bool> ends{false};
  std::atomic<int> turn{0};
  std::atomic<long> failed{0};
  std::vector<std::atomic<long>> acknowledged(kKinds);
  std::string refusal;
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!ends) {
        const int number = turn++;
        const Kind kind(number % kKinds);
        // Kinds 0 and 1 have old samples only, so that their rows come and go; the others have both.
        const bool is_new = number % kKinds > 1 && number % 4 < 3;
        const Answer answer = f.post(kind, is_new ? kNew : kOld);
        ::poll(nullptr, 0, 10);  // the others are to have their share of a small machine
        if (answer.status != 201) {
          if (failed++ == 0) refusal = answer.body;
        } else if (is_new) {
          acknowledged[static_cast<std::size_t>(number % kKinds)] += 2;
        }
      }
    });
  }
  // A view of the database is one thread's.
  long recorded = 0;
  long runs = 0;
  long refused = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  Original original(*f.database);
  for (int i = 0; std::chrono::steady_clock::now() < end; ++i) {
    const Kind kind(i % kKinds);
    if (original.record(kind, "foreign-" + std::to_string(i), i % kKinds < 2 || i % 4 == 3 ? kOld : kNew)) ++recorded;
    if (i % 2 == 1) ++(original.expire(kExpired) ? runs : refused);
  }
  ends = true;
  for (auto& thread : threads) thread.join();
  long all = 0;
  CHECK(failed == 0);
  INFO(refusal);
  for (int i = 0; i < kKinds; ++i) {
    INFO("kind " << i);
    const long stored = f.count(
        "sample s JOIN meter m ON m.id = s.meter_id JOIN resource r ON r.internal_id = "
        "s.resource_id WHERE s.message_id NOT LIKE 'foreign%' AND s.timestamp = " +
        f.database->time(kNew) + " AND r.project_id = 'p-" + std::to_string(i) + "'");
    CHECK(stored == acknowledged[static_cast<std::size_t>(i)]);
    all += stored;
  }
  CHECK(f.database->rows("SELECT s.id, s.volume, m.name, r.resource_id, r.project_id FROM " + strayed()) ==
        std::vector<std::string>());
  CHECK(recorded > 0);
  CHECK(runs > 0);
  std::cout << engine() << ", shared: " << all << " new samples acknowledged and there, " << recorded
            << " of the original's, " << runs << " runs of its expirer, " << refused << " that the database refused, "
            << f.count("resource WHERE metadata_hash LIKE 'delete%'") << " resources marked\n";
}
