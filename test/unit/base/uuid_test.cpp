#include "base/uuid.hpp"

#include <catch2/catch.hpp>
#include <set>
#include <thread>
#include <vector>

using namespace ceilometer;

namespace {

bool has_form(const std::string& uuid, char version) {
  if (uuid.size() != 36 || uuid[14] != version || std::string("89ab").find(uuid[19]) == std::string::npos) return false;
  for (std::size_t i = 0; i < uuid.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (uuid[i] == '-') || (!dash && std::string("0123456789abcdef").find(uuid[i]) == std::string::npos)) {
      return false;
    }
  }
  return true;
}

}  // namespace

TEST_CASE("UUIDs have their version and variant") {
  CHECK(has_form(uuid4(), '4'));
  CHECK(has_form(uuid1(), '1'));
}

TEST_CASE("UUIDs of a series are ordered by time and share their node") {
  Uuid1Series series;
  // The time's parts in order of weight: 1111aaaa-2222-1333 becomes 333 2222 1111aaaa.
  const auto time = [](const std::string& uuid) { return uuid.substr(15, 3) + uuid.substr(9, 4) + uuid.substr(0, 8); };
  std::string before = series.next();
  for (int i = 0; i < 10'000; ++i) {
    const std::string uuid = series.next();
    REQUIRE(has_form(uuid, '1'));
    REQUIRE(time(uuid) > time(before));
    REQUIRE(uuid.substr(19) == before.substr(19));
    before = uuid;
  }
  CHECK(Uuid1Series().next().substr(19) != before.substr(19));
}

TEST_CASE("UUIDs of several threads differ") {
  constexpr std::size_t kThreads = 4;
  constexpr std::size_t kEach = 5000;
  std::vector<std::vector<std::string>> made(kThreads);
  std::vector<std::thread> threads;
  for (auto& mine : made) {
    threads.emplace_back([&mine] {
      for (std::size_t i = 0; i < kEach; ++i) mine.push_back(uuid1());
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::string> all;
  for (const auto& mine : made) all.insert(mine.begin(), mine.end());
  CHECK(all.size() == kThreads * kEach);
}
