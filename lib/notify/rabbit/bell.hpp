#pragma once

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace ceilometer::notify::rabbit {

/// What ends a wait in poll(). Thread-safe once it is open; one thread waits for it at a time.
class Bell {
 public:
  Bell() = default;
  ~Bell() {
    if (event_ >= 0) ::close(event_);
  }
  Bell(const Bell&) = delete;
  Bell& operator=(const Bell&) = delete;

  /// False where the system has no more descriptors. Does nothing where it is open.
  bool open() {
    if (event_ < 0) event_ = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return event_ >= 0;
  }

  void ring() const {
    const std::uint64_t one = 1;
    static_cast<void>(::write(event_, &one, sizeof one));
  }

  /// For poll(); then answer() takes what came, so that the next wait is for the next ring.
  pollfd waiting() const { return {event_, POLLIN, 0}; }
  void answer(const pollfd& waited) const {
    std::uint64_t rings = 0;
    if (waited.revents != 0) static_cast<void>(::read(event_, &rings, sizeof rings));
  }

 private:
  int event_ = -1;
};

}  // namespace ceilometer::notify::rabbit
