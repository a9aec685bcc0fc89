#pragma once

#include <chrono>
#include <cstdint>

namespace ceilometer {

/// A few locks that all processes of the host share, chosen by a hash: for work that one process should do while the
/// others wait for its result. Nothing rests on mutual exclusion: who has waited long enough goes on without the lock.
///
/// Safe to call from any thread of any child; does not throw. A process that dies while it holds a lock gives it back,
/// at the latest when the waiters' time is over.
class CrossProcessLock {
 public:
  virtual ~CrossProcessLock() = default;

  /// Waits `patience` at most; whether the lock is held now. Held ones are given back by unlock() with the same hash,
  /// by the same thread.
  virtual bool lock(std::uint64_t hash, std::chrono::milliseconds patience) noexcept = 0;
  virtual void unlock(std::uint64_t hash) noexcept = 0;
};

}  // namespace ceilometer
