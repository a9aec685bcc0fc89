#include "bench/minute.hpp"

#include <ctime>

namespace ceilometer::test {

std::string minute_before(char between) {
  const std::time_t then = std::time(nullptr) - 60;
  std::tm parts{};
  ::gmtime_r(&then, &parts);
  const char format[] = {'%', 'F', between, '%', 'H', ':', '%', 'M', '\0'};
  char text[32];
  std::strftime(text, sizeof text, format, &parts);
  return text;
}

}  // namespace ceilometer::test
