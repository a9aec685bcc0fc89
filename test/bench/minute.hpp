#pragma once

#include <string>

namespace ceilometer::test {

/// The minute before this one, with that between date and time: nothing is of the future, and nothing is late.
std::string minute_before(char between);

}  // namespace ceilometer::test
