// The filters around the API, each in a pipeline of its own.

#include <catch2/catch.hpp>
#include <filesystem>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

const std::string kApi =
    "[app:api-server]\npaste.app_factory = ceilometer.api.app:app_factory\n"
    "[filter:request_id]\npaste.filter_factory = oslo_middleware:RequestId.factory\n"
    "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\noslo_config_project = ceilometer\n";

/// Serves the recorded data set with this pipeline, sections of more filters, and lines more in the configuration.
void serve_with(HttpdServer& server, const std::string& pipeline, const std::string& sections,
                const std::string& configuration = "", const std::string& prefix = "/",
                const std::string& directives = "") {
  const auto files = write_service(server, "api", configuration);
  server.write("api.ini", "[pipeline:main]\npipeline = " + pipeline + " api-server\n" + kApi + sections);
  server.vhost(serve(files, prefix) + "\n" + directives);
}

Answer get(const HttpdServer& server, const std::string& path, const HeaderList& headers,
           const std::string& method = "GET") {
  return Client().send({server.url(path), method, headers, {}});
}

std::string batch(int count) {
  std::string text = "[";
  for (int i = 0; i < count; ++i) {
    if (i > 0) text += ",";
    text += R"({"counter_name": "posted", "counter_type": "gauge", "counter_unit": "x", "counter_volume": 1,)"
            R"( "resource_id": "r", "project_id": "p", "user_id": "u", "resource_metadata": {}})";
  }
  return text + "]";
}

constexpr const char* kPosted =
    "SELECT count(*) FROM sample s JOIN meter m ON m.id = s.meter_id WHERE m.name = 'posted'";

// --- the four eras of the shipped pipeline, without authtoken

struct Era {
  std::string name;
  std::string pipeline;
  std::string sections;
  bool has_cors = true;
};

std::vector<Era> eras() {
  const std::string proxy =
      "[filter:http_proxy_to_wsgi]\n"
      "paste.filter_factory = oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory\n";
  const std::string project = "oslo_config_project = ceilometer\n";
  const std::string cors = "[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\n" + project;
  const std::string id = "[filter:request_id]\npaste.filter_factory = oslo_middleware:RequestId.factory\n";
  return {
      {"kilo", "request_id", "[filter:request_id]\npaste.filter_factory = oslo.middleware:RequestId.factory\n", false},
      {"liberty", "request_id", id, false},
      {"mitaka", "cors request_id", id + cors},
      {"newton", "cors http_proxy_to_wsgi request_id", id + cors + proxy},
      {"pike", "cors http_proxy_to_wsgi request_id", id + project + cors + proxy + project},
  };
}

const HeaderList kValid = {{"Origin", "http://valid.example.com"}, {"Access-Control-Request-Method", "GET"}};
const HeaderList kInvalid = {{"Origin", "http://invalid.example.com"}, {"Access-Control-Request-Method", "GET"}};
constexpr const char* kAllowed = "Access-Control-Allow-Origin";

}  // namespace

