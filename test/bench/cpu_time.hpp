#pragma once

#include <sys/types.h>
#include <time.h>

#include <vector>

namespace ceilometer::test {

/// Microseconds of processor time that these processes have used by now, all their threads together; one that is gone
/// counts as none.
inline double cpu_time(const std::vector<pid_t>& processes) {
  double sum = 0;
  for (const pid_t process : processes) {
    clockid_t clock{};
    timespec used{};
    if (::clock_getcpuclockid(process, &clock) != 0 || ::clock_gettime(clock, &used) != 0) continue;
    sum += static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
  }
  return sum;
}

}  // namespace ceilometer::test
