// What is on the wire, byte for byte.

#include <catch2/catch.hpp>
#include <regex>

#include "json/value.hpp"
#include "json/write.hpp"
#include "notify/bus.hpp"
#include "support/client.hpp"
#include "support/signature_of.hpp"

using namespace ceilometer;
using namespace ceilometer::test;

namespace {

constexpr const char* kQueue = "notifications.sample";

/// Texts that are new in each message, by the name before them.
std::string value_of(const std::string& message, const std::string& name) {
  std::smatch match;
  const std::regex pattern("\"" + name + "\": \"([^\"]*)\"");
  return std::regex_search(message, match, pattern) ? match[1].str() : std::string();
}

json::Object object(const std::string& text) {
  const auto value = json::parse(text);
  REQUIRE(value);
  REQUIRE(value->as<json::Object>() != nullptr);
  return *value->as<json::Object>();
}

std::string text(const json::Object& object, std::string_view name) {
  const auto* value = object.find(name);
  REQUIRE(value != nullptr);
  REQUIRE(value->as<std::string>() != nullptr);
  return *value->as<std::string>();
}

/// What the envelope holds.
std::string inner(const std::string& body) {
  const auto envelope = object(body);
  CHECK(envelope.size() == 2);
  CHECK(text(envelope, "oslo.version") == "2.0");
  const auto message = text(envelope, "oslo.message");
  // The envelope itself, as json.dumps spells it.
  CHECK(body == R"({"oslo.version": "2.0", "oslo.message": )" + json::dumps(json::Value(message)) + "}");
  return message;
}

const json::Array& samples_of(const json::Object& message) {
  return *message.find("payload")->as<json::Object>()->find("samples")->as<json::Array>();
}

/// An HttpdServer that publishes on the shared broker, whose bus is empty.
struct Service {
  explicit Service(const std::string& more = "", const std::string& topics = "") {
    server.vhost(serve(write_service(server, "api", publishing(broker().url(), more) + topics)));
    server.start();
    clear_bus();
  }

  Answer post(const std::string& meter, std::string body, HeaderList headers = {}) {
    headers.emplace_back("Content-Type", "application/json");
    return Client().send({server.url("/v2/meters/" + meter), "POST", std::move(headers), std::move(body)});
  }

  std::string only_body() {
    Consumer consumer(broker());
    const auto all = consumer.get_all(kQueue);
    REQUIRE(all.size() == 1);
    return all[0].body;
  }

  HttpdServer server;
};

}  // namespace

TEST_CASE("a notification has the original's envelope, context, properties, exchange and queue") {
  Service service;
  const auto answer = service.post(
      "cpu",
      R"([{"counter_name": "cpu", "counter_type": "gauge", "counter_unit": "%", "counter_volume": 12.5, )"
      R"("resource_id": "r-1", "timestamp": "2016-04-07T12:00:00", "resource_metadata": {"display_name": "vm", )"
      R"("flavor.name": "m1.tiny"}}])",
      {{"X-User-Id", "u-1"}, {"X-Project-Id", "p-1"}, {"X-Roles", "admin"}});
  REQUIRE(answer.status == 201);
  Consumer consumer(broker());
  const auto all = consumer.get_all(kQueue);
  REQUIRE(all.size() == 1);
  const auto& received = all[0];
  CHECK(received.exchange == "ceilometer");
  CHECK(received.routing_key == kQueue);
  CHECK(received.properties._flags ==
        (AMQP_BASIC_CONTENT_TYPE_FLAG | AMQP_BASIC_CONTENT_ENCODING_FLAG | AMQP_BASIC_HEADERS_FLAG |
         AMQP_BASIC_DELIVERY_MODE_FLAG | AMQP_BASIC_PRIORITY_FLAG));
  CHECK(received.content_type == "application/json");
  CHECK(received.content_encoding == "utf-8");
  CHECK(received.headers == 0);
  CHECK(received.properties.delivery_mode == 2);
  CHECK(received.properties.priority == 0);

  const auto message = inner(received.body);
  const auto id = value_of(answer.body, "message_id");
  const auto signature = value_of(message, "message_signature");
  const auto request = answer.header("X-Openstack-Request-Id");
  CHECK(std::regex_match(value_of(message, "message_id"), std::regex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")));
  CHECK(std::regex_match(value_of(message, "_unique_id"), std::regex("[0-9a-f]{32}")));
  CHECK(id[14] == '1');  // a uuid1
  CHECK(request.starts_with("req-"));
  std::smatch sent_at;
  REQUIRE(std::regex_search(
      message, sent_at, std::regex(R"re("timestamp": "(20\d\d-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{6})?)", "_unique_id")re")));
  CHECK(message ==
        R"({"message_id": ")" + value_of(message, "message_id") +
            R"(", "publisher_id": "ceilometer.api", "event_type": "telemetry.api", "priority": "SAMPLE", )"
            R"("payload": {"samples": [{"source": "p-1:openstack", "counter_name": "cpu", "counter_type": "gauge", )"
            R"("counter_unit": "%", "counter_volume": 12.5, "user_id": "u-1", "project_id": "p-1", )"
            R"("resource_id": "r-1", "timestamp": "2016-04-07T12:00:00", )"
            R"("resource_metadata": {"display_name": "vm", "flavor": {"name": "m1.tiny"}}, "message_id": ")" +
            id + R"(", "message_signature": ")" + signature + R"("}]}, "timestamp": ")" + sent_at[1].str() +
            R"(", "_unique_id": ")" + value_of(message, "_unique_id") +
            R"(", "_context_user": "u-1", "_context_tenant": "p-1", "_context_domain": null, )"
            R"("_context_user_domain": null, "_context_project_domain": null, "_context_is_admin": true, )"
            R"("_context_read_only": false, "_context_show_deleted": false, "_context_auth_token": null, )"
            R"("_context_request_id": ")" +
            request + R"(", "_context_resource_uuid": null, "_context_user_identity": "u-1 p-1 - - -"})");
  CHECK(broker()
            .control({"list_exchanges", "-q", "--no-table-headers", "name", "type", "durable", "auto_delete"})
            .find("ceilometer\ttopic\tfalse\tfalse") != std::string::npos);
  CHECK(broker()
            .control({"list_queues", "-q", "--no-table-headers", "name", "durable", "auto_delete", "arguments"})
            .find("notifications.sample\tfalse\tfalse\t[]") != std::string::npos);
}

