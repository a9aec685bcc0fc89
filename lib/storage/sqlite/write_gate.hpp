#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#include <sys/types.h>

namespace ceilometer::storage::sqlite {

/// Lets one thread of this process at a time try for the file's write lock: SQLite's waiters poll, and threads that
/// wait here do not. Thread-safe; a forked child finds it open.
class WriteGate {
 public:
  /// False where it stayed shut until then.
  bool enter(std::chrono::steady_clock::time_point give_up);
  void leave() noexcept;

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool taken_ = false;
  pid_t taken_by_ = 0;
};

}  // namespace ceilometer::storage::sqlite
