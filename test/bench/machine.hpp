#pragma once

#include <string>

namespace ceilometer::test {

/// What the figures are of: processors, memory, system, compiler, httpd, SQLite and the day, as a sentence or two.
std::string describe_machine();

}  // namespace ceilometer::test
