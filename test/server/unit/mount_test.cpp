#include "mount.hpp"

#include <catch2/catch.hpp>

using namespace ceilometer::httpd;

TEST_CASE("a mount is what WSGI calls SCRIPT_NAME") {
  CHECK(parse_mount("/").value().empty());
  CHECK(parse_mount("/telemetry").value() == "/telemetry");
  CHECK(parse_mount("/telemetry/").value() == "/telemetry");
  CHECK(parse_mount("/a/b").value() == "/a/b");
}

TEST_CASE("a prefix that could never match is refused") {
  const auto* prefix = GENERATE("", "telemetry", "http://host/", "/a//b", "//", "/a/../b", "/./a", "/a b", "/a?x",
                                "/a#x", "/%41", "/a\\b", "/a\tb");
  INFO(prefix);
  CHECK_FALSE(parse_mount(prefix).ok());
}

TEST_CASE("below a mount are whole segments only") {
  CHECK(below_mount("", "/") == "/");
  CHECK(below_mount("", "/v2/meters") == "/v2/meters");
  CHECK(below_mount("/telemetry", "/telemetry") == "");
  CHECK(below_mount("/telemetry", "/telemetry/") == "/");
  CHECK(below_mount("/telemetry", "/telemetry/v2") == "/v2");
  CHECK_FALSE(below_mount("/telemetry", "/telemetryx").has_value());
  CHECK_FALSE(below_mount("/telemetry", "/telemetr").has_value());
  CHECK_FALSE(below_mount("/telemetry", "/Telemetry").has_value());
  CHECK_FALSE(below_mount("/telemetry", "/").has_value());
}

TEST_CASE("what is no path is below nothing") {
  CHECK_FALSE(below_mount("", "*").has_value());
  CHECK_FALSE(below_mount("", "").has_value());
  CHECK_FALSE(below_mount("", "host:80").has_value());
}
