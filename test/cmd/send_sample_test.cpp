#include <catch2/catch.hpp>
#include <filesystem>

#include "cmd/api_command.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;

namespace {

Finished send(const std::vector<std::string>& arguments) { return run_tool("ceilometer-send-sample", arguments); }

}  // namespace

TEST_CASE("a sample is stored in the database that the configuration names") {
  ApiCommand api;  // for its files; it is not started
  api.write_configuration();
  const long before = ask(api.database(), "SELECT count(*) FROM sample");
  const auto sent = send({"--config-file", api.config_file(), "-n", "room.temperature", "-U", "C", "-l", "21.5", "-r",
                          "room-1", "-u", "me", "-p", "home", "-i", "2016-03-01T10:17:42+02:00", "-m",
                          "{'floor': 2, u'open': True, 'a': {'b': 'c'}}"});
  INFO(sent.output);
  REQUIRE(sent.code == 0);
  CHECK_THAT(sent.output, Contains("stored in the database"));
  CHECK(ask(api.database(), "SELECT count(*) FROM sample") == before + 1);
  CHECK(ask_text(api.database(),
                 "SELECT m.name || ' ' || m.type || ' ' || m.unit || ' ' || s.volume || ' ' || r.user_id || ' ' || "
                 "r.project_id || ' ' || r.source_id || ' ' || s.timestamp FROM sample s JOIN meter m ON m.id = "
                 "s.meter_id JOIN resource r ON r.internal_id = s.resource_id WHERE r.resource_id = 'room-1'") ==
        "room.temperature gauge C 21.5 me home openstack 2016-03-01 08:17:42.000000");
  CHECK(ask_text(api.database(), "SELECT resource_metadata FROM resource WHERE resource_id = 'room-1'") ==
        R"({"floor": 2, "open": true, "a": {"b": "c"}})");
  CHECK(ask_text(api.database(), "SELECT message_signature FROM sample ORDER BY id DESC LIMIT 1").size() == 64);
}

TEST_CASE("a sample is posted through the API") {
  ApiCommand api;
  api.sections()["publisher_notifier"] = "";
  api.start();
  const auto sent = send({"--url", api.url("/"), "-n", "room.temperature", "-r", "room-1", "-p", "home", "-m",
                          R"({"floor": 2, "a": {"b": [1]}})"});
  INFO(sent.output);
  REQUIRE(sent.code == 0);
  CHECK_THAT(sent.output, Contains("taken by the API at "));
  const auto listed = Client().get(api.url("/v2/samples?q.field=resource_id&q.value=room-1"));
  CHECK_THAT(listed.body, Contains("\"meter\": \"room.temperature\""));
  CHECK_THAT(listed.body, Contains("\"source\": \"home:openstack\""));
  CHECK_THAT(listed.body, Contains("\"floor\": \"2\""));

  const auto refused = send({"--url", api.url("/v3"), "-n", "x", "-r", "y"});
  CHECK(refused.code == 1);
  CHECK_THAT(refused.output, Contains("the API answers 404"));
}

TEST_CASE("what is wrong with a sample is named") {
  ApiCommand api;
  api.write_configuration();
  const auto wrong = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments = {"--config-file", api.config_file(), "-n", "m", "-r", "r"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return send(arguments);
  };
  CHECK_THAT(wrong({"-l", "much"}).output, Contains("--sample-volume: 'much' is no number"));
  CHECK_THAT(wrong({"-i", "yesterday"}).output, Contains("--sample-timestamp: 'yesterday' is no time"));
  CHECK_THAT(wrong({"-m", "open('/etc/passwd')"}).output, Contains("--sample-metadata: it is no dict"));
  CHECK(wrong({"-m", "[1]"}).code == 1);
  CHECK(wrong({"-y", "strange"}).code == 2);
  CHECK(send({"-n", "m"}).code == 2);
  CHECK_THAT(wrong({"--url", "http://127.0.0.1:1"}).output, Contains("127.0.0.1:1"));
  api.sections()["database"] = "";
  api.write_configuration();
  CHECK_THAT(wrong({}).output, Contains("section [database], key connection"));
}
