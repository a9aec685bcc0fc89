#pragma once

#include <chrono>
#include <functional>

namespace ceilometer {

/// Work that needs no request: the host runs it now and then, in each process of the server or, if it can, in one at a
/// time, as its maker says. It must bear more than one. Never runs twice at once in a process, but beside requests.
class PeriodicTask {
 public:
  virtual ~PeriodicTask() = default;

  /// Whether the operator asked for it by name: who cannot run it says so with a warning.
  virtual bool is_demanded() const = 0;
  /// From one run's end to the next one's start.
  virtual std::chrono::seconds interval() const = 0;
  /// Ends soon once `stop` says so. What goes wrong is logged.
  virtual void run(const std::function<bool()>& stop) noexcept = 0;
};

}  // namespace ceilometer
