#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace ceilometer {

/// Lets one caller through per interval: for log lines about what fails at every request. Thread-safe; each process
/// counts for itself.
class Occasionally {
 public:
  explicit Occasionally(std::chrono::nanoseconds interval) : interval_(interval.count()) {}

  /// True for the first caller, and for the first one after each interval since the last true.
  bool due() noexcept {
    const std::int64_t now = std::chrono::steady_clock::now().time_since_epoch().count();
    std::int64_t next = next_.load(std::memory_order_relaxed);
    return now >= next && next_.compare_exchange_strong(next, now + interval_, std::memory_order_relaxed);
  }

 private:
  const std::int64_t interval_;
  std::atomic<std::int64_t> next_{0};
};

}  // namespace ceilometer