TEST_CASE("each kind of sample is signed, and echoed, as the original did") {
  Service service;
  const auto answer = service.post(
      "kinds",
      R"([{"counter_name": "kinds", "counter_type": "gauge", "counter_unit": "%", "counter_volume": 0.7270458180862233,)"
      R"( "resource_id": "r", "user_id": "u", "project_id": "p", "timestamp": "2016-04-07T12:00:00.000001"},)"
      R"({"counter_name": "kinds", "counter_type": "delta", "counter_unit": null, "counter_volume": 1e22,)"
      R"( "resource_id": "r\u00e9", "timestamp": "2016-04-07T12:00:00+02:00"},)"
      R"({"counter_name": "kinds", "counter_type": "cumulative", "counter_unit": "\u20ac \ud83d\ude00",)"
      R"( "counter_volume": -3, "resource_id": "a\"b\\c", "source": "mine", "resource_metadata": {"a.b.c": "1",)"
      R"( "a.d": "\u00fc", "e": null, "f": ""}},)"
      R"({"counter_name": "kinds", "counter_type": "gauge", "counter_unit": "x", "counter_volume": null,)"
      R"( "resource_id": "r", "recorded_at": "2016-04-07T12:00:00"}])");
  REQUIRE(answer.status == 201);
  const auto message = object(inner(service.only_body()));
  const auto& samples = samples_of(message);
  REQUIRE(samples.size() == 4);
  const auto echoed = json::parse(answer.body);
  REQUIRE(echoed);
  const auto& echo = *echoed->as<json::Array>();
  REQUIRE(echo.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& sample = *samples[i].as<json::Object>();
    const auto& said = *echo[i].as<json::Object>();
    INFO(json::dumps(samples[i]));
    CHECK(sample.size() == 12);
    for (const auto* name : {"source", "counter_name", "counter_type", "counter_unit", "counter_volume", "user_id",
                             "project_id", "resource_id", "timestamp", "message_id"}) {
      INFO(name);
      CHECK(json::dumps(*sample.find(name)) == json::dumps(*said.find(name)));
    }
    // As an agent checks it: over the message as it was read.
    CHECK(text(sample, "message_signature") == signature_of(sample, {"change this for valid signing"}));
  }
  CHECK(text(*samples[1].as<json::Object>(), "timestamp") == "2016-04-07T12:00:00+02:00");
  CHECK(text(*samples[1].as<json::Object>(), "source") == "None:openstack");
  CHECK(json::dumps(*samples[2].as<json::Object>()->find("resource_metadata"), true) ==
        R"({"a": {"b": {"c": "1"}, "d": "\u00fc"}, "e": null, "f": ""})");
  CHECK(samples[3].as<json::Object>()->find("counter_volume")->is_null());
}

TEST_CASE("without a secret nothing is signed; Python 2's spelling is an option") {
  const auto [secret, python] = GENERATE(table<std::string, std::string>({{"", "3"}, {"s3cret", "2"}}));
  Service service("", "[publisher]\ntelemetry_secret = " + secret + "\nsignature_python = " + python + "\n");
  REQUIRE(service.post("cpu", sample_body("cpu", 0.123456789012345)).status == 201);
  const auto message = object(inner(service.only_body()));
  const auto& sample = *samples_of(message)[0].as<json::Object>();
  CHECK(text(sample, "message_signature") == signature_of(sample, {secret, notify::SigningPython::k2}));
  CHECK(text(sample, "message_signature").empty() == secret.empty());
}

TEST_CASE("event type, exchange and topics are the configuration's; messaging leaves the envelope out") {
  Service service("event_type = telemetry.polling\n",
                  "[DEFAULT]\ncontrol_exchange = elsewhere\n"
                  "[oslo_messaging_notifications]\ntopics = one,two\n"
                  "[publisher_notifier]\ntelemetry_driver = messaging\n");
  REQUIRE(service.post("cpu", sample_body("cpu")).status == 201);
  Consumer consumer(broker());
  std::vector<std::string> ids;
  for (const auto* queue : {"one.sample", "two.sample"}) {
    const auto all = consumer.get_all(queue);
    REQUIRE(all.size() == 1);
    CHECK(all[0].exchange == "elsewhere");
    CHECK(all[0].routing_key == queue);
    const auto message = object(all[0].body);
    CHECK(text(message, "event_type") == "telemetry.polling");
    ids.push_back(text(message, "message_id"));
    ids.push_back(text(message, "_unique_id"));
    consumer.remove(queue);
  }
  CHECK(ids[0] == ids[2]);
  CHECK(ids[1] != ids[3]);
  consumer.remove_exchange("elsewhere");
}

TEST_CASE("a notification larger than a frame arrives whole") {
  Service service;
  std::string body = "[";
  for (int i = 0; i < 1000; ++i) {
    const auto one = sample_body("many", i);
    body += (i > 0 ? "," : "") + one.substr(1, one.size() - 2);
  }
  REQUIRE(service.post("many", body + "]").status == 201);
  const auto message = object(inner(service.only_body()));
  CHECK(samples_of(message).size() == 1000);
}