TEST_CASE("the pipelines of four eras serve, and cors answers as the original's did") {
  for (const auto& era : eras()) {
    INFO(era.name);
    HttpdServer server;
    const auto files = write_service(server, "api", "[cors]\nallowed_origin = http://valid.example.com\n");
    server.write("api.ini", "[pipeline:main]\npipeline = " + era.pipeline +
                                " api-server\n[app:api-server]\n"
                                "paste.app_factory = ceilometer.api.app:app_factory\n" +
                                era.sections);
    server.vhost(serve(files));
    server.start();
    const auto root = get(server, "/", {});
    CHECK(root.status == 200);
    CHECK_THAT(root.header("X-Openstack-Request-Id"), Catch::StartsWith("req-"));
    const std::string expected = era.has_cors ? "http://valid.example.com" : "";
    for (const std::string method : {"OPTIONS", "GET"}) {
      INFO(method);
      const auto valid = get(server, "/", kValid, method);
      CHECK(valid.status == 200);
      CHECK(valid.header(kAllowed) == expected);
      const auto invalid = get(server, "/", kInvalid, method);
      CHECK(invalid.status == 200);
      CHECK(invalid.header(kAllowed).empty());
    }
    if (!era.has_cors) continue;
    // An answer that is none becomes an empty 200 without the inside's headers; errors of others carry cors' headers.
    const auto replaced = get(server, "/v2/no-such", {}, "OPTIONS");
    CHECK(replaced.status == 200);
    CHECK(replaced.body.empty());
    CHECK(replaced.header("X-Openstack-Request-Id").empty());
    const auto missing = get(server, "/v2/no-such", kValid);
    CHECK(missing.status == 404);
    CHECK(missing.header(kAllowed) == "http://valid.example.com");
    CHECK(missing.header("Access-Control-Expose-Headers") ==
          "X-Auth-Token,X-Subject-Token,X-Service-Token,X-Openstack-Request-Id");
    auto with_header = kValid;
    with_header.emplace_back("Access-Control-Request-Headers", "X-Auth-Token, content-type");
    const auto preflight = get(server, "/v2/meters", with_header, "OPTIONS");
    CHECK(preflight.header("Access-Control-Allow-Headers") == "X-Auth-Token,content-type");
    CHECK(preflight.header("Access-Control-Max-Age") == "3600");
    CHECK(preflight.header("Vary") == "Origin");
  }
}

TEST_CASE("links lead through the proxy that http_proxy_to_wsgi believes") {
  const std::string section =
      "[filter:proxy]\npaste.filter_factory = oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory\n";
  const HeaderList older = {{"X-Forwarded-Proto", "https"},
                            {"X-Forwarded-Host", "api.example.org"},
                            {"X-Forwarded-Prefix", "/cloud"},
                            {"X-Forwarded-For", "192.0.2.1"}};
  const HeaderList newer = {{"Forwarded", "for=192.0.2.1;proto=https;host=\"api.example.org:8443\", for=10.0.0.1"}};
  const HeaderList garbage = {{"X-Forwarded-Proto", "javascript"},
                              {"X-Forwarded-Host", "evil.example.org/\"><script>"},
                              {"X-Forwarded-Prefix", "//evil.example.org"}};
  HttpdServer believing;
  serve_with(believing, "proxy request_id", section, "[oslo_middleware]\nenable_proxy_headers_parsing = True\n",
             "/telemetry");
  believing.start();
  const auto href = [](const std::string& url) { return "\"href\": \"" + url + "\""; };
  CHECK_THAT(get(believing, "/telemetry/", older).body,
             Catch::Contains(href("https://api.example.org/cloud/telemetry/v2")));
  CHECK_THAT(get(believing, "/telemetry/v2/resources?limit=1", older).body,
             Catch::Contains("\"https://api.example.org/cloud/telemetry/v2/resources/"));
  CHECK_THAT(get(believing, "/telemetry/", newer).body,
             Catch::Contains(href("https://api.example.org:8443/telemetry/v2")));
  CHECK_THAT(get(believing, "/telemetry/", garbage).body, Catch::Contains(href(believing.url("/telemetry/v2"))));
  CHECK_THAT(get(believing, "/telemetry/", {}).body, Catch::Contains(href(believing.url("/telemetry/v2"))));

  HttpdServer by_default;
  serve_with(by_default, "proxy request_id", section);
  by_default.start();
  CHECK_THAT(get(by_default, "/", older).body, Catch::Contains(href(by_default.url("/v2"))));
}

TEST_CASE("the ssl filter makes links https") {
  HttpdServer server;
  serve_with(server, "ssl", "[filter:ssl]\nuse = egg:oslo.middleware#ssl\nsecure_proxy_ssl_header = X-Scheme\n");
  server.start();
  CHECK_THAT(get(server, "/", {{"X-Scheme", "https"}}).body, Catch::Contains("\"href\": \"https://127.0.0.1:"));
  CHECK_THAT(get(server, "/", {{"X-Scheme", "gopher"}}).body, Catch::Contains("\"href\": \"http://127.0.0.1:"));
}

