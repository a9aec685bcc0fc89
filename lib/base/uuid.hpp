#pragma once

#include <cstdint>
#include <string>

namespace ceilometer {

/// A random UUID (version 4), 36 characters, from the kernel's random source.
std::string uuid4();

/// A time-based UUID (version 1), as Ceilometer's message ids are: ordered by time to 100 ns, unique across threads,
/// processes and hosts (node and clock sequence are random each time). Thread-safe.
std::string uuid1();

/// Time-based UUIDs as uuid1() makes them, for many at once: they share node and clock sequence, which are random, and
/// each is later than the one before it. One thread's.
class Uuid1Series {
 public:
  Uuid1Series();
  std::string next();

 private:
  std::uint64_t node_ = 0;  ///< with the clock sequence
  std::uint64_t time_ = 0;  ///< of the last one
};

}  // namespace ceilometer
