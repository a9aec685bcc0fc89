#include "launcher/signals.hpp"

#include <ctime>

namespace ceilometer::launcher {

Signals::Signals() : taken_(), before_() {
  ::sigemptyset(&taken_);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGCHLD}) ::sigaddset(&taken_, number);
  ::sigprocmask(SIG_BLOCK, &taken_, &before_);
}

Signals::~Signals() { ::sigprocmask(SIG_SETMASK, &before_, nullptr); }

std::optional<int> Signals::next(std::chrono::milliseconds limit) const {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(limit);
  const timespec wait{static_cast<std::time_t>(seconds.count()),
                      static_cast<long>(std::chrono::nanoseconds(limit - seconds).count())};
  const int number = ::sigtimedwait(&taken_, nullptr, &wait);
  return number > 0 ? std::optional(number) : std::nullopt;
}

}  // namespace ceilometer::launcher
