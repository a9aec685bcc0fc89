#include "filters/reused_probe.hpp"

namespace ceilometer::filters {

Result<std::string> ReusedProbe::check(Deadline deadline) {
  std::unique_lock lock(mutex_);
  if (!ended_.wait_until(lock, deadline, [this] { return !running_; })) return Error{"it has not answered in time"};
  if (last_ && std::chrono::steady_clock::now() < good_until_) return *last_;
  running_ = true;
  lock.unlock();
  auto result = ask(deadline);
  lock.lock();
  running_ = false;
  last_ = result;
  good_until_ = std::chrono::steady_clock::now() + keep_;
  lock.unlock();
  ended_.notify_all();
  return result;
}

// An exception must not leave `running_` set for ever.
Result<std::string> ReusedProbe::ask(Deadline deadline) {
  try {
    return probe_->check(deadline);
  } catch (...) {
    return Error{"the check itself failed"};
  }
}

}  // namespace ceilometer::filters
