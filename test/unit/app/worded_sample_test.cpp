#include "app/worded_sample.hpp"

#include <catch2/catch.hpp>

using ceilometer::app::post_url;
using ceilometer::app::read;
using ceilometer::app::to_body;
using ceilometer::app::WordedSample;

TEST_CASE("a sample in words becomes the body of a post") {
  WordedSample words;
  words.meter = "a b";
  words.resource_id = "r";
  words.volume = "2.5";
  words.project_id = "p";
  words.timestamp = "2016-03-01T10:17:42+02:00";
  words.metadata = "{'x': {'y': 1, 'z': 't'}, 'l': [True]}";
  const auto sample = read(words);
  REQUIRE(sample.ok());
  CHECK(to_body(*sample) ==
        R"([{"counter_name": "a b", "counter_type": "gauge", "counter_unit": null, "counter_volume": 2.5, )"
        R"("resource_id": "r", "timestamp": "2016-03-01T08:17:42", )"
        R"("resource_metadata": {"x.y": "1", "x.z": "t", "l": "[True]"}, "project_id": "p"}])");
  CHECK(post_url("http://h:8777/", *sample) == "http://h:8777/v2/meters/a%20b");
}

TEST_CASE("what cannot be a sample is refused by its option's name") {
  const auto refused = [](auto change) {
    WordedSample words;
    change(words);
    const auto sample = read(words);
    return sample ? std::string() : sample.error().message.substr(0, sample.error().message.find(':'));
  };
  CHECK(refused([](WordedSample&) {}).empty());
  CHECK(refused([](WordedSample& w) { w.volume = "nan"; }) == "--sample-volume");
  CHECK(refused([](WordedSample& w) { w.timestamp = "now"; }) == "--sample-timestamp");
  CHECK(refused([](WordedSample& w) { w.metadata = "None"; }) == "--sample-metadata");
}
