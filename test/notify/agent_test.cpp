// The notification agent of Debian (Ceilometer 19) behind the bus, and an HTTP server of ours behind the agent.

#include <catch2/catch.hpp>
#include <iostream>

#include "json/value.hpp"
#include "json/write.hpp"
#include "notify/bus.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/http_sink.hpp"
#include "support/notification_agent.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

namespace {

/// The samples that the agent has sent on, each as json.dumps would spell it.
std::vector<json::Object> arrived(const HttpSink& sink) {
  std::vector<json::Object> samples;
  for (const auto& request : sink.requests()) {
    const auto value = json::parse(request.body);
    if (!value || value->as<json::Array>() == nullptr) continue;
    for (const auto& item : *value->as<json::Array>()) samples.push_back(*item.as<json::Object>());
  }
  return samples;
}

bool has(const std::vector<json::Object>& samples, const std::string& name) {
  return std::any_of(samples.begin(), samples.end(),
                     [&](const auto& sample) { return json::dumps(*sample.find("name")) == "\"" + name + "\""; });
}

}  // namespace

TEST_CASE("Ceilometer 19's agent takes a posted sample from the bus and sends it on intact", "[agent]") {
  if (!NotificationAgent::is_installed()) {
    WARN("Debian's package ceilometer-agent-notification is not here");
    return;
  }
  const HttpSink sink;
  HttpdServer server;
  const auto secret = std::string("[publisher]\ntelemetry_secret = s3cret\n");
  server.vhost(
      serve(write_service(server, "modern", publishing(broker().url(), "event_type = telemetry.polling\n") + secret)),
      "modern.test");
  server.vhost(serve(write_service(server, "old", publishing(broker().url()) + secret)), "old.test");
  server.start();
  clear_bus();
  const NotificationAgent agent(broker().url(), "http://127.0.0.1:" + std::to_string(sink.port()) + "/v2/samples-in",
                                "s3cret");
  const auto post = [&](const std::string& host, const std::string& meter, const std::string& more) {
    return Client().send({server.url("/v2/meters/" + meter),
                          "POST",
                          {{"Host", host}, {"Content-Type", "application/json"}},
                          R"([{"counter_name": ")" + meter +
                              R"(", "counter_type": "gauge", "counter_unit": "\u20ac/h", "counter_volume": 12.5, )"
                              R"("resource_id": "r-1", "user_id": "u-1", "project_id": "p-1", )"
                              R"("timestamp": "2016-04-07T12:00:00.123456", "resource_metadata": )" +
                              more + "}]"});
  };
  // The bus keeps them until the agent is up. It drops the first one without a word.
  CHECK(post("old.test", "dropped", "{}").status == 201);
  const auto answer = post("modern.test", "taken", R"({"display_name": "vm \u00fc", "flavor.name": "m1.tiny"})");
  REQUIRE(answer.status == 201);
  const bool came = eventually([&] { return has(arrived(sink), "taken"); }, std::chrono::seconds(60));
  INFO(agent.log());
  REQUIRE(came);
  const auto samples = arrived(sink);
  CHECK_FALSE(has(samples, "dropped"));
  REQUIRE(samples.size() == 1);
  const auto id = answer.body.substr(answer.body.find("\"message_id\": ") + 14, 38);
  CHECK(json::dumps(json::Value(samples[0])) ==
        R"({"name": "taken", "type": "gauge", "unit": "\u20ac/h", "volume": 12.5, "user_id": "u-1", )"
        R"("project_id": "p-1", "resource_id": "r-1", "timestamp": "2016-04-07T12:00:00.123456", )"
        R"("resource_metadata": {"display_name": "vm \u00fc", "flavor": {"name": "m1.tiny"}}, )"
        R"("source": "p-1:openstack", "id": )" +
            id + R"(, "monotonic_time": null})");
}
