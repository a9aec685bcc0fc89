#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "base/ports/metrics.hpp"

namespace ceilometer {

/// The figures of a server, in memory that its processes share: a slot for each of them, so that they do not wait for
/// each other's caches, of a size that is fixed when it is made.
///
/// What is counted stays when the process that counted is gone, however it went; the next one goes on where it ended.
/// What there was at the moment (a gauge) goes with its process. What a process recorded of all (summaries) stays until
/// another one records it anew, or the configuration is read anew: what it was about may be gone with that. Lock-free:
/// a process that is killed at any moment leaves nothing half-done that others would wait for. All members may be
/// called by any thread of any process.
///
/// A view: it neither owns nor frees the memory.
class MetricSlots {
 public:
  /// How much memory so many slots take.
  static std::size_t size_for(std::size_t slots);

  /// Takes memory of that size that is filled with zeros. `layout` names what the figures mean; see find().
  static MetricSlots make(void* memory, std::size_t slots, std::uint64_t layout,
                          std::chrono::system_clock::time_point now);
  /// Memory that make() was called for, earlier, maybe by another version of this code: null() where it has another
  /// number of slots, or its figures mean something else.
  static MetricSlots find(void* memory, std::size_t slots, std::uint64_t layout);
  static MetricSlots null() { return MetricSlots(nullptr); }
  explicit operator bool() const { return table_ != nullptr; }

  /// A place for this process; null where all are taken.
  MetricCells* claim(pid_t pid) noexcept;
  /// The process is gone.
  void release(pid_t pid) noexcept;

  /// The sum of all slots; gauges only of processes that live; of summaries what was recorded last by a process that
  /// serves the configuration which was read last.
  MetricTotals totals() const noexcept;
  /// How many processes count.
  std::size_t processes() const noexcept;

  /// When counting began.
  std::chrono::system_clock::time_point started() const noexcept;
  /// When the configuration was read that is served: mark_loaded() was called.
  std::chrono::system_clock::time_point loaded() const noexcept;
  void mark_loaded(std::chrono::system_clock::time_point now) noexcept;

 private:
  struct Slot;
  struct Table;
  explicit MetricSlots(Table* table) : table_(table) {}

  Slot* begin() const noexcept;
  Slot* end() const noexcept;  ///< of those that were ever used

  Table* table_;
};

}  // namespace ceilometer
