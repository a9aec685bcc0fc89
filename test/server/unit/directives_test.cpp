#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct Row {
  std::string name;
  std::string arguments;
  std::string where;
  std::string fallback;
  std::string help;
};

const std::vector<Row>& rows() {
  static const std::vector<Row> all = {
#define DIRECTIVE(name, kind, setter, arguments, where, fallback, help) {#name, arguments, where, fallback, help},
#include "directives.inc"
#undef DIRECTIVE
  };
  return all;
}

std::string documentation() {
  std::ifstream file(SOURCE_DIR "/docs/directives.md");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace

TEST_CASE("every directive is documented with its arguments, place and default") {
  const auto text = documentation();
  for (const auto& row : rows()) {
    INFO(row.name);
    const auto begin = text.find("\n## " + row.name + "\n");
    REQUIRE(begin != std::string::npos);
    const auto section = text.substr(begin, text.find("\n## ", begin + 1) - begin);
    CHECK_THAT(section, Catch::Contains("\n- Syntax: `" + row.name + " " + row.arguments + "`\n"));
    CHECK_THAT(section, Catch::Contains("\n- Default: `" + row.fallback + "`\n"));
    CHECK_THAT(section, Catch::Contains("\n- Context: " + row.where + "\n"));
  }
}

TEST_CASE("the summary of the directives is the module's own table") {
  std::string summary = "| directive | context | what |\n| --- | --- | --- |\n";
  for (const auto& row : rows()) {
    std::string anchor = row.name;
    std::transform(anchor.begin(), anchor.end(), anchor.begin(), [](char c) { return c < 'a' ? c | 0x20 : c; });
    summary += "| [" + row.name + "](#" + anchor + ") | " + row.where + " | " + row.help + " |\n";
  }
  INFO("docs/directives.md must have:\n" << summary);
  CHECK(documentation().find("\n\n" + summary + "\n") != std::string::npos);
}

TEST_CASE("no directive is documented that does not exist") {
  const auto text = documentation();
  for (auto at = text.find("\n## Ceilometer"); at != std::string::npos; at = text.find("\n## Ceilometer", at + 1)) {
    const auto name = text.substr(at + 4, text.find('\n', at + 1) - at - 4);
    INFO(name);
    bool known = false;
    for (const auto& row : rows()) known = known || row.name == name;
    CHECK(known);
  }
}

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
      bool known = false;
      for (const auto& row : rows()) known = known || row.name == name;
      CHECK(known);
    }
  }
}
