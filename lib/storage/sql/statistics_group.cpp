#include "storage/sql/statistics_group.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ceilometer::storage::sql {

namespace {

template <class T, class Less>
void keep(std::optional<T>& best, const std::optional<T>& other, Less less) {
  if (other && (!best || less(*other, *best))) best = other;
}

}  // namespace

void StatisticsGroup::add(const StatisticsPart& part) {
  keep(first_, part.first, std::less<>());
  keep(last_, part.last, std::greater<>());
  if (part.count == 0) return;
  keep(min_, part.min, std::less<>());
  keep(max_, part.max, std::greater<>());

  // An engine's sum of infinities of both signs is no number.
  const double sum = part.sum.value_or(std::numeric_limits<double>::quiet_NaN());
  const double total = sum_ + sum;
  lost_ += std::abs(sum_) >= std::abs(sum) ? (sum_ - total) + sum : (sum - total) + sum_;
  sum_ = total;

  const auto count = static_cast<double>(part.count);
  const auto before = static_cast<double>(count_);
  const double distance = sum / count - mean_;
  count_ += part.count;
  const auto all = static_cast<double>(count_);
  squares_ += part.variance.value_or(0) * count + distance * distance * (before * count / all);
  mean_ += distance * (count / all);
}

void StatisticsGroup::add_id(std::size_t attribute, std::optional<std::string_view> id) {
  if (ids_.size() <= attribute) ids_.resize(attribute + 1);
  auto& ids = ids_[attribute];
  if (id && ids.find(*id) == ids.end()) ids.emplace(*id);
}

std::optional<double> StatisticsGroup::sum() const {
  if (count_ == 0 || std::isnan(sum_)) return std::nullopt;
  // Where sum_ is infinite, what was lost is not a number.
  return std::isinf(sum_) ? sum_ : sum_ + lost_;
}

std::optional<double> StatisticsGroup::avg() const {
  const auto total = sum();
  return total ? std::optional(*total / static_cast<double>(count_)) : std::nullopt;
}

std::optional<double> StatisticsGroup::stddev() const {
  const double variance = squares_ / static_cast<double>(count_);
  if (count_ == 0 || !std::isfinite(variance)) return std::nullopt;
  return std::sqrt(variance);
}

double StatisticsGroup::different_ids(std::size_t attribute) const {
  return attribute < ids_.size() ? static_cast<double>(ids_[attribute].size()) : 0;
}

}  // namespace ceilometer::storage::sql
