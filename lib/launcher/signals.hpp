#pragma once

#include <csignal>

#include <chrono>
#include <optional>

namespace ceilometer::launcher {

/// The signals that a supervisor acts on, blocked as long as this lives and taken one by one: nothing runs in a signal
/// handler. As PID 1 too, where the kernel would drop what is neither blocked nor handled.
class Signals {
 public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// The next one, waiting for it at most `limit`; nullopt where none came.
  std::optional<int> next(std::chrono::milliseconds limit) const;

 private:
  sigset_t taken_;
  sigset_t before_;
};

}  // namespace ceilometer::launcher
