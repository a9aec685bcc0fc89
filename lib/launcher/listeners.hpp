#pragma once

#include <sys/types.h>

#include <vector>

namespace ceilometer::launcher {

/// The listening sockets of another process, seen through descriptors of our own: to stop it without a loss.
///
/// The kernel completes connections before a server takes them, and resets those that nobody has taken when the last
/// descriptor is closed. So first nobody new is let in, and when the server has taken what waits, it can be told to
/// stop. Without Linux' pidfd_getfd (5.6), or where a sandbox forbids it, there are none, and who connects in those
/// milliseconds has to ask again.
class Listeners {
 public:
  Listeners() = default;
  ~Listeners() { release(); }
  Listeners(Listeners&& other) noexcept;
  Listeners& operator=(Listeners&& other) noexcept;
  Listeners(const Listeners&) = delete;
  Listeners& operator=(const Listeners&) = delete;

  /// Of a child of ours.
  static Listeners of(pid_t pid);

  bool empty() const { return sockets_.empty(); }
  /// From now on whoever connects is refused, as if nobody listened any more; holds as long as the sockets live. False
  /// where one does not take that.
  bool turn_away() const;
  /// Connections that are complete, and that the server has not taken.
  unsigned waiting() const;
  /// Closes our descriptors.
  void release();

 private:
  std::vector<int> sockets_;
};

}  // namespace ceilometer::launcher
