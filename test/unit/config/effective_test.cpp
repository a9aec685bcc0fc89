#include <algorithm>
#include <catch2/catch.hpp>

#include "config/config.hpp"
#include "config/default_files.hpp"
#include "unit/config/temp_dir.hpp"

using ceilometer::config::Config;
using ceilometer::config::default_sources;
using ceilometer::config::EffectiveOption;
using ceilometer::config::Sources;
using ceilometer::test::TempDir;

namespace {

EffectiveOption option_of(const Config& config, std::string_view group, std::string_view name) {
  const auto all = config.effective();
  const auto found = std::find_if(all.begin(), all.end(), [&](const EffectiveOption& each) {
    return each.option->group == group && each.option->name == name;
  });
  REQUIRE(found != all.end());
  return *found;
}

}  // namespace

TEST_CASE("effective() tells where each value stands") {
  const TempDir dir;
  Sources sources;
  sources.files = {dir.write("a.conf", "[api]\nport = 1\nhost = a\n"),
                   dir.write("b.conf", "# more\n[DEFAULT]\nmetering_api_port = 2\nsql_connection = sqlite:////x\n")};
  sources.environment = {{"OS_API__WORKERS", "3"}};
  sources.overrides = {{"DEFAULT", "debug", "True", "--debug"}};
  const auto config = Config::load(sources);
  REQUIRE(config.ok());

  const auto port = option_of(**config, "api", "port");
  CHECK(port.value == "2");
  CHECK(port.source == dir.path("b.conf"));
  CHECK(port.line == 3);
  CHECK(port.section == "DEFAULT");
  CHECK(port.key == "metering_api_port");
  CHECK(port.deprecated);

  const auto host = option_of(**config, "api", "host");
  CHECK(host.line == 3);
  CHECK_FALSE(host.deprecated);
  CHECK(option_of(**config, "database", "connection").value == "****");

  const auto workers = option_of(**config, "api", "workers");
  CHECK(workers.source == "environment variable OS_API__WORKERS");
  CHECK(workers.line == 0);
  CHECK(option_of(**config, "DEFAULT", "debug").source == "--debug");

  const auto untouched = option_of(**config, "api", "pecan_debug");
  CHECK(untouched.is_default);
  CHECK(untouched.value == "False");
  CHECK(untouched.source.empty());
}

TEST_CASE("a console command finds its files as oslo.config does") {
  const TempDir dir;
  const auto ends = [&](const std::vector<std::string>& paths) {
    std::vector<std::string> ours;
    std::copy_if(paths.begin(), paths.end(), std::back_inserter(ours),
                 [&](const std::string& path) { return path.starts_with(dir.path("")); });
    return ours;
  };
  const auto found = [&] { return default_sources("ceilometer-api", {{"HOME", dir.path("home")}}); };
  CHECK(ends(found().files).empty());
  const auto home = dir.write("home/ceilometer.conf", "");
  CHECK(ends(found().files) == std::vector{home});
  const auto nearer = dir.write("home/.ceilometer/ceilometer.conf", "");
  const auto own = dir.write("home/ceilometer-api.conf", "");
  dir.write("home/ceilometer.conf.d/x.conf", "");
  CHECK(ends(found().files) == std::vector{nearer, own});
  CHECK(ends(found().dirs) == std::vector{dir.path("home/ceilometer.conf.d")});
  CHECK(found().environment.at("HOME") == dir.path("home"));
}
