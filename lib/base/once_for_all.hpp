#pragma once

#include <atomic>
#include <memory>

namespace ceilometer {

/// Lets one of all processes that are forked from the one that makes it do something. Thread-safe and does not throw.
/// Where no memory can be shared, each process is for itself.
class OnceForAll {
 public:
  OnceForAll();

  /// True for the first that asks.
  bool is_first() noexcept { return !done_->exchange(true); }

 private:
  static_assert(std::atomic<bool>::is_always_lock_free);

  std::shared_ptr<std::atomic<bool>> done_;  // unmapped by its deleter
};

}  // namespace ceilometer
