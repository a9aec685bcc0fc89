#include "storage/sql/period_parts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <vector>

#include "storage/sql/period_cells.hpp"
#include "storage/sql/period_chunks.hpp"
#include "storage/sql/summary_tables.hpp"

using namespace ceilometer::storage::sql;
using ceilometer::query::Periods;

namespace {

using Random = std::mt19937_64;

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kThatDay = 16'861;

struct Chunk {
  std::size_t key;
  std::vector<Point> points;
};

/// A time within the day, often a whole minute, on which periods may begin and end.
std::int64_t some_time(Random& random) {
  const auto at = static_cast<std::int64_t>(random() % kDay);
  return random() % 2 == 0 ? at : at - at % (60 * kSecond);
}

/// Of one key and day; some regular, some of one point, some within a second.
Chunk chunk_of(Random& random, std::int64_t day, std::size_t key) {
  Chunk chunk{key, {}};
  std::int64_t at = day * kDay + some_time(random);
  const std::int64_t distance = random() % 3 == 0 ? 7 : std::max<std::int64_t>(1, some_time(random) / 60);
  for (auto left = 1 + random() % 200; left > 0 && at < (day + 1) * kDay; --left, at += distance) {
    chunk.points.push_back({at, random() % 9 == 0 ? kNoVolume : static_cast<double>(random() % 1000) / 8});
  }
  return chunk;
}

using ByPeriod = std::map<std::pair<std::int64_t, std::size_t>, std::vector<Point>>;

/// Gives the divider a day's chunks, each in one of the ways that there are.
void give(Random& random, PeriodParts& parts, const Periods& periods, const std::vector<Chunk>& chunks,
          ByPeriod& expected) {
  const std::int64_t start = microseconds_of(periods.start);
  const std::int64_t end = microseconds_of(periods.end());
  const auto period_of = [&](std::int64_t at) { return (at - start) / (periods.seconds * kSecond); };
  for (const Chunk& chunk : chunks) {
    // What the caller asks for may begin and end within the periods.
    const std::int64_t from = start + static_cast<std::int64_t>(random() % 2) * some_time(random);
    const std::int64_t until = end - static_cast<std::int64_t>(random() % 2) * some_time(random);
    std::vector<Point> within;
    for (const Point& point : chunk.points) {
      if (point.at >= from && point.at < until) within.push_back(point);
    }
    for (const Point& point : within) expected[{period_of(point.at), chunk.key}].push_back(point);
    const bool is_in_one = !within.empty() && within.size() == chunk.points.size() &&
                           period_of(within.front().at) == period_of(within.back().at);
    if (is_in_one && random() % 2 == 0) {
      parts.add(chunk.key, PointStatistics::of(chunk.points));
    } else if (random() % 2 == 0) {
      parts.add(chunk.key, std::span<const Point>(within));
    } else {
      parts.add_packed(chunk.key, pack(chunk.points), from, until);
    }
  }
}

void check(PeriodParts& parts, const ByPeriod& expected, bool with_squares) {
  std::size_t given = 0;
  std::int64_t last = -1;
  for (PeriodParts::Part part; parts.next(part); ++given) {
    REQUIRE(part.period >= last);
    last = part.period;
    const auto found = expected.find({part.period, part.key});
    REQUIRE(found != expected.end());
    auto points = found->second;
    std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) { return a.at < b.at; });
    const auto whole = PointStatistics::part_of(PointStatistics::of(points));
    CHECK(part.part.count == whole.count);
    CHECK(part.part.first == whole.first);
    CHECK(part.part.last == whole.last);
    CHECK(part.part.min == whole.min);
    CHECK(part.part.max == whole.max);
    REQUIRE(part.part.sum.has_value() == whole.sum.has_value());
    if (whole.sum) CHECK(*part.part.sum == Approx(*whole.sum).epsilon(1e-14));
    if (whole.variance && with_squares) CHECK(*part.part.variance == Approx(*whole.variance).margin(1e-9));
  }
  CHECK(given == expected.size());
}

template <class Divider>
void check_days(std::int64_t seconds, bool with_squares) {
  Random random(static_cast<std::uint64_t>(seconds));
  for (int round = 0; round < 30; ++round) {
    // They begin anywhere, before the first day or within it, and end so too.
    Periods periods;
    periods.start = time_of((kThatDay - static_cast<std::int64_t>(random() % 2)) * kDay + some_time(random));
    periods.seconds = seconds;
    periods.count =
        static_cast<std::int64_t>(1 + random() % static_cast<std::uint64_t>(3 * kDay / kSecond / seconds + 2));
    Divider parts(periods, with_squares);
    for (std::int64_t day = kThatDay; day < kThatDay + 3; ++day) {
      parts.begin(day);
      std::vector<Chunk> chunks;
      for (auto left = random() % 6; left > 0; --left) chunks.push_back(chunk_of(random, day, random() % 4));
      ByPeriod expected;
      give(random, parts, periods, chunks, expected);
      CAPTURE(seconds, with_squares, round, day);
      check(parts, expected, with_squares);
    }
  }
}

}  // namespace

TEMPLATE_TEST_CASE("a day's chunks are divided in periods, whole, by points and packed", "", PeriodCells,
                   PeriodChunks) {
  for (const std::int64_t seconds : {7, 60, 3600, 5000, 86'400, 200'000}) {
    for (const bool with_squares : {false, true}) check_days<TestType>(seconds, with_squares);
  }
}

TEST_CASE("many keys in short periods do not get a cell each") {
  const auto make = [](std::int64_t seconds, bool has_few_keys) {
    return PeriodParts::make({time_of(0), seconds, 100}, false, has_few_keys);
  };
  CHECK(dynamic_cast<PeriodCells*>(make(1, true).get()) != nullptr);
  CHECK(dynamic_cast<PeriodCells*>(make(3600, false).get()) != nullptr);
  CHECK(dynamic_cast<PeriodChunks*>(make(60, false).get()) != nullptr);
}
