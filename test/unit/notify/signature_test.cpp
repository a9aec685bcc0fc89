#include <catch2/catch.hpp>
#include <fstream>

#include "base/digest.hpp"
#include "json/value.hpp"
#include "notify/signature.hpp"
#include "support/signature_of.hpp"

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
    CHECK(test::signature_of(*message, {*secret}) == *message->find("message_signature")->as<std::string>());
    ++count;
  }
  CHECK(count > 300);
}

TEST_CASE("Python 2 spells floats with 12 digits, and text in lists as bytes") {
  const auto signature = [](const std::string& value, notify::SigningPython python) {
    const auto message = json::parse(R"({"counter_volume": )" + value + "}");
    REQUIRE(message);
    return test::signature_of(*message->as<json::Object>(), {"s3cret", python});
  };
  const auto hmac_of = [](const std::string& text) {
    HmacSha256 hmac("s3cret");
    hmac.update("counter_volume");
    hmac.update(text);
    return hmac.hex();
  };
  const auto [value, spelled] = GENERATE(table<std::string, std::string>({
      {"0.7270458180862233", "0.727045818086"},
      {"1.0", "1.0"},
      {"100000000000.0", "100000000000.0"},
      {"1000000000000.0", "1e+12"},
      {"1e-05", "1e-05"},
      {"0.0001", "0.0001"},
      {"-0.0", "-0.0"},
      {"1e22", "1e+22"},
      {"NaN", "nan"},
      {"-Infinity", "-inf"},
      {"12345678901234567890", "12345678901234567890"},
      {R"("\u00e9")", "\xc3\xa9"},
      {"null", "None"},
      {"true", "True"},
      {R"([0.7270458180862233, "a", "\u00e9", null, true, 12345678901234567890])",
       R"([0.7270458180862233, 'a', '\xc3\xa9', None, True, 12345678901234567890L])"},
      {R"([{"k": "it's"}, "\"'\n\t\\\u007f"])", R"([{'k': "it's"}, '"\'\n\t\\\x7f'])"},
  }));
  INFO(value);
  CHECK(signature(value, notify::SigningPython::k2) == hmac_of(spelled));
}
