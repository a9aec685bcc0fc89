#include "storage/sql/summary_points.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "storage/sql/database_error.hpp"

using namespace ceilometer::storage::sql;

namespace {

std::vector<Point> unpacked(const std::string& bytes) {
  Points packed;
  packed.push_back({7, 7});  // what is there stays
  unpack(bytes, packed);
  CHECK((packed.at[0] == 7 && packed.volume[0] == 7));
  std::vector<Point> points;
  for (std::size_t i = 1; i < packed.size(); ++i) points.push_back(packed[i]);
  return points;
}

void check_same(const std::vector<Point>& a, const std::vector<Point>& b) {
  REQUIRE(a.size() == b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i].at == b[i].at);
    CHECK((a[i].volume == b[i].volume || (std::isnan(a[i].volume) && std::isnan(b[i].volume))));
    CHECK(std::signbit(a[i].volume) == std::signbit(b[i].volume));
  }
}

}  // namespace

TEST_CASE("points come out of their bytes as they went in") {
  constexpr std::int64_t kFirst = -62'135'596'800'000'000;  // year 1
  constexpr std::int64_t kLast = 253'402'300'799'999'999;   // year 9999
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  const std::vector<std::vector<Point>> cases = {
      {},
      {{0, 0.0}},
      {{kFirst, -0.0}, {kLast, kInfinity}},
      {{kLast, 1}},
      {{5, kNoVolume}, {5, -kInfinity}, {5, 5e-324}, {6, 1.7976931348623157e308}},
  };
  for (const auto& points : cases) check_same(unpacked(pack(points)), points);
  std::mt19937_64 random(7);
  std::vector<Point> points;
  std::int64_t at = -1'000'000;
  for (int i = 0; i < 10'000; ++i) {
    at += static_cast<std::int64_t>(random() % (i % 7 == 0 ? 3 : 100'000'000'000));
    points.push_back({at, static_cast<double>(random()) / 7});
  }
  check_same(unpacked(pack(points)), points);
}

TEST_CASE("points with runs at regular distances come out as they went in, wherever the runs begin and end") {
  std::mt19937_64 random(5);
  for (int i = 0; i < 500; ++i) {
    std::vector<Point> points;
    std::int64_t at = -60'000'000'000;
    while (points.size() < 100) {
      const auto distance = static_cast<std::int64_t>(random() % 3) * 600'000'000;
      for (auto left = random() % 30; left > 0; --left) points.push_back({at += distance, 1.5});
    }
    check_same(unpacked(pack(points)), points);
  }
}

TEST_CASE("regular points take nine bytes each") {
  std::vector<Point> points;
  for (int i = 0; i < 144; ++i) points.push_back({1'456'790'400'000'000 + i * 600'000'000LL, 1.5});
  CHECK(pack(points).size() < 144 * 9 + 20);
}

TEST_CASE("bytes that are no points are refused, whatever they are") {
  const std::string bytes = pack(std::vector<Point>{{1'456'790'400'000'000, 1}, {1'456'790'400'600'000, 2}});
  const auto read = [](const std::string& some) {
    try {
      return unpacked(some).size() + 1;
    } catch (const DatabaseError& error) {
      CHECK(error.kind() == DatabaseError::Kind::kDamaged);
      return std::size_t{0};
    }
  };
  CHECK(read("") == 0);
  CHECK(read(pack(std::vector<Point>{{5, 1}, {7, 1}, {6, 1}})) == 0);  // out of order
  CHECK(read("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff") == 0);
  for (std::size_t length = 0; length < bytes.size(); ++length) CHECK(read(bytes.substr(0, length)) == 0);
  // Regular, but past the last time that there is: by a run, and one by one.
  for (const int shift : {56, 61}) {
    const std::int64_t distance = std::int64_t{1} << shift;
    for (const std::int64_t first : {std::numeric_limits<std::int64_t>::max() - 3 * distance, std::int64_t{0}}) {
      std::string beyond = pack(std::vector<Point>{{first, 1}, {first + distance, 1}});
      beyond[0] = 18;  // with as many
      beyond.resize(beyond.size() - 2 * sizeof(double));
      const bool fits = first == 0 && shift == 56;
      CHECK((read(beyond + std::string(16 + 18 * sizeof(double), '\0')) != 0) == fits);
    }
  }
  std::mt19937_64 random(3);
  for (int i = 0; i < 20'000; ++i) {
    std::string other = bytes;
    for (int k = 0; k < 3; ++k) other[random() % other.size()] = static_cast<char>(random());
    read(other);  // anything, within bounds
  }
}

TEST_CASE("statistics of parts are those of the whole") {
  std::mt19937_64 random(11);
  for (const double offset : {0.0, 1e6, -1e12}) {
    std::vector<Point> points;
    for (int i = 0; i < 5000; ++i) {
      points.push_back({i * 1000, random() % 10 == 0 ? kNoVolume : offset + static_cast<double>(random() % 100'000)});
    }
    const auto whole = PointStatistics::of(points);
    PointStatistics one_by_one;
    PointStatistics of_parts;
    for (std::size_t from = 0; from < points.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 300, points.size() - from);
      of_parts.add(PointStatistics::of(std::span(points).subspan(from, size)));
      from += size;
    }
    for (const Point& point : points) one_by_one.add_with_squares(point);
    Points columns;
    for (const Point& point : points) columns.push_back(point);
    PointStatistics by_columns;
    for (std::size_t from = 0; from < points.size();) {
      const std::size_t size = std::min<std::size_t>(1 + random() % 20, points.size() - from);
      by_columns.add(columns, from, from + size);
      from += size;
    }
    CHECK(by_columns.stored().samples == 5000);
    CHECK(by_columns.stored().volumes == whole.volumes);
    CHECK(by_columns.stored().total == Approx(whole.total).epsilon(1e-15));
    CHECK(by_columns.stored().least == whole.least);
    CHECK(by_columns.stored().most == whole.most);
    CHECK(by_columns.stored().earliest == 0);
    CHECK(by_columns.stored().latest == 4'999'000);
    for (const auto& other : {one_by_one.stored(), of_parts.stored()}) {
      CHECK(other.samples == 5000);
      CHECK(other.volumes == whole.volumes);
      CHECK(other.total == Approx(whole.total).epsilon(1e-14));
      CHECK(other.least == whole.least);
      CHECK(other.most == whole.most);
      CHECK(other.squares == Approx(whole.squares).epsilon(1e-9));
      CHECK(other.earliest == 0);
      CHECK(other.latest == 4'999'000);
    }
  }
}
