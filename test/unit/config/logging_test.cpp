#include "config/logging.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "unit/config/temp_dir.hpp"

using ceilometer::LogLevel;
using ceilometer::config::Config;
using ceilometer::config::log_settings;
using ceilometer::config::LogSettings;
using ceilometer::config::Sources;

namespace {

ceilometer::Result<LogSettings> settings_of(const std::string& text) {
  const ceilometer::test::TempDir dir;
  Sources sources;
  sources.files = {dir.write("c.conf", "[DEFAULT]\n" + text)};
  const auto config = Config::load(sources);
  if (!config) FAIL(config.error().message);
  return log_settings(**config);
}

}  // namespace

TEST_CASE("The general level") {
  CHECK(settings_of("")->level == LogLevel::kInfo);
  CHECK(settings_of("debug = true")->level == LogLevel::kDebug);
  CHECK(settings_of("verbose = false")->level == LogLevel::kWarning);
  CHECK(settings_of("verbose = false\ndebug = true")->level == LogLevel::kDebug);
}

TEST_CASE("The defaults of single loggers are oslo.log's and Ceilometer's") {
  const auto settings = settings_of("");
  REQUIRE(settings.ok());
  CHECK(settings->levels.size() == 22);
  CHECK(settings->levels.at("sqlalchemy") == LogLevel::kWarning);
  CHECK(settings->levels.at("stevedore") == LogLevel::kInfo);
  CHECK(settings->levels.at("keystoneclient") == LogLevel::kInfo);
  CHECK(settings->file.empty());
  CHECK(settings->notes.empty());
}

TEST_CASE("default_log_levels replaces the defaults") {
  const auto settings = settings_of(
      "default_log_levels = a=DEBUG, b.c=warn,d=WARNING,e=error,f=CRITICAL,g=fatal,h=5,i=20,j=25,k=40,l=50,m=INFO,"
      "n=INFO,n=NOTSET,o=0,p = TRACE");
  REQUIRE(settings.ok());
  const std::map<std::string, LogLevel> expected = {
      {"a", LogLevel::kDebug},    {"b.c", LogLevel::kWarning}, {"d", LogLevel::kWarning},  {"e", LogLevel::kError},
      {"f", LogLevel::kCritical}, {"g", LogLevel::kCritical},  {"h", LogLevel::kDebug},    {"i", LogLevel::kInfo},
      {"j", LogLevel::kWarning},  {"k", LogLevel::kError},     {"l", LogLevel::kCritical}, {"m", LogLevel::kInfo},
      {"p", LogLevel::kDebug}};
  CHECK(settings->levels == expected);
}

TEST_CASE("A wrong entry of default_log_levels is an error") {
  const std::string entry = GENERATE("a", "a=", "=INFO", "a=LOUD", "a:INFO", "a=INFO=");
  const auto settings = settings_of("default_log_levels = x=INFO," + entry);
  REQUIRE_FALSE(settings.ok());
  CHECK(settings.error().message.find("section [DEFAULT], key default_log_levels: '" + entry + "' is not name=LEVEL") !=
        std::string::npos);
}

TEST_CASE("The log's file") {
  CHECK(settings_of("log_file = a.log")->file == "a.log");
  CHECK(settings_of("log_dir = /var/log/x")->file == "/var/log/x/ceilometer-api.log");
  CHECK(settings_of("log_dir = /var/log/x\nlog_file = a.log")->file == "/var/log/x/a.log");
  CHECK(settings_of("log_dir = /var/log/x\nlog_file = /tmp/a.log")->file == "/tmp/a.log");
  CHECK(settings_of("logdir = /var/log/y\nlogfile = b.log")->file == "/var/log/y/b.log");
  CHECK(settings_of("log_dir =\nlog_file =")->file.empty());
}

TEST_CASE("Options without effect are noted where they are set") {
  CHECK(settings_of("use_syslog = False\nlog_config_append =")->notes.empty());
  const auto settings = settings_of("use_syslog = True\nlog_config = /etc/x");
  REQUIRE(settings->notes.size() == 2);
  CHECK(settings->notes[0].find("key log_config: it has no effect here") != std::string::npos);
  CHECK(settings->notes[1].find("key use_syslog: it has no effect here") != std::string::npos);
}
