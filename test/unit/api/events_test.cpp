#include <catch2/catch.hpp>

#include "unit/api/fakes.hpp"

using namespace ceilometer;
using namespace ceilometer::api::test;

namespace {

TimePoint at(std::string_view text) { return parse_isotime(text).value().utc(); }

const std::vector<model::Trait> kTraits = {
    {"cost", model::TraitType::kFloat, 1e17},
    {"launched_at", model::TraitType::kDatetime, at("2016-03-01T08:00:00")},
    {"memory_mb", model::TraitType::kInteger, std::int64_t{-1}},
    {"none", model::TraitType::kString, {}},
    {"service", model::TraitType::kString, std::string_view("<é>")},
};

model::Event event(std::string_view raw = R"({"status": {"nested": "sta'rted"}, "n": 1.50})") {
  model::Event e;
  e.message_id = "m-1";
  e.event_type = "Ünï";
  e.generated = at("2016-03-01T08:17:42.5");
  e.traits = kTraits;
  e.raw = raw;
  return e;
}

Api::HeaderList with_xml(Api::HeaderList headers) {
  headers.emplace_back("Accept", "application/xml");
  return headers;
}

const std::string kFault = R"({"error_message": {"faultcode": "Client", "faultstring": ")";

}  // namespace

TEST_CASE("an event in JSON and in XML") {
  Api api;
  api.events->event_rows = {event()};
  const std::string json =
      R"({"message_id": "m-1", "event_type": "\u00dcn\u00ef", "traits": [{"name": "cost", "value": "1e+17", )"
      R"("type": "float"}, {"name": "launched_at", "value": "2016-03-01T08:00:00", "type": "datetime"}, )"
      R"({"name": "memory_mb", "value": "-1", "type": "integer"}, {"name": "none", "value": "None", )"
      R"("type": "string"}, {"name": "service", "value": "<\u00e9>", "type": "string"}], )"
      R"("generated": "2016-03-01T08:17:42.500000", "raw": {"status": {"nested": "sta'rted"}, "n": 1.5}})";
  CHECK(api.get("/v2/events", {}, kAdmin).body == "[" + json + "]");
  CHECK(api.get("/v2/events/m-1", {}, kAdmin).body == json);
  CHECK(api.events->asked.message_id == "m-1");
  CHECK(api.events->asked_limit == 1);
  CHECK(api.get("/v2/events/m-1", {}, with_xml(kAdmin)).body ==
        "<result><message_id>m-1</message_id><event_type>&#220;n&#239;</event_type><traits><item><name>cost</name>"
        "<value>1e+17</value><type>float</type></item><item><name>launched_at</name><value>2016-03-01T08:00:00</value>"
        "<type>datetime</type></item><item><name>memory_mb</name><value>-1</value><type>integer</type></item><item>"
        "<name>none</name><value>None</value><type>string</type></item><item><name>service</name><value>&lt;&#233;&gt;"
        "</value><type>string</type></item></traits><generated>2016-03-01T08:17:42.500000</generated>"
        "<raw>{'status': {'nested': \"sta'rted\"}, 'n': 1.5}</raw></result>");
}

TEST_CASE("an event of which little is known") {
  Api api;
  api.events->event_rows = {model::Event()};
  CHECK(api.get("/v2/events", {}, kAdmin).body ==
        R"([{"message_id": null, "event_type": null, "traits": [], "generated": null, "raw": null}])");
  CHECK(api.get("/v2/events", {}, with_xml(kAdmin)).body ==
        "<result><item><message_id nil=\"true\" /><event_type nil=\"true\" /><traits /><generated nil=\"true\" />"
        "<raw nil=\"true\" /></item></result>");
  api.events->event_rows = {event("{broken")};
  CHECK(api.get("/v2/events/x", {}, kAdmin).body.find(R"("raw": null})") != std::string::npos);
}

TEST_CASE("events are for callers with a user and a project") {
  Api api;
  const auto headers = GENERATE(Api::HeaderList{}, Api::HeaderList{{"X-Roles", "admin"}, {"X-User-Id", "u"}},
                                Api::HeaderList{{"X-Roles", "admin"}, {"X-User-Id", ""}, {"X-Project-Id", "p"}});
  // Before the arguments are looked at.
  const auto answer = api.get("/v2/events", "bogus=1", headers);
  CHECK(answer.status == 403);
  CHECK(answer.body ==
        R"({"error_message": "403 Forbidden\n\nAccess was denied to this resource.\n\n RBAC Authorization Failed  "})");
  CHECK(api.get("/v2/events/x", {}, headers).status == 403);
}

TEST_CASE("whose events a caller sees") {
  Api api;
  CHECK(api.get("/v2/events", {}, kMember).status == 200);
  CHECK(api.events->asked_scope == "u-1 of p-1");
  CHECK(api.get("/v2/events", {}, kAdmin).status == 200);
  CHECK(api.events->asked_scope == "admin of p-admin");
  CHECK(api.get("/v2/events/x", {}, kMember).body == kFault + R"(Event x Not Found", "debuginfo": null}})");
  CHECK(api.events->asked_scope == "u-1 of p-1");
}

