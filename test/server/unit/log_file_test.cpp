#include "log_file.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace ceilometer;
using namespace ceilometer::httpd;

namespace {

struct Directory {
  std::string path = "/tmp/ceilometer-log-XXXXXX";
  Directory() { REQUIRE(::mkdtemp(path.data()) != nullptr); }
  ~Directory() {
    std::remove((path + "/api.log").c_str());
    ::rmdir(path.c_str());
  }
};

}  // namespace

TEST_CASE("a log line reads as oslo.log writes it outside a request") {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  const timespec when{1456820262, 7000000};
  CHECK(log_line(when, 4711, LogLevel::kWarning, "ceilometer.api", "CEIL0042: hello") ==
        "2016-03-01 08:17:42.007 4711 WARNING ceilometer.api [-] CEIL0042: hello\n");
}

TEST_CASE("a message cannot forge a line") {
  const auto line = log_line({0, 0}, 1, LogLevel::kInfo, "x", "a\nb\rc\x1b[2Jd\x7f");
  CHECK(line.find('\n') == line.size() - 1);
  CHECK(line.find("a b c [2Jd \n") != std::string::npos);
}

TEST_CASE("a log file is appended to") {
  const Directory directory;
  const auto path = directory.path + "/api.log";
  CHECK(LogFile::check(path).ok());
  for (const char* text : {"first", "second"}) {
    const auto file = LogFile::open(path);
    REQUIRE(file.ok());
    (*file)->write(LogLevel::kInfo, "ceilometer", text);
  }
  CHECK(LogFile::check(path).ok());
  std::ifstream stream(path);
  std::stringstream all;
  all << stream.rdbuf();
  CHECK_THAT(all.str(), Catch::Contains("[-] first\n") && Catch::EndsWith("[-] second\n"));
}

TEST_CASE("a log file without a directory is refused by name") {
  const std::string path = "/nonexistent/directory/api.log";
  const auto checked = LogFile::check(path);
  REQUIRE_FALSE(checked.ok());
  CHECK_THAT(checked.error().message, Catch::Contains("log_file") && Catch::Contains(path));
  const auto opened = LogFile::open(path);
  REQUIRE_FALSE(opened.ok());
  CHECK_THAT(opened.error().message, Catch::Contains("log_file") && Catch::Contains(path));
}
