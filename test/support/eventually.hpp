#pragma once

#include <poll.h>

#include <chrono>

namespace ceilometer::test {

/// Asks until the condition holds or the time is over; whether it held.
template <class F>
bool eventually(F&& holds, std::chrono::milliseconds limit = std::chrono::seconds(20)) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!holds()) {
    if (std::chrono::steady_clock::now() >= end) return holds();
    ::poll(nullptr, 0, 20);
  }
  return true;
}

}  // namespace ceilometer::test