TEST_CASE("a listing's limit and filter") {
  Api api;
  CHECK(api.get("/v2/events", {}, kAdmin).status == 200);
  CHECK(api.events->asked_limit == 100);
  CHECK(api.get("/v2/events", "limit=0", kAdmin).body == kFault + R"(Limit must be positive", "debuginfo": null}})");
  CHECK(api.get("/v2/events", "q.field=memory_mb&q.op=ge&q.value=5&q.type=integer&limit=7", kAdmin).status == 200);
  CHECK(api.events->asked_limit == 7);
  REQUIRE(api.events->asked.traits.size() == 1);
  CHECK(api.events->asked.traits[0].name == "memory_mb");
  CHECK(api.get("/v2/events", "q.field=a&q.value=x&q.field=b&q.value=y&q.type=string", kAdmin).status == 200);
  CHECK(api.events->asked.traits.size() == 2);
  CHECK(api.get("/v2/events", "q.op=ne&q.value=c&q.type=float", kAdmin).body ==
        kFault + R"(Unable to convert the value c to the expected data type float.", "debuginfo": null}})");
  CHECK(api.get("/v2/events/", "limit=8", kAdmin).status == 200);
  CHECK(api.events->asked_limit == 8);
}

TEST_CASE("event types and their traits are for admins") {
  Api api;
  const std::string path =
      GENERATE("/v2/event_types", "/v2/event_types/t", "/v2/event_types/t/traits", "/v2/event_types/t/traits/n");
  CAPTURE(path);
  const auto answer = api.get(path, "bogus=1", kMember);
  CHECK(answer.status == 401);
  CHECK(answer.body.find("Not Authorized to access project p-1  \"}") != std::string::npos);
  CHECK(api.get(path, "bogus=1", kAdmin).body == kFault + R"(Unknown argument: \"bogus\"", "debuginfo": null}})");
  // Without a user or a project nobody is limited.
  CHECK(api.get(path, {}, {{"X-Roles", "Member"}, {"X-User-Id", "u"}}).status == api.get(path, {}, kAdmin).status);
}

TEST_CASE("event types are a list of texts") {
  Api api;
  CHECK(api.get("/v2/event_types").body == "[]");
  CHECK(api.get("/v2/event_types", {}, with_xml({})).body == "<result />");
  api.events->type_rows = {{"a"}, {"Ü"}, {std::nullopt}};
  CHECK(api.get("/v2/event_types").body == R"(["a", "\u00dc", null])");
  CHECK(api.get("/v2/event_types", {}, with_xml({})).body ==
        "<result><item>a</item><item>&#220;</item><item nil=\"true\" /></result>");
  api.events->type_rows.assign(5000, {"event.type"});
  CHECK(api.get("/v2/event_types").body.size() == 5000 * 14);
}

TEST_CASE("one event type is never found") {
  Api api;
  CHECK(api.get("/v2/event_types/t").body == kFault + R"(The resource could not be found.", "debuginfo": null}})");
}

TEST_CASE("the traits of an event type") {
  Api api;
  api.events->description_rows = {{"service", model::TraitType::kString}, {"cost", model::TraitType::kFloat}};
  CHECK(api.get("/v2/event_types/Ünï/traits").body ==
        R"([{"type": "string", "name": "service"}, {"type": "float", "name": "cost"}])");
  CHECK(api.events->asked_type == "Ünï");
  CHECK(api.get("/v2/event_types/t/traits", {}, with_xml({})).body ==
        "<result><item><type>string</type><name>service</name></item><item><type>float</type><name>cost</name></item>"
        "</result>");
  api.events->trait_rows = {{"n", model::TraitType::kInteger, std::int64_t{5}}, {"n", model::TraitType::kInteger, {}}};
  CHECK(api.get("/v2/event_types/t/traits/n").body ==
        R"([{"name": "n", "value": "5", "type": "integer"}, {"name": "n", "value": "None", "type": "integer"}])");
  CHECK(api.events->asked_name == "n");
  // The query string has the last word, and an empty name is any.
  CHECK(api.get("/v2/event_types/t/traits/n", "event_type=other&trait_name=").status == 200);
  CHECK(api.events->asked_type == "other");
  CHECK_FALSE(api.events->asked_name);
  CHECK(api.get("/v2/event_types/traits").body == kFault + R"(Missing argument: \"event_type\"", "debuginfo": null}})");
  CHECK(api.get("/v2/event_types/traits/t").body ==
        kFault + R"(Missing argument: \"trait_name\"", "debuginfo": null}})");
}

TEST_CASE("capabilities tell what the store of events can do") {
  Api api;
  const auto body = api.get("/v2/capabilities").body;
  CHECK(body.find(R"("events:query:simple": true)") != std::string::npos);
  CHECK(body.find(R"("event_storage": {"storage:production_ready": false})") != std::string::npos);
}
