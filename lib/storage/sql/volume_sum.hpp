#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>

namespace ceilometer::storage::sql {

/// Keeps what rounding takes from the total (as Neumaier does, by Knuth's sum, which does not ask which is greater).
/// That is not a number where the total is infinite or none.
template <class Number>
void add_compensated(Number& total, Number& lost, Number value) {
  const Number sum = total + value;
  const Number added = sum - total;
  lost += (total - (sum - added)) + (value - added);
  total = sum;
}

/// What statistics without squares need of volumes. Those that are not a number are NULL ones, and count for nothing.
/// Two at a time, and inline, since statistics by short periods do little else.
class VolumeSum {
 public:
  explicit VolumeSum(std::span<const double> volumes) {
    Pairs pairs;
    std::size_t i = 0;
    for (; i + 1 < volumes.size(); i += 2) {
      Pair pair;
      std::memcpy(&pair, volumes.data() + i, sizeof(pair));
      pairs.add(pair);
    }
    if (i < volumes.size()) pairs.add(Pair{volumes[i], std::numeric_limits<double>::quiet_NaN()});
    volumes_ = pairs.volumes[0] + pairs.volumes[1];
    total_ = pairs.total[0];
    lost_ = pairs.lost[0] + pairs.lost[1];
    add_compensated(total_, lost_, static_cast<double>(pairs.total[1]));
    least_ = std::min(pairs.least[0], pairs.least[1]);
    most_ = std::max(pairs.most[0], pairs.most[1]);
  }

  std::int64_t volumes() const { return volumes_; }
  double total() const { return total_; }
  double lost() const { return lost_; }
  double least() const { return least_; }  ///< infinity where there are none
  double most() const { return most_; }    ///< its opposite

 private:
  using Pair = double __attribute__((vector_size(16)));
  using Counts = std::int64_t __attribute__((vector_size(16)));

  /// Of every other volume each.
  struct Pairs {
    Counts volumes{};
    Pair total{}, lost{};
    Pair least = Pair{} + std::numeric_limits<double>::infinity();
    Pair most = Pair{} - std::numeric_limits<double>::infinity();

    void add(Pair pair) {
      const Counts is_number = pair == pair;  // NOLINT(misc-redundant-expression): -1 where it is one
      volumes -= is_number;
      least = pair < least ? pair : least;
      most = pair > most ? pair : most;
      add_compensated(total, lost, is_number ? pair : Pair{});
    }
  };

  std::int64_t volumes_ = 0;
  double total_ = 0, lost_ = 0;
  double least_ = 0, most_ = 0;
};

}  // namespace ceilometer::storage::sql
