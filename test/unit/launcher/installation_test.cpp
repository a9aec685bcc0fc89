#include "launcher/installation.hpp"

#include <catch2/catch.hpp>

#include "unit/config/temp_dir.hpp"

using namespace ceilometer::launcher;
using Catch::Matchers::Contains;
using ceilometer::test::TempDir;

TEST_CASE("modules that are built in are not loaded, and needed ones must be there") {
  const TempDir dir;
  dir.write("mod_authz_core.so", "");
  dir.write("mod_status.so", "");
  const Installation installation{"/usr/sbin/httpd", dir.path(""), {"core.c", "event.c", "mod_unixd.c"}};
  const auto lines = modules_to_load(installation, {"mpm_event", "unixd", "authz_core"}, {"status", "reqtimeout"});
  REQUIRE(lines.ok());
  REQUIRE(lines->size() == 2);
  CHECK((*lines)[0] == LoadModule{"authz_core_module", dir.path("mod_authz_core.so")});
  CHECK((*lines)[1].symbol == "status_module");
  const auto missing = modules_to_load(installation, {"ssl"}, {});
  REQUIRE_FALSE(missing.ok());
  CHECK_THAT(missing.error().message, Contains("httpd has no mod_ssl"));
}

TEST_CASE("of several MPMs the one that is built in is there, else the first that is found") {
  const TempDir dir;
  dir.write("mod_mpm_event.so", "");
  dir.write("mod_mpm_worker.so", "");
  const std::vector<std::string> names = {"mpm_event", "mpm_worker", "mpm_prefork"};
  CHECK(first_of({"", dir.path(""), {}}, names) == "mpm_event");
  CHECK(first_of({"", dir.path(""), {"prefork.c"}}, names) == "mpm_prefork");
  CHECK(first_of({"", "/nowhere", {}}, names) == std::nullopt);
}

TEST_CASE("the module is where it is named, in the build tree, or beside httpd's") {
  const TempDir dir;
  const std::string program_dir = dir.path("build/cmd");
  const std::string modules = dir.path("modules");
  CHECK_THAT(find_module("", "", program_dir, modules).error().message, Contains("CEILOMETER_MODULE"));
  const std::string installed = dir.write("modules/mod_ceilometer.so", "");
  CHECK(*find_module("", "", program_dir, modules) == installed);
  const std::string built = dir.write("build/mod_ceilometer/mod_ceilometer.so", "");
  CHECK(*find_module("", "", program_dir, modules) == built);
  const std::string other = dir.write("other.so", "");
  CHECK(*find_module("", other, program_dir, modules) == other);
  CHECK(*find_module(installed, other, program_dir, modules) == installed);
  CHECK_FALSE(find_module("", "/nowhere.so", program_dir, modules).ok());
}
