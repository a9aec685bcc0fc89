#include "bench/machine.hpp"

#include <sqlite3.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <ctime>
#include <sstream>

#include "support/process.hpp"

namespace ceilometer::test {

namespace {

/// What stands behind "NAME : " in a text of such lines; "" where it does not.
std::string field(const std::string& text, const std::string& name) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with(name)) continue;
    const auto colon = line.find(": ");
    if (colon != std::string::npos) return line.substr(colon + 2);
  }
  return "";
}

std::string day() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  ::gmtime_r(&now, &parts);
  std::array<char, 16> text{};
  std::strftime(text.data(), text.size(), "%Y-%m-%d", &parts);
  return text.data();
}

}  // namespace

std::string describe_machine() {
  const auto processor = read_file("/proc/cpuinfo");
  struct utsname kernel {};
  ::uname(&kernel);
  struct sysinfo memory {};
  ::sysinfo(&memory);
  const auto version = field(run({TEST_HTTPD, "-v"}).output, "Server version");
  std::ostringstream text;
  text << ::sysconf(_SC_NPROCESSORS_ONLN) << " processors (" << field(processor, "model name") << ", family "
       << field(processor, "cpu family") << "), " << (memory.totalram * memory.mem_unit >> 30U) << " GB, Linux "
       << kernel.release << ", gcc " << __VERSION__ << ", " << version << " with MPM event, SQLite "
       << sqlite3_libversion() << "; " << day() << ".";
  return text.str();
}

}  // namespace ceilometer::test
