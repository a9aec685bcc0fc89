// What ceilometer-api says where it cannot serve.

#include <catch2/catch.hpp>

#include "cmd/api_command.hpp"
#include "support/httpd_server.hpp"
#include "support/temp_dir.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;

namespace {

Finished run_in_vain(const ApiCommand& api) { return run(api.command(), server_environment()); }

}  // namespace

TEST_CASE("a wrong configuration is refused with file, section and key") {
  ApiCommand api;
  std::string wanted;
  SECTION("a value of another type") {
    api.sections()["api"] += "workers = several\n";
    wanted = api.config_file() + ": section [api], key workers: 'several' is not an integer";
  }
  SECTION("a deprecated spelling is named as it is written") {
    api.sections()["DEFAULT"] += "api_workers = 0\n";
    wanted = api.config_file() + ": section [DEFAULT], key api_workers: ";
  }
  SECTION("a database of no driver") {
    api.sections()["database"] = "connection = nosuchdb://u:hunter2@h/d\n";
    wanted = api.config_file() + ": section [database], key connection: ";
  }
  SECTION("a host that is no address") {
    api.sections()["api"] += "host = no.such.host.invalid\n";
    wanted = api.config_file() + ": section [api], key host: the host 'no.such.host.invalid' has no address";
  }
  api.write_configuration();
  const auto finished = run_in_vain(api);
  CHECK(finished.code == 1);
  CHECK_THAT(finished.output, Contains(wanted));
  CHECK(finished.output.find("hunter2") == std::string::npos);
  CHECK(finished.output.find("serving") == std::string::npos);
  CHECK(api.left_behind().empty());
}

TEST_CASE("a pipeline with an unknown filter is refused") {
  ApiCommand api;
  api.write_configuration();
  write_file(api.path("paste.ini"),
             "[pipeline:main]\npipeline = strange api-server\n[app:api-server]\n"
             "paste.app_factory = ceilometer.api.app:app_factory\n[filter:strange]\n"
             "paste.filter_factory = strange:factory\n");
  api.add({"--paste-config", api.path("paste.ini")});
  auto command = api.command();
  // The later one would be an error: it is said once.
  for (auto it = command.begin(); it != command.end(); ++it) {
    if (*it != "--paste-config") continue;
    command.erase(it, it + 2);
    break;
  }
  const auto finished = run(command, server_environment());
  CHECK(finished.code == 1);
  CHECK_THAT(finished.output, Contains(api.path("paste.ini")));
  CHECK_THAT(finished.output, Contains("strange"));
}

TEST_CASE("what is in the way is named, with what to do") {
  ApiCommand api;
  api.write_configuration();
  std::string wanted;
  int code = 1;
  SECTION("a configuration file that is not there") {
    api.add({"--config-file", "/nowhere/ceilometer.conf"});
    wanted = "/nowhere/ceilometer.conf";
  }
  SECTION("a module that is not there") {
    api.add({"--module", "/nowhere/mod_ceilometer.so"});
    wanted = "--module: there is no file /nowhere/mod_ceilometer.so";
  }
  SECTION("no httpd") {
    api.add({"--httpd", "/nowhere/httpd"});
    wanted = "--httpd: /nowhere/httpd is no program";
  }
  SECTION("a directory without modules") {
    api.add({"--modules-dir", "/usr"});
    wanted = "--modules-dir: /usr has no httpd modules";
  }
  SECTION("a user, without being root") {
    api.add({"--user", "nobody"});
    wanted = "--user: only root can choose";
  }
  SECTION("an option that cannot be set") {
    api.add({"--set", "api.strange=1"});
    wanted = "--set: section [api], key strange: there is no such option.";
  }
  SECTION("a --set without a value") {
    api.add({"--set", "api.port"});
    wanted = "write GROUP.OPTION=VALUE";
  }
  SECTION("an option that is not there") {
    api.add({"--prot", "1"});
    wanted = "see ceilometer-api --help";
    code = 2;
  }
  const auto finished = run_in_vain(api);
  CHECK(finished.code == code);
  CHECK_THAT(finished.output, Contains(wanted));
}

TEST_CASE("a port that somebody has is named") {
  ApiCommand first;
  first.start();
  ApiCommand second;
  second.write_configuration();
  const auto finished =
      run(unprivileged({tool("ceilometer-api"), "--config-file", second.config_file(), "--paste-config",
                        second.paste_file(), "--port", std::to_string(first.port())}),
          server_environment());
  CHECK(finished.code == 1);
  CHECK_THAT(finished.output, Contains("127.0.0.1:" + std::to_string(first.port()) + " is taken by another program"));
}

TEST_CASE("help and version end well, and teach") {
  for (const char* name : {"ceilometer-api", "ceilometer-config-check", "ceilometer-send-sample"}) {
    INFO(name);
    const auto help = run_tool(name, {"--help"});
    CHECK(help.code == 0);
    CHECK_THAT(help.output, Contains("Examples:"));
    const auto version = run_tool(name, {"--version"});
    CHECK(version.code == 0);
    CHECK_THAT(version.output, Contains(std::string(name) + " 0."));
  }
}
