#include <catch2/catch.hpp>

#include "api/v2/posted_sample.hpp"
#include "json/value.hpp"
#include "unit/api/fakes.hpp"

using namespace ceilometer;
using namespace ceilometer::api::test;

namespace {

/// The one sample that tests post, with `more` put in before the closing brace.
std::string one(const std::string& more = {}) {
  return R"([{"counter_name": "cpu", "counter_type": "gauge", "counter_unit": "%", "counter_volume": 3, )"
         R"("resource_id": "r")" +
         more + "}]";
}

std::string sentence(const std::string& body) {
  const auto value = json::parse(body).value();
  const auto* fault = value.as<json::Object>()->find("error_message")->as<json::Object>();
  return *fault->find("faultstring")->as<std::string>();
}

std::string posted_time(std::string_view text) {
  const auto t = api::v2::parse_posted_time(text, parse_isotime("2024-02-29T10:00:00")->local);
  return t ? isoformat(*t) : "refused";
}

}  // namespace

TEST_CASE("a posted sample is completed, echoed and stored") {
  Api api;
  const auto answer = api.post_json(
      "/v2/meters/cpu", "direct=true",
      one(R"(, "timestamp": "2016-01-01T05:00:00+05:00", "resource_metadata": {"a.b": "c", "x": null})"), kMember);
  REQUIRE(answer.status == 201);
  REQUIRE(api.store->recorded.size() == 1);
  const auto& stored = api.store->recorded[0];
  CHECK(answer.body ==
        R"([{"source": "p-1:openstack", "counter_name": "cpu", "counter_type": "gauge", "counter_unit": "%", )"
        R"("counter_volume": 3.0, "user_id": "u-1", "project_id": "p-1", "resource_id": "r", )"
        R"("timestamp": "2016-01-01T05:00:00+05:00", "resource_metadata": {"a.b": "c", "x": null}, "message_id": ")" +
            stored.message_id + "\"}]");
  CHECK(isoformat(stored.timestamp) == "2016-01-01T00:00:00");
  CHECK(stored.resource_metadata == R"({"x": null, "a": {"b": "c"}})");
  CHECK(stored.source == "p-1:openstack");
  CHECK(stored.message_signature.size() == 64);
  CHECK(api.notifier->published.empty());
}

TEST_CASE("without direct the notifier gets the samples") {
  Api api;
  CHECK(api.post_json("/v2/meters/cpu", {}, one(), kMember).status == 201);
  CHECK(api.post_json("/v2/meters/cpu/", "direct=bogus", one(), kMember).status == 201);
  CHECK(api.notifier->published.size() == 2);
  CHECK(api.notifier->user == "u-1");
  CHECK(api.store->recorded.empty());
  CHECK(api.post_json("/v2/meters/cpu/true", {}, one(), kMember).status == 201);  // the path's argument is `direct`
  CHECK(api.store->recorded.size() == 1);
}

TEST_CASE("a post without an owner has none") {
  Api api;
  const auto answer = api.post_json("/v2/meters/cpu", "direct=1", one());
  CHECK(answer.status == 201);
  CHECK(answer.body.find(R"("source": "None:openstack")") != std::string::npos);
  CHECK(answer.body.find(R"("user_id": null, "project_id": null)") != std::string::npos);
  CHECK_FALSE(api.store->recorded.at(0).project_id);
}

TEST_CASE("values are converted as WSME converted them") {
  Api api;
  const auto [volume, echoed] = GENERATE(table<std::string, std::string>({{"3", "3.0"},
                                                                          {"\"-4e3\"", "-4000.0"},
                                                                          {"true", "1.0"},
                                                                          {"null", "null"},
                                                                          {"NaN", "NaN"},
                                                                          {"1e400", "Infinity"},
                                                                          {"-1e300", "-1e+300"}}));
  const auto answer =
      api.post_json("/v2/meters/cpu", "direct=true",
                    R"([{"counter_name": "cpu", "counter_type": "gauge", "counter_unit": null, "counter_volume": )" +
                        volume + R"(, "resource_id": "r", "recorded_at": null}])");
  CAPTURE(volume);
  CHECK(answer.status == 201);
  CHECK(answer.body.find("\"counter_unit\": null, \"counter_volume\": " + echoed + ",") != std::string::npos);
  CHECK(answer.body.find("\"recorded_at\": null") != std::string::npos);
}

