#pragma once

namespace ceilometer {

/// Hands what this process has freed back to the system, where the C library can be told to: that takes it some
/// milliseconds, in which threads that allocate may wait.
void return_free_memory() noexcept;

}  // namespace ceilometer
