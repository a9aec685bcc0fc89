#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/ports/metrics.hpp"

namespace ceilometer::status {

/// What a route is called where it is counted: "GET", "/v2/meters/{meter_name}".
struct RouteName {
  std::string_view method;
  std::string_view path;
};

/// All that a page tells, as it is at one moment.
struct Reading {
  MetricTotals totals{};
  std::size_t processes = 0;
  std::chrono::system_clock::time_point started;  ///< when counting began
  std::chrono::system_clock::time_point loaded;   ///< when the configuration was read that is served
  std::string_view version;
  std::span<const RouteName> routes;  ///< by their numbers in `totals`
  std::chrono::system_clock::time_point now;
};

enum class Kind { kCounter, kGauge, kHistogram, kInfo };

using Labels = std::vector<std::pair<std::string_view, std::string>>;

struct Sample {
  Labels labels;
  std::uint64_t value = 0;
};

/// How durations are spread.
struct Spread {
  Labels labels;
  std::span<const std::uint64_t> by_bucket;  ///< of kDurationBounds, and the last one without a bound
  double sum = 0;                            ///< seconds

  std::uint64_t count() const;
};

/// A metric with everything that is known of it. Views into the Reading and into constants.
struct Family {
  /// "ceilometer_requests": without what the formats put behind a counter's. One that ends in "_time_seconds" is a
  /// time, counted from 1970.
  std::string_view name;
  Kind kind;
  std::string_view unit;  ///< "seconds", or none
  std::string_view help;  ///< one sentence
  std::vector<Sample> samples;
  std::vector<Spread> spreads;  ///< of a histogram, instead of samples
};

/// Every metric, in the order in which pages show them. What has labels is there as far as it happened.
std::vector<Family> families(const Reading& reading);

/// What the figures mean, as a number: memory that was filled under another one cannot be read.
std::uint64_t layout_of(std::span<const RouteName> routes);

}  // namespace ceilometer::status
