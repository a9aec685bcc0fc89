#include <catch2/catch.hpp>

#include "cmd/api_command.hpp"
#include "json/value.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;
namespace json = ceilometer::json;

namespace {

/// A configuration with everything that an operator may ask about.
class Files {
 public:
  Files() {
    write_file(config(),
               "[DEFAULT]\n"
               "sql_connection = sqlite:///" +
                   database() +
                   "\n"
                   "transport_url = rabbit://u:hunter2@h\n"
                   "[api]\n"
                   "port = 8778\n"
                   "gnocchi_is_enabled = False\n");
    write_file(paste(),
               "[pipeline:main]\npipeline = cors request_id api-server\n"
               "[app:api-server]\npaste.app_factory = ceilometer.api.app:app_factory\n"
               "[filter:request_id]\npaste.filter_factory = oslo_middleware:RequestId.factory\n"
               "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\n"
               "oslo_config_project = ceilometer\nadmin_password = hunter2\n");
  }

  std::string config() const { return directory_.path("ceilometer.conf"); }
  std::string paste() const { return directory_.path("api_paste.ini"); }
  std::string database() const { return directory_.path("ceilometer.sqlite"); }
  std::string path(const std::string& name) const { return directory_.path(name); }

  Finished check(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments = {"--config-file", config()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_tool("ceilometer-config-check", arguments);
  }

 private:
  TempDir directory_;
};

/// Of an object, by names; null where one is missing.
json::Value at(const json::Value& value, const std::vector<std::string>& names) {
  json::Value found = value;
  for (const auto& name : names) {
    const auto* object = found.as<json::Object>();
    const auto* member = object == nullptr ? nullptr : object->find(name);
    if (member == nullptr) return {};
    found = json::Value(*member);
  }
  return found;
}

std::string text(const json::Value& value) {
  const auto* string = value.as<std::string>();
  return string == nullptr ? std::string("(none)") : *string;
}

}  // namespace

TEST_CASE("each value is told with file, line and the spelling that was used") {
  const Files files;
  const auto checked = files.check();
  INFO(checked.output);
  CHECK(checked.code == 0);
  CHECK_THAT(checked.output, Contains("[api] port = 8778\n      " + files.config() + ", line 5\n"));
  CHECK_THAT(checked.output, Contains("[database] connection = ****\n      " + files.config() +
                                      ", line 2: as [DEFAULT] sql_connection, which is deprecated"));
  CHECK(checked.output.find("[api] host") == std::string::npos);
  CHECK(checked.output.find("hunter2") == std::string::npos);
  CHECK_THAT(files.check({"--all"}).output, Contains("[api] host = 0.0.0.0  (default)"));
}

TEST_CASE("the environment is a source too") {
  const Files files;
  const auto checked = run({tool("ceilometer-config-check"), "--config-file", files.config()}, {"OS_API__PORT=9999"});
  CHECK_THAT(checked.output, Contains("[api] port = 9999\n      environment variable OS_API__PORT\n"));
}

TEST_CASE("the pipeline is told with sections, factories and options") {
  const Files files;
  const auto checked = files.check();
  CHECK_THAT(checked.output, Contains("Pipeline of " + files.paste()));
  CHECK_THAT(checked.output, Contains("cors        [filter:cors] oslo_middleware.cors:filter_factory\n"));
  CHECK_THAT(checked.output, Contains("oslo_config_project = ceilometer\n"));
  CHECK_THAT(checked.output, Contains("admin_password = ****\n"));
  CHECK_THAT(checked.output, Contains("api-server  [app:api-server] ceilometer.api.app:app_factory\n"));
}

TEST_CASE("JSON tells the same") {
  const Files files;
  const auto checked = files.check({"--json"});
  const auto report = json::parse(checked.output);
  REQUIRE(report);
  CHECK(checked.output.find("hunter2") == std::string::npos);
  REQUIRE(at(*report, {"good"}).as<bool>() != nullptr);
  CHECK(*at(*report, {"good"}).as<bool>());
  const auto options = at(*report, {"options"});
  REQUIRE(options.as<json::Array>() != nullptr);
  bool found = false;
  for (const auto& option : *options.as<json::Array>()) {
    if (text(at(option, {"name"})) != "connection") continue;
    found = true;
    CHECK(text(at(option, {"group"})) == "database");
    CHECK(text(at(option, {"value"})) == "****");
    CHECK(text(at(option, {"key"})) == "sql_connection");
    CHECK(*at(option, {"line"}).as<std::int64_t>() == 2);
    CHECK(*at(option, {"deprecated"}).as<bool>());
  }
  CHECK(found);
  CHECK(at(*report, {"pipeline", "stages"}).as<json::Array>()->size() == 3);
}

TEST_CASE("what would stop the start is an error") {
  const Files files;
  std::string wanted;
  SECTION("a value") {
    write_file(files.config(), "[api]\nport = many\n");
    wanted = files.config() + ": section [api], key port: 'many' is not an integer";
  }
  SECTION("a file that cannot be parsed") {
    write_file(files.config(), "[api]\nport\n");
    wanted = files.config() + ": line 2: ";
  }
  SECTION("the policy") {
    write_file(files.path("policy.json"), "{");
    wanted = files.path("policy.json");
  }
  SECTION("the pipeline") {
    write_file(files.paste(), "[pipeline:main]\npipeline = nothing\n");
    wanted = files.paste();
  }
  const auto checked = files.check();
  CHECK(checked.code == 1);
  CHECK_THAT(checked.output, Contains("the service would not start"));
  CHECK_THAT(checked.output, Contains(wanted));
}

TEST_CASE("a rule that cannot be understood is warned of") {
  const Files files;
  write_file(files.path("policy.json"),
             R"({"telemetry:get_samples": "role:admin or (", "context_is_admin": "role:admin"})");
  const auto checked = files.check();
  INFO(checked.output);
  CHECK(checked.code == 0);
  CHECK_THAT(checked.output, Contains("Policy\n  " + files.path("policy.json")));
  CHECK_THAT(checked.output, Contains("Warnings\n"));
  CHECK_THAT(checked.output, Contains("telemetry:get_samples"));
}

TEST_CASE("the database is looked at on request") {
  const Files files;
  const auto good = files.check({"--database"});
  INFO(good.output);
  CHECK(good.code == 0);
  CHECK_THAT(good.output, Contains("database: it answers"));

  write_file(files.config(), "[database]\nconnection = sqlite:////nowhere/at/all.sqlite\n");
  CHECK(files.check().code == 0);
  const auto bad = files.check({"--database"});
  CHECK(bad.code == 1);
  CHECK_THAT(bad.output, Contains("Reachability\n  database: "));
}

TEST_CASE("Keystone is asked on request") {
  const Files files;
  SECTION("a pipeline that does not") {
    const auto checked = files.check({"--keystone"});
    CHECK(checked.code == 1);
    CHECK_THAT(checked.output, Contains("keystone: no filter of the pipeline asks Keystone"));
  }
  SECTION("it is not there") {
    write_file(files.config(), "[database]\nconnection = sqlite:///" + files.database() +
                                   "\n[keystone_authtoken]\nauth_type = password\nauth_url = http://127.0.0.1:1/v3\n"
                                   "username = ceilometer\npassword = hunter2\nproject_name = service\n"
                                   "http_request_max_retries = 0\n");
    write_file(files.paste(),
               "[pipeline:main]\npipeline = authtoken api-server\n"
               "[app:api-server]\npaste.app_factory = ceilometer.api.app:app_factory\n"
               "[filter:authtoken]\npaste.filter_factory = keystonemiddleware.auth_token:filter_factory\n");
    const auto checked = files.check({"--keystone", "--timeout", "20"});
    INFO(checked.output);
    CHECK(checked.code == 1);
    CHECK_THAT(checked.output, Contains("keystone: "));
    CHECK_THAT(checked.output, Contains("127.0.0.1:1"));
    CHECK(checked.output.find("hunter2") == std::string::npos);
  }
}
