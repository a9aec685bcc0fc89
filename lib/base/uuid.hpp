#pragma once

#include <string>

namespace ceilometer {

/// A random UUID (version 4), 36 characters, from the kernel's random source.
std::string uuid4();

/// A time-based UUID (version 1), as Ceilometer's message ids are: ordered by time to 100 ns, unique across threads,
/// processes and hosts (node and clock sequence are random each time). Thread-safe.
std::string uuid1();

}  // namespace ceilometer
