#include "storage/sql/volume_sum.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

using ceilometer::storage::sql::VolumeSum;

namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

double total_of(const std::vector<double>& volumes) {
  const VolumeSum sum(volumes);
  return sum.total() + sum.lost();
}

}  // namespace

TEST_CASE("volumes are summed, however many, and what is none counts for nothing") {
  for (std::size_t count = 0; count < 12; ++count) {
    for (std::size_t none = 0; none <= count; ++none) {
      std::vector<double> volumes;
      double total = 0;
      for (std::size_t i = 0; i < count; ++i) {
        volumes.push_back(i == none ? kNone : static_cast<double>(i) - 3);
        if (i != none) total += volumes.back();
      }
      const VolumeSum sum(volumes);
      CAPTURE(count, none);
      CHECK(sum.volumes() == static_cast<std::int64_t>(none < count ? count - 1 : count));
      CHECK(sum.total() + sum.lost() == total);
      double least = kInfinity;
      double most = -kInfinity;
      for (const double volume : volumes) {
        if (std::isnan(volume)) continue;
        least = std::min(least, volume);
        most = std::max(most, volume);
      }
      CHECK(sum.least() == least);
      CHECK(sum.most() == most);
    }
  }
}

TEST_CASE("small volumes are not lost among large ones") {
  std::vector<double> volumes = {1e16, 1e16};
  for (int i = 0; i < 101; ++i) volumes.push_back(1);
  volumes.push_back(-1e16);
  volumes.push_back(-1e16);
  CHECK(total_of(volumes) == 101);
}

TEST_CASE("an infinite total is infinite, and none where both infinities are there") {
  CHECK(VolumeSum(std::vector<double>{1, kInfinity, 2}).total() == kInfinity);
  CHECK(VolumeSum(std::vector<double>{1, -kInfinity}).total() == -kInfinity);
  CHECK(std::isnan(VolumeSum(std::vector<double>{kInfinity, 3, -kInfinity}).total()));
  CHECK(std::isnan(VolumeSum(std::vector<double>{kInfinity, -kInfinity}).total()));
}