TEST_CASE("a body over sizelimit is 413, announced or in chunks, and stores nothing") {
  HttpdServer server;
  serve_with(server, "cors sizelimit request_id",
             "[filter:sizelimit]\npaste.filter_factory = oslo_middleware.sizelimit:RequestBodySizeLimiter.factory\n",
             "[oslo_middleware]\nmax_request_body_size = 10000\n");
  server.start();
  Client client;
  const auto post = [&](int samples, bool chunked) {
    return client.send({server.url("/v2/meters/posted?direct=True"),
                        "POST",
                        {{"Content-Type", "application/json"}, {"Accept", "application/json"}},
                        batch(samples),
                        chunked});
  };
  for (int round = 0; round < 2; ++round) {  // the connection is good for more
    const auto announced = post(200, false);
    CHECK(announced.status == 413);
    CHECK(announced.header("Content-Type") == "text/plain; charset=UTF-8");
    CHECK(announced.body == "413 Request Entity Too Large\n\nRequest is too large.\n\n   ");
    const auto chunked = post(200, true);
    CHECK(chunked.status == 413);
    CHECK(chunked.body ==
          R"({"error_message": {"faultcode": "Client", "faultstring": "Request is too large.", "debuginfo": null}})");
  }
  CHECK(ask(server.path("api.sqlite"), kPosted) == 0);
  CHECK(post(2, false).status == 201);
  CHECK(post(2, true).status == 201);
  CHECK(ask(server.path("api.sqlite"), kPosted) == 4);
}

TEST_CASE("the health check follows its file while the server runs") {
  HttpdServer server;
  serve_with(server, "healthcheck cors request_id",
             "[filter:healthcheck]\npaste.filter_factory = oslo_middleware:Healthcheck.factory\npath = /healthcheck\n"
             "backends = disable_by_file\ndisable_by_file_path = " +
                 server.path("out-of-order") + "\n");
  server.start();
  for (int round = 0; round < 2; ++round) {
    CHECK(get(server, "/healthcheck", {}).body == "OK");
    const auto head = get(server, "/healthcheck", {}, "HEAD");
    CHECK(head.status == 204);
    CHECK(head.error == 0);
    server.write("out-of-order", "");
    const auto disabled = get(server, "/healthcheck", {});
    CHECK(disabled.status == 503);
    CHECK(disabled.body == "DISABLED BY FILE");
    CHECK(get(server, "/healthcheck", {}, "HEAD").status == 503);
    CHECK_THAT(get(server, "/healthcheck", {{"Accept", "application/json"}}).body,
               Catch::Contains("\"detailed\": false") && Catch::Contains("\"DISABLED BY FILE\""));
    CHECK(get(server, "/", {}).status == 200);
    std::filesystem::remove(server.path("out-of-order"));
  }
}

TEST_CASE("the health check by port looks at the port that was asked") {
  HttpdServer server;
  server.write("out-of-order", "");
  serve_with(server, "healthcheck",
             "[filter:healthcheck]\nuse = egg:oslo.middleware#healthcheck\nbackends = disable_by_files_ports\n"
             "disable_by_file_paths = @PORT@:@ROOT@/out-of-order\n");
  server.start();
  CHECK(get(server, "/healthcheck", {{"Host", "elsewhere:1"}}).status == 503);
}

TEST_CASE("the health check asks the database, says when it is lost and when it is back") {
  HttpdServer server;
  serve_with(server, "healthcheck",
             "[filter:healthcheck]\nuse = egg:oslo.middleware#healthcheck\nbackends = database\ndetailed = True\n");
  server.expect_log("CEIL0205");
  server.expect_log("CEIL0206");
  server.start();
  const auto is = [&](int status, const std::string& body) {
    const auto answer = get(server, "/healthcheck", {});
    return answer.status == status && answer.body == body;
  };
  CHECK(is(200, "OK"));
  execute(server.path("api.sqlite"), "ALTER TABLE meter RENAME TO hidden_meter");
  CHECK(eventually([&] { return is(503, "DATABASE NOT AVAILABLE"); }));
  const auto detailed = get(server, "/healthcheck", {{"Accept", "application/json"}});
  CHECK_THAT(detailed.body, Catch::Contains("database: The database is not available"));
  CHECK_THAT(detailed.body, !Catch::Contains("api.sqlite") && !Catch::Contains("meter"));
  execute(server.path("api.sqlite"), "ALTER TABLE hidden_meter RENAME TO meter");
  CHECK(eventually([&] { return is(200, "OK"); }));
}

