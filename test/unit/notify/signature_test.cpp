#include <catch2/catch.hpp>
#include <fstream>

#include "json/value.hpp"
#include "notify/signature.hpp"

using namespace ceilometer;

// What the original built and signed: test/unit/notify/signatures.jsonl, one {"secret", "message"} a line.
TEST_CASE("signatures equal the original's") {
  std::ifstream file(CEILOMETER_SOURCE_DIR "/test/unit/notify/signatures.jsonl");
  REQUIRE(file);
  std::string line;
  std::size_t count = 0;
  while (std::getline(file, line)) {
    const auto value = json::parse(line).value();
    const auto* object = value.as<json::Object>();
    const auto* message = object->find("message")->as<json::Object>();
    const auto* secret = object->find("secret")->as<std::string>();
    CAPTURE(line);
    CHECK(notify::compute_signature(*message, {*secret}) == *message->find("message_signature")->as<std::string>());
    ++count;
  }
  CHECK(count > 300);
}
