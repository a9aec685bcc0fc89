#include "process_title.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <cstring>

using namespace ceilometer::httpd;

TEST_CASE("a title is cut to the command line's place and ends with a NUL") {
  std::array<char, 9> area;
  area.fill('x');
  SECTION("shorter") {
    write_title(area, "abc");
    CHECK(std::string(area.data(), area.size()) == std::string("abc\0\0\0\0\0\0", 9));
  }
  SECTION("as long as fits") {
    write_title(area, "abcdefgh");
    CHECK(std::string(area.data()) == "abcdefgh");
  }
  SECTION("too long") {
    write_title(area, "abcdefghijkl");
    CHECK(std::string(area.data()) == "abcdefgh");
  }
  SECTION("nowhere to write") { write_title(std::span<char>(), "abc"); }
}

TEST_CASE("mod_wsgi's placeholder stands for a name of our own") {
  CHECK(expand_title("%{GROUP}") == "(ceilometer-api)");
  CHECK(expand_title("telemetry %{GROUP}") == "telemetry %{GROUP}");
}

TEST_CASE("the command line's place is read from the process's stat line") {
  std::string stat = "17 (a) b (c) S";
  for (int field = 4; field <= 52; ++field) stat += " " + std::to_string(field * 10);
  const auto range = parse_argument_range(stat);
  REQUIRE(range.has_value());
  CHECK(range->first == 480);
  CHECK(range->second == 490);
}

TEST_CASE("a stat line that does not tell is not believed") {
  CHECK_FALSE(parse_argument_range("").has_value());
  CHECK_FALSE(parse_argument_range("17 (apache2) S 1 2 3").has_value());
  std::string zeros = "17 (apache2) S";
  for (int field = 4; field <= 52; ++field) zeros += " 0";
  CHECK_FALSE(parse_argument_range(zeros).has_value());
  std::string words = "17 (apache2) S";
  for (int field = 4; field <= 52; ++field) words += " x";
  CHECK_FALSE(parse_argument_range(words).has_value());
}

TEST_CASE("this process's own command line is found") {
  const auto area = command_line_area();
  REQUIRE(area.has_value());
  CHECK(std::strstr(area->data(), "unit_mod_ceilometer") != nullptr);
}
