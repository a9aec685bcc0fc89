#include "server_config.hpp"

#include <catch2/catch.hpp>

using namespace ceilometer::httpd;
using Strings = std::vector<std::string>;

namespace {

/// Merges with a field set or unset in each of the two: {unset, set} squared.
template <class T>
void check_field(std::optional<T> ServerConfig::*field, const T& base_value, const T& over_value) {
  for (const bool in_base : {false, true}) {
    for (const bool in_over : {false, true}) {
      ServerConfig base;
      ServerConfig over;
      if (in_base) base.*field = base_value;
      if (in_over) over.*field = over_value;
      const auto both = merged(base, over);
      CHECK(both.*field == (in_over ? std::optional(over_value) : in_base ? std::optional(base_value) : std::nullopt));
      CHECK((base.*field).has_value() == in_base);
    }
  }
}

Surroundings nothing() {
  return {[](const std::string&) { return false; }, {}};
}

}  // namespace

TEST_CASE("a VirtualHost's field replaces the main server's, lists as a whole") {
  check_field(&ServerConfig::mount, std::string(), std::string("/b"));
  check_field(&ServerConfig::config_files, Strings{"a", "b"}, Strings{"c"});
  check_field(&ServerConfig::config_dirs, Strings{"a"}, Strings{"b", "c"});
  check_field(&ServerConfig::paste_config, std::string("a"), std::string("b"));
  check_field(&ServerConfig::paste_ignored, Strings{"a"}, Strings{"b"});
  check_field(&ServerConfig::process_title, std::string("a"), std::string("b"));
}

TEST_CASE("overrides add up, the VirtualHost's last") {
  ServerConfig base;
  ServerConfig over;
  base.overrides = {{"database", "connection", "1", ""}, {"DEFAULT", "debug", "2", ""}};
  over.overrides = {{"database", "connection", "3", ""}};
  Strings values;
  for (const auto& each : merged(base, over).overrides) values.push_back(each.value);
  CHECK(values == Strings{"1", "2", "3"});
  CHECK(merged(base, ServerConfig()).overrides.size() == 2);
  CHECK(merged(ServerConfig(), over).overrides.size() == 1);
}

TEST_CASE("a merged configuration serves nothing yet") {
  ServerConfig base;
  base.service = reinterpret_cast<Service*>(&base);
  CHECK(merged(base, ServerConfig()).service == nullptr);
}

TEST_CASE("without CeilometerConfigFile the usual files are read, those that exist") {
  const ServerConfig config;
  CHECK(settings_of(config, nothing()).sources.files.empty());
  const Surroundings all{[](const std::string&) { return true; }, {}};
  CHECK(settings_of(config, all).sources.files ==
        Strings{"/usr/share/ceilometer/ceilometer-dist.conf", "/etc/ceilometer/ceilometer.conf"});
  const Surroundings one{[](const std::string& path) { return path.starts_with("/etc/"); }, {}};
  CHECK(settings_of(config, one).sources.files == Strings{"/etc/ceilometer/ceilometer.conf"});
}

TEST_CASE("named configuration files are read whether they exist or not") {
  ServerConfig config;
  config.config_files = Strings{"/a", "/b"};
  config.config_dirs = Strings{"/d"};
  config.paste_config = "/p";
  config.paste_ignored = Strings{"osprofiler"};
  config.overrides = {{"api", "workers", "1", "here"}};
  auto surroundings = nothing();
  surroundings.environment = {{"OS_API__WORKERS", "2"}};
  const auto settings = settings_of(config, surroundings);
  CHECK(settings.sources.files == Strings{"/a", "/b"});
  CHECK(settings.sources.dirs == Strings{"/d"});
  CHECK(settings.paste_config == "/p");
  CHECK(settings.paste_ignored == Strings{"osprofiler"});
  REQUIRE(settings.sources.overrides.size() == 1);
  CHECK(settings.sources.overrides[0].origin == "here");
  CHECK(settings.sources.environment.at("OS_API__WORKERS") == "2");
}

TEST_CASE("of the environment only options are read") {
  const char* const environment[] = {"PATH=/bin",
                                     "OS_DATABASE__CONNECTION=sqlite://?a=b",
                                     "OS_PASSWORD=x",
                                     "OS_API__PORT=1",
                                     "XOS_API__PORT=2",
                                     "OS_X__Y",
                                     nullptr};
  const auto found = option_variables(environment);
  CHECK(found.size() == 2);
  CHECK(found.at("OS_DATABASE__CONNECTION") == "sqlite://?a=b");
  CHECK(found.at("OS_API__PORT") == "1");
  CHECK(option_variables(nullptr).empty());
}

TEST_CASE("an option is named by its group and its name") {
  CHECK(split_option("database.connection") == std::pair<std::string, std::string>("database", "connection"));
  CHECK(split_option("cors.horizon.allowed_origin") ==
        std::pair<std::string, std::string>("cors.horizon", "allowed_origin"));
  for (const auto* text : {"debug", ".debug", "DEFAULT.", ".", ""}) CHECK_FALSE(split_option(text).has_value());
}

TEST_CASE("a VirtualHost inherits the token cache's setting") {
  ServerConfig base;
  base.token_cache = TokenCacheSetting{true, "", 100'000};
  CHECK(merged(base, {}).token_cache == base.token_cache);
  ServerConfig over;
  over.token_cache = TokenCacheSetting{false, "", 100'000};
  CHECK(merged(base, over).token_cache == over.token_cache);
}