TEST_CASE("a urlmap has the health check as an application, for those that may see it") {
  HttpdServer server;
  const auto files = write_service(server, "api");
  server.write("api.ini",
               "[composite:main]\nuse = egg:Paste#urlmap\n/ = api\n/healthcheck = healthcheck\n/local = local\n"
               "[pipeline:api]\npipeline = cors request_id api-server\n"
               "[app:healthcheck]\nuse = egg:oslo.middleware#healthcheck\nbackends = database\n"
               "[app:local]\npaste.app_factory = oslo_middleware:Healthcheck.app_factory\n"
               "allowed_source_ranges = 192.0.2.0/24, 2001:db8::/32\n" +
                   kApi);
  server.vhost(serve(files));
  server.start();
  CHECK(get(server, "/healthcheck", {}).body == "OK");
  CHECK(get(server, "/healthcheck", {}, "HEAD").status == 204);
  CHECK(get(server, "/local", {}).status == 404);
  CHECK(get(server, "/v2/meters?limit=1", {}).status == 200);
}

TEST_CASE("correlation_id, catch_errors, debug and osprofiler stand around the API; debug masks credentials") {
  HttpdServer server;
  serve_with(server, "catch_errors correlation_id debug osprofiler request_id",
             "[filter:catch_errors]\npaste.filter_factory = oslo_middleware:CatchErrors.factory\n"
             "[filter:correlation_id]\npaste.filter_factory = oslo_middleware:CorrelationId.factory\n"
             "[filter:debug]\npaste.filter_factory = oslo_middleware:Debug.factory\n"
             "[filter:osprofiler]\npaste.filter_factory = osprofiler.web:WsgiMiddleware.factory\n"
             "hmac_keys = SECRET_KEY\nenabled = yes\n",
             "[DEFAULT]\ndebug = True\n[profiler]\nenabled = True\n");
  server.expect_log("CEIL0105");
  server.start();
  const auto answer = get(server, "/v2/samples?limit=1&q.field=meter&q.value=in-the-query",
                          {{"X-Auth-Token", "in-a-header"}, {"Cookie", "in-a-cookie"}, {"X-Seen", "plainly"}});
  CHECK(answer.status == 200);
  server.stop();
  const auto log = server.log();
  CHECK_THAT(log, Catch::Contains("CEIL0261: GET /v2/samples from 127.0.0.1 for http://127.0.0.1:"));
  CHECK_THAT(log, Catch::Contains("X-Seen: plainly") && Catch::Contains("X-Auth-Token: ***"));
  CHECK_THAT(log, Catch::Contains("X-Correlation-Id: "));
  CHECK_THAT(log, Catch::Contains("CEIL0262: GET /v2/samples (req-") && Catch::Contains("was answered 200"));
  CHECK_THAT(log, Catch::Contains("[profiler] enabled is true"));
  CHECK_THAT(log, !Catch::Contains("in-the-query") && !Catch::Contains("in-a-header") &&
                      !Catch::Contains("in-a-cookie") && !Catch::Contains("SECRET_KEY"));
}

TEST_CASE("CeilometerPasteIgnore leaves a filter out, and the log says so aloud") {
  HttpdServer server;
  serve_with(server, "cors audit request_id",
             "[filter:audit]\npaste.filter_factory = keystonemiddleware.audit:filter_factory\n"
             "audit_map_file = /etc/ceilometer/api_audit_map.conf\n",
             "", "/", "CeilometerPasteIgnore audit");
  server.expect_log("CEIL0105");
  server.start();
  CHECK(get(server, "/v2/meters?limit=1", {}).status == 200);
  const auto log = server.log();
  const auto line = log.find("CEIL0105: " + server.path("api.ini") +
                             ", [pipeline:main] pipeline: the filter \"audit\" of [filter:audit] is left out");
  REQUIRE(line != std::string::npos);
  CHECK_THAT(log.substr(log.rfind('\n', line) + 1, line - log.rfind('\n', line)), Catch::Contains(":warn]"));
}
