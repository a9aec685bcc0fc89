#include <catch2/catch.hpp>
#include <fstream>
#include <set>
#include <string>

namespace {

const std::set<std::string>& names() {
  static const std::set<std::string> all = {
#define DIRECTIVE(name, kind, setter, arguments, where, fallback, help) #name,
#include "directives.inc"
#undef DIRECTIVE
  };
  return all;
}

}  // namespace

TEST_CASE("the shipped site and module files name existing directives only") {
  for (const char* path : {SOURCE_DIR "/etc/apache2/sites-available/ceilometer.conf",
                           SOURCE_DIR "/etc/apache2/mods-available/ceilometer.conf"}) {
    std::ifstream file(path);
    REQUIRE(file.good());
    for (std::string line; std::getline(file, line);) {
      // "#CeilometerSet ..." is a directive to be uncommented, "# Ceilometer's API" is prose.
      auto begin = line.find_first_not_of(" \t");
      if (begin != std::string::npos && line[begin] == '#') ++begin;
      if (begin == std::string::npos || line.compare(begin, 10, "Ceilometer") != 0) continue;
      const auto name = line.substr(begin, line.find_first_of(" \t", begin) - begin);
      INFO(path << ": " << line);
      CHECK(names().count(name) == 1);
    }
  }
}
