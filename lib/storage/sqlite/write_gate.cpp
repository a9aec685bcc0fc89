#include "storage/sqlite/write_gate.hpp"

#include <unistd.h>

namespace ceilometer::storage::sqlite {

bool WriteGate::enter(std::chrono::steady_clock::time_point give_up) {
  const pid_t pid = getpid();
  std::unique_lock lock(mutex_);
  if (!opened_.wait_until(lock, give_up, [&] { return !taken_ || taken_by_ != pid; })) return false;
  taken_ = true;
  taken_by_ = pid;
  return true;
}

void WriteGate::leave() noexcept {
  {
    const std::lock_guard lock(mutex_);
    taken_ = false;
  }
  opened_.notify_one();
}

}  // namespace ceilometer::storage::sqlite
