#include <catch2/catch.hpp>

#include "api/rendering/flat_metadata.hpp"
#include "api/v2/nesting.hpp"
#include "json/value.hpp"
#include "unit/api/fakes.hpp"

using namespace ceilometer;
using namespace ceilometer::api::test;

namespace {

std::string flat(std::string_view text) {
  return api::JsonRecord::render_map(api::flatten_metadata(json::parse(text).value()));
}

std::string nested(const api::TextMap& map) { return json::dumps(api::v2::restore_nesting(map)); }

model::Sample sample() {
  model::Sample s;
  s.message_id = "m-1";
  s.meter = "meter <&>";
  s.type = "gauge";
  s.unit = "°C";
  s.volume = 24;
  s.project_id = "";
  s.resource_id = "r";
  s.source = "openstack";
  s.timestamp = parse_isotime("2016-03-01T08:17:42")->local;
  s.recorded_at = parse_isotime("2016-06-01T12:00:00.123456")->local;
  s.resource_metadata = R"({"b": {"c": {"d": null}}, "a": true})";
  s.resource_key = 1;
  return s;
}

}  // namespace

TEST_CASE("metadata is flattened as clients know it") {
  CHECK(flat(R"({"flavor": {"name": "x", "extra": {"hw:cpu": 1}}, "tags": ["a", {"z": 1, "b": null}], "empty": {},
                 "none": null, "yes": true, "ratio": 0.25, "prop:3": "c"})") ==
        R"({"flavor.extra:hw:cpu": "1", "flavor.name": "x", "none": "None", "prop.3": "c", "ratio": "0.25", )"
        R"("tags": "['a', {'b': None, 'z': 1}]", "yes": "True"})");
  CHECK(flat("[]") == "{}");
  CHECK(flat(R"({"a.b": 1, "a:b": 2})") == R"({"a.b": "2"})");
}

TEST_CASE("of names that become equal the later one's value stands at the first one's place, however many there are") {
  std::string text = R"({"a.b": 1, )";
  std::string expected = "{";
  for (int i = 100; i < 150; ++i) {
    text += "\"a." + std::to_string(i) + "\": " + std::to_string(i) + ", ";
    expected += "\"a." + std::to_string(i) + "\": \"" + std::to_string(i) + "\", ";
  }
  text += R"("a:120": "again", "a:b": "last"})";
  expected.replace(expected.find("\"120\""), 5, "\"again\"");
  expected += R"("a.b": "last"})";
  CHECK(flat(text) == expected);
}

TEST_CASE("rendered metadata is remembered by its text, within bounds") {
  api::MetadataTexts texts;
  const auto shown = std::make_shared<const std::string>("shown");
  CHECK(texts.find("a") == nullptr);
  texts.remember("a", shown);
  texts.remember("a", std::make_shared<const std::string>("other"));
  REQUIRE(texts.find("a") != nullptr);
  CHECK(*texts.find("a") == "shown");
  CHECK(texts.find("") == nullptr);
  texts.remember(std::string(1U << 20U, 'x'), shown);
  CHECK(texts.find(std::string(1U << 20U, 'x')) == nullptr);
  for (int i = 0; i < 100; ++i) texts.remember(std::string(100'000, 'x') + std::to_string(i), shown);
  CHECK(texts.find("a") == nullptr);
  CHECK(*texts.find(std::string(100'000, 'x') + "99") == "shown");
}

TEST_CASE("nesting is restored as the original restored it") {
  CHECK(nested({{"a.b.c", "1"}, {"x", "y"}, {"a.d", std::nullopt}}) ==
        R"({"x": "y", "a": {"b": {"c": "1"}, "d": null}})");
  CHECK(nested({{"a.b", "1"}, {"a", "2"}}) == R"({"a": {"b": "1"}})");
  CHECK(nested({{"a.b", "1"}, {"a.b.c", "2"}}) == R"({"a": {"b": {"c": "2"}}})");
  CHECK(nested({{".", "1"}}) == R"({"": {"": "1"}})");
  CHECK_THROWS(nested({{std::string(100, '.'), "1"}}));
}

TEST_CASE("a sample in JSON and in XML") {
  Api api;
  api.store->sample_rows = {sample()};
  CHECK(api.get("/v2/samples", {}, kAdmin).body ==
        R"([{"id": "m-1", "meter": "meter <&>", "type": "gauge", "unit": "\u00b0C", "volume": 24.0, "user_id": null, )"
        R"("project_id": "", "resource_id": "r", "source": "openstack", "timestamp": "2016-03-01T08:17:42", )"
        R"("recorded_at": "2016-06-01T12:00:00.123456", "metadata": {"a": "True", "b.c:d": "None"}}])");
  auto headers = kAdmin;
  headers.emplace_back("Accept", "text/xml");
  const auto xml = api.get("/v2/meters/x", {}, headers);
  CHECK(xml.type == "text/xml; charset=UTF-8");
  CHECK(xml.body ==
        "<result><item><source>openstack</source><counter_name>meter &lt;&amp;&gt;</counter_name><counter_type>gauge"
        "</counter_type><counter_unit>&#176;C</counter_unit><counter_volume>24.0</counter_volume><user_id "
        "nil=\"true\" /><project_id /><resource_id>r</resource_id><timestamp>2016-03-01T08:17:42</timestamp>"
        "<recorded_at>2016-06-01T12:00:00.123456</recorded_at><resource_metadata><item><key>a</key><value>True</value>"
        "</item><item><key>b.c:d</key><value>None</value></item></resource_metadata><message_id>m-1</message_id>"
        "</item></result>");
}

TEST_CASE("an empty list, and one of many pieces") {
  Api api;
  CHECK(api.get("/v2/samples", {}, kAdmin).body == "[]");
  CHECK(api.get("/v2/samples", {}, {{"Accept", "application/xml"}}).body == "<result />");
  api.store->sample_rows.assign(1000, sample());
  const auto body = api.get("/v2/samples", {}, kAdmin).body;
  const auto value = json::parse(body).value();
  CHECK(value.as<json::Array>()->size() == 1000);
}

TEST_CASE("meters have an id, and none of a resource when unique") {
  Api api;
  api.store->meter_rows = {{"cpu_util", "gauge", "%", "resource-0", "p", "u", "openstack"},
                           {"cpu_util", "gauge", "%", {}, {}, {}, {}}};
  CHECK(api.get("/v2/meters", {}, kAdmin).body ==
        R"([{"name": "cpu_util", "type": "gauge", "unit": "%", "resource_id": "resource-0", "project_id": "p", )"
        R"("user_id": "u", "source": "openstack", "meter_id": "cmVzb3VyY2UtMCtjcHVfdXRpbA=="}, {"name": "cpu_util", )"
        R"("type": "gauge", "unit": "%", "resource_id": null, "project_id": null, "user_id": null, "source": null, )"
        R"("meter_id": "Tm9uZStjcHVfdXRpbA=="}])");
}
