// Messages and envelopes against what the original's libraries put on the wire.

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "json/value.hpp"
#include "json/write.hpp"
#include "notify/envelope.hpp"
#include "notify/message.hpp"

using namespace ceilometer;

namespace {

std::string read(const char* name) {
  std::ifstream file(std::string(CEILOMETER_SOURCE_DIR "/test/unit/notify/") + name);
  REQUIRE(file);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::optional<std::string> text_of(const json::Object& object, std::string_view name) {
  const auto* text = object.find(name)->as<std::string>();
  return text != nullptr ? std::optional(*text) : std::nullopt;
}

/// A message as an agent reads it, turned back into the sample that was posted.
model::NewSample sample_of(const json::Object& message) {
  model::NewSample sample;
  sample.message_id = *text_of(message, "message_id");
  sample.message_signature = *text_of(message, "message_signature");
  sample.meter = *text_of(message, "counter_name");
  sample.type = *text_of(message, "counter_type");
  sample.unit = text_of(message, "counter_unit");
  const auto& volume = *message.find("counter_volume");
  if (const auto* number = volume.as<double>()) sample.volume = *number;
  if (const auto* number = volume.as<std::int64_t>()) sample.volume = static_cast<double>(*number);
  sample.user_id = text_of(message, "user_id");
  sample.project_id = text_of(message, "project_id");
  sample.resource_id = *text_of(message, "resource_id");
  sample.source = *text_of(message, "source");
  const auto time = parse_isotime(*text_of(message, "timestamp"));
  REQUIRE(time);
  sample.timestamp = time->utc();
  sample.resource_metadata = json::dumps(*message.find("resource_metadata"));
  return sample;
}

}  // namespace

TEST_CASE("samples that the original signed are signed and spelled alike") {
  std::istringstream lines(read("signatures.jsonl"));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto value = json::parse(line);
    REQUIRE(value);
    const auto& object = *value->as<json::Object>();
    const auto& message = *object.find("message")->as<json::Object>();
    if (message.find("counter_volume")->as<double>() == nullptr) continue;  // a posted volume is always a float
    CAPTURE(line);
    const auto sample = sample_of(message);
    if (isoformat(sample.timestamp) != text_of(message, "timestamp")) continue;  // nor is it spelled otherwise
    CHECK(notify::sign(sample, *message.find("resource_metadata"), {*text_of(object, "secret")}) ==
          sample.message_signature);
    std::string spelled;
    notify::append_message(spelled, sample);
    const auto read_again = json::parse(spelled);
    REQUIRE(read_again);
    CHECK(json::dumps(*read_again, true) == json::dumps(json::Value(message), true));
    ++count;
  }
  CHECK(count > 100);
}

TEST_CASE("a sample's message is byte for byte the one that was captured") {
  const auto envelope = json::parse(read("captured-notification.json"));
  REQUIRE(envelope);
  const std::string inner = *text_of(*envelope->as<json::Object>(), "oslo.message");
  const auto message = json::parse(inner);
  REQUIRE(message);
  const auto& samples =
      *message->as<json::Object>()->find("payload")->as<json::Object>()->find("samples")->as<json::Array>();
  std::string spelled;
  notify::append_message(spelled, sample_of(*samples[0].as<json::Object>()));
  CHECK_THAT(inner, Catch::Contains(R"("priority": "SAMPLE", "payload": {"samples": [)" + spelled + ", {"));
}

TEST_CASE("a notification's body differs from the captured one in its own texts alone") {
  const std::string captured = read("captured-notification.json");
  const auto members = [](const std::string& body) {
    const auto envelope = json::parse(body);
    REQUIRE(envelope);
    CHECK(body.starts_with(R"({"oslo.version": "2.0", "oslo.message": "{\"message_id\": \")"));
    const auto message = json::parse(*text_of(*envelope->as<json::Object>(), "oslo.message"));
    REQUIRE(message);
    std::vector<std::string> names;
    for (const auto& member : message->as<json::Object>()->members()) {
      if (!member.name.starts_with("_context_")) names.push_back(member.name);
    }
    return names;
  };
  const notify::Notification notification({"u-1", "5f0a", "req-1"}, {}, "telemetry.api");
  const auto body = notification.body(notify::EnvelopeVersion::k2);
  CHECK(members(body) == members(captured));
  CHECK(notification.body(notify::EnvelopeVersion::k2) != body);  // the _unique_id
  CHECK(notification.body(notify::EnvelopeVersion::k1).starts_with(R"({"message_id": ")"));
}

TEST_CASE("a timestamp keeps the offset that the client wrote") {
  model::NewSample sample;
  sample.timestamp = parse_isotime("2016-04-07T10:00:00Z")->utc();
  sample.utc_offset = std::chrono::minutes(120);
  sample.resource_metadata = "{}";
  std::string spelled;
  notify::append_message(spelled, sample);
  CHECK_THAT(spelled, Catch::Contains(R"("timestamp": "2016-04-07T12:00:00+02:00")"));
}