TEST_CASE("wrong bodies are refused with the original's sentences, and nothing is stored") {
  Api api;
  const std::string unit = R"("counter_unit": "%", )";
  const auto [body, expected] = GENERATE(table<std::string, std::string>({
      {"", "Samples should be included in request body"},
      {"[]", "Samples should be included in request body"},
      {"null", "Samples should be included in request body"},
      {"{", "Request is not in valid JSON format"},
      {std::string(200'000, '['), "Request is not in valid JSON format"},
      {"\"x\"", "Invalid input for field/attribute samples. Value: 'x'. Value not a valid list: x"},
      {"{}", "Invalid input for field/attribute samples. Value: '{}'. Value not a valid list: {}"},
      {"[1]", "Invalid input for field/attribute samples. Value: '[1]'. every sample must be an object, not 1"},
      {"[null]",
       "Invalid input for field/attribute samples. Value: '[None]'. every sample must be an object, not None"},
      {R"([{"counter_name": "cpu"}])",
       "Invalid input for field/attribute counter_type. Value: 'None'. Mandatory field missing."},
      {R"([{"bogus": 1, "counter_name": "cpu"}])", "Unknown attribute for argument samples: bogus"},
      {R"([{"counter_name": 1}])",
       "Invalid input for field/attribute counter_name. Value: '1'. Wrong type. Expected '<class 'str'>', got '<class "
       "'int'>'"},
      {one(R"(, "message_id": "x")"),
       "Invalid input for field/attribute message_id. Value: 'x'. The message_id must not be set"},
      {one(R"(, "resource_metadata": {"k": 1})"),
       "Invalid input for field/attribute resource_metadata. Value: '{'k': 1}'. Wrong type. Expected '<class 'str'>', "
       "got '<class 'int'>'"},
      {one(R"(, "project_id": "other")"),
       "Invalid input for field/attribute project_id. Value: 'other'. can not post samples to other projects"},
      {one(R"(, "recorded_at": 1)"),
       "Invalid input for field/attribute recorded_at. Value: '1'. invalid timestamp format"},
      {R"([{"counter_name": "x", "counter_type": "gauge", "counter_unit": "%", "counter_volume": 3, "resource_id": "r"}])",
       "Invalid input for field/attribute counter_name. Value: 'x'. should be cpu"},
      {R"([{"counter_name": "cpu", "counter_type": "odd", "counter_unit": "%", "counter_volume": 3, "resource_id": "r"}])",
       "Invalid input for field/attribute counter_type. Value: 'odd'. The counter type must be: gauge, delta, "
       "cumulative"},
      {R"([{"counter_name": "cpu", "counter_type": "gauge", "counter_unit": "%", "counter_volume": [1], "resource_id": "r"}])",
       "Invalid input for field/attribute counter_volume. Value: '[1]'. unable to convert to float"},
  }));
  CAPTURE(body.substr(0, 200));
  const auto answer = api.post_json("/v2/meters/cpu", "direct=true", body, kMember);
  CHECK(answer.status == 400);
  CHECK(sentence(answer.body) == expected);
  CHECK(api.store->recorded.empty());
}

TEST_CASE("one wrong sample refuses the whole batch") {
  Api api;
  std::string body = one();
  body.back() = ',';
  body += one(R"(, "message_id": "x")").substr(1);
  CHECK(api.post_json("/v2/meters/cpu", "direct=true", body).status == 400);
  CHECK(api.store->recorded.empty());
}

TEST_CASE("an error of a later sample shows the body as it was sent") {
  Api api;
  std::string body = one(R"(, "resource_metadata": {"k": "v"})");
  body.back() = ',';
  body += R"({"counter_name": "cpu", "counter_type": "gauge", "counter_unit": "%", "counter_volume": "x", )"
          R"("resource_id": "s"}])";
  const auto answer = api.post_json("/v2/meters/cpu", "direct=true", body);
  CHECK(answer.status == 400);
  CHECK(sentence(answer.body) ==
        "Invalid input for field/attribute samples. Value: '[{'counter_name': 'cpu', 'counter_type': 'gauge', "
        "'counter_unit': '%', 'counter_volume': 3, 'resource_id': 'r', 'resource_metadata': {'k': 'v'}}, "
        "{'counter_name': 'cpu', 'counter_type': 'gauge', 'counter_unit': '%', 'counter_volume': 'x', "
        "'resource_id': 's'}]'. could not convert string to float: 'x'");
}

TEST_CASE("of the errors of a sample, whose it is comes before how deep its metadata nests") {
  Api api;
  const std::string deep = R"("resource_metadata": {")" + std::string(61, '.') + R"(": "v"})";
  CHECK(
      sentence(api.post_json("/v2/meters/cpu", "direct=true", one(R"(, "project_id": "other", )" + deep), kMember).body)
          .find("can not post samples to other projects") != std::string::npos);
  CHECK(sentence(api.post_json("/v2/meters/cpu", "direct=true", one(", " + deep), kMember).body)
            .find("the name nests too deep") != std::string::npos);
}

TEST_CASE("samples of a batch that have the same metadata, and those that have others") {
  Api api;
  const std::vector<std::string> sent = {R"({"a.b": "c", "x": null})",
                                         R"({"x": null, "a.b": "c"})",
                                         "{}",
                                         R"({"a.b": "c", "x": null})",
                                         R"({"a.b": "<c>", "x": "\ud83d\ude00"})",
                                         R"({"a.b": "c", "x": "null"})"};
  const std::vector<std::string> stored = {R"({"x": null, "a": {"b": "c"}})",
                                           R"({"x": null, "a": {"b": "c"}})",
                                           "{}",
                                           R"({"x": null, "a": {"b": "c"}})",
                                           R"({"x": "\ud83d\ude00", "a": {"b": "<c>"}})",
                                           R"({"x": "null", "a": {"b": "c"}})"};
  std::string body = "[";
  for (const auto& metadata : sent) {
    body += (body.size() > 1 ? ", " : "") + one(R"(, "resource_metadata": )" + metadata).substr(1);
    body.pop_back();
  }
  body += "]";
  const auto answer = api.post_json("/v2/meters/cpu", "direct=true", body);
  REQUIRE(answer.status == 201);
  REQUIRE(api.store->recorded.size() == sent.size());
  std::size_t at = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    CHECK(api.store->recorded[i].resource_metadata == stored[i]);
    at = answer.body.find(R"("resource_metadata": )" + sent[i] + R"(, "message_id")", at);
    CHECK(at != std::string::npos);
    for (std::size_t j = 0; j < i; ++j) {
      CHECK(api.store->recorded[i].message_signature != api.store->recorded[j].message_signature);
    }
  }

  const auto xml = api.post_json("/v2/meters/cpu", "direct=true", body, {{"Accept", "application/xml"}}).body;
  CHECK(xml.find("<resource_metadata><item><key>a.b</key><value>c</value></item><item><key>x</key>"
                 "<value nil=\"true\" /></item></resource_metadata>") != std::string::npos);
  CHECK(xml.find("<key>a.b</key><value>&lt;c&gt;</value>") != std::string::npos);
  CHECK(xml.find("<resource_metadata />") != std::string::npos);
}

TEST_CASE("only JSON bodies are read") {
  Api api;
  CHECK(api.ask("POST", "/v2/meters/cpu", {}, {{"Content-Type", "text/plain"}}, one()).status == 415);
  CHECK(api.ask("POST", "/v2/meters/cpu", {}, {{"Content-Type", "application/xml"}}, one()).status == 415);
  CHECK(api.ask("POST", "/v2/meters/cpu", {}, {}, one()).status == 400);
  CHECK(api.ask("POST", "/v2/meters/cpu", {}, {{"Content-Type", "application/json; charset=utf-8"}}, one()).status ==
        201);
}

TEST_CASE("posted times are read as dateutil read them") {
  CHECK(posted_time("2016-03-01T13:31:14+02:00") == "2016-03-01T13:31:14+02:00");
  CHECK(posted_time("2016-03-01T16:08:27Z") == "2016-03-01T16:08:27+00:00");
  CHECK(posted_time("20160301T180055") == "2016-03-01T18:00:55");
  CHECK(posted_time("20160301180055") == "2016-03-01T18:00:55");
  CHECK(posted_time("2016-03-02") == "2016-03-02T00:00:00");
  CHECK(posted_time("2016-03") == "2016-03-29T00:00:00");
  CHECK(posted_time("2015-02") == "2015-02-28T00:00:00");
  CHECK(posted_time("2015") == "2015-02-28T00:00:00");
  CHECK(posted_time("2016-03-02T07:27") == "2016-03-02T07:27:00");
  for (const char* text : {"", "yesterday", "1456820000", "2016-13-01T00:00:00", "2016-03-01T25:00:00"}) {
    CAPTURE(text);
    CHECK(posted_time(text) == "refused");
  }
}

TEST_CASE("a store that fails is a 503 without a word of why, a bug a 500") {
  class FailingStore final : public storage::MeteringStore {
   public:
    std::unique_ptr<storage::SampleCursor> samples(const query::SampleFilter& /*f*/, const storage::Scope& /*s*/,
                                                   std::optional<std::int64_t> /*l*/) override {
      throw std::runtime_error("secret of the inside");
    }
    std::unique_ptr<storage::MeterCursor> meters(const query::SampleFilter& /*f*/, bool /*u*/,
                                                 const storage::Scope& /*s*/,
                                                 std::optional<std::int64_t> /*l*/) override {
      throw ApiError(503, "The database is away").with_retry_after(3);
    }
    std::unique_ptr<storage::ResourceCursor> resources(const query::SampleFilter& /*f*/, bool /*m*/,
                                                       const storage::Scope& /*s*/,
                                                       std::optional<std::int64_t> /*l*/) override {
      return nullptr;
    }
    std::unique_ptr<storage::StatisticsCursor> statistics(const query::StatisticsQuery& /*q*/,
                                                          const storage::Scope& /*s*/) override {
      return nullptr;
    }
    std::unique_ptr<storage::SampleCursor> samples_by_expression(const query::ComplexQuery& /*q*/,
                                                                 const storage::Scope& /*s*/,
                                                                 std::optional<std::int64_t> /*l*/) override {
      return nullptr;
    }
    void record(std::span<const model::NewSample> /*samples*/) override {}
    void ping(std::chrono::milliseconds /*limit*/) override {}
    storage::Capabilities capabilities() const override { return {}; }
    void close() noexcept override {}
  };
  NullLogger logger;
  const auto config = config::Config::load({}).value();
  std::vector<std::unique_ptr<api::Hook>> hooks;
  const auto no_client = [](const http::ClientOptions&) { return std::shared_ptr<http::Client>(); };
  auto policy = policy::PolicySource::load(config, logger, no_client).value();
  hooks.push_back(std::make_unique<api::ConfigHook>(api::Settings(), std::move(policy)));
  hooks.push_back(std::make_unique<api::DatabaseHook>(std::make_shared<FailingStore>(), nullptr));
  const api::ApiServer server(std::move(hooks), logger);
  http::Request request;
  request.method = "GET";
  request.path_info = "/v2/samples";
  auto response = server.handle(request);
  CHECK(response.status == 500);
  CHECK(response.body.find("secret") == std::string::npos);
  CHECK(response.body.find("\"faultcode\": \"Server\"") != std::string::npos);
  CHECK(logger.lines.size() == 1);
  request.path_info = "/v2/meters";
  response = server.handle(request);
  CHECK(response.status == 503);
  CHECK(response.headers.get("Retry-After") == "3");
}

TEST_CASE("a message id is taken where the configuration says so, for what is stored at once and has a time") {
  api::Settings settings;
  settings.takes_message_ids = true;
  Api api(settings);
  const std::string timed = one(R"(, "timestamp": "2016-01-01T05:00:00", "message_id": "mine")");
  const auto answer = api.post_json("/v2/meters/cpu", "direct=true", timed, kMember);
  REQUIRE(answer.status == 201);
  CHECK(answer.body.find(R"("message_id": "mine")") != std::string::npos);
  REQUIRE(api.store->recorded.size() == 1);
  CHECK(api.store->recorded[0].message_id == "mine");
  CHECK(api.store->recorded[0].once);
  CHECK(api.post_json("/v2/meters/cpu", {}, timed, kMember).status == 400);
  CHECK(api.post_json("/v2/meters/cpu", "direct=true", one(R"(, "message_id": "mine")"), kMember).status == 400);
  CHECK(api.post_json("/v2/meters/cpu", "direct=true", one(R"(, "message_id": "")"), kMember).status == 201);
  CHECK_FALSE(api.store->recorded.back().once);
  CHECK(api.store->recorded.back().message_id.size() == 36);
}
