#include "filters/http_proxy_to_wsgi.hpp"

#include "unit/filters/setting.hpp"

using namespace ceilometer;
using filters::HttpProxyToWsgi;
using Fields = std::vector<std::pair<std::string, std::string>>;

namespace {

/// "application_url client" as the application sees them; a request to http://backend:8777/telemetry from 127.0.0.1.
std::string seen(const pipeline::Filter& filter, const Fields& headers) {
  http::Request request;
  request.scheme = "http";
  request.host = "backend:8777";
  request.script_name = "/telemetry";
  request.path_info = "/v2";
  request.remote_addr = "127.0.0.1";
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  const test::Inner inner([](http::Request& r) {
    CHECK(r.path_info == "/v2");
    return test::ok(r.application_url() + " " + r.remote_addr);
  });
  return filter.handle(request, inner).body;
}
std::string seen(const Fields& headers) { return seen(HttpProxyToWsgi(true), headers); }

const std::string kUntouched = "http://backend:8777/telemetry 127.0.0.1";

}  // namespace

TEST_CASE("a proxy is not believed unless enable_proxy_headers_parsing says so") {
  const Fields headers = {{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", "api"}, {"X-Forwarded-Prefix", "/p"}};
  const std::string believed = "https://api/p/telemetry 127.0.0.1";
  test::Setting setting;
  CHECK(seen(*setting.made<HttpProxyToWsgi>("", {}), headers) == kUntouched);
  const std::string_view on = "[oslo_middleware]\nenable_proxy_headers_parsing = true\n";
  CHECK(seen(*setting.made<HttpProxyToWsgi>(on, {}), headers) == believed);
  CHECK(seen(*setting.made<HttpProxyToWsgi>(on, {{"enable_proxy_headers_parsing", "off"}}), headers) == kUntouched);
  CHECK(seen(*setting.made<HttpProxyToWsgi>("", {{"enable_proxy_headers_parsing", "1"}}), headers) == believed);
  const auto other = setting.scratch.write("other.conf", on);
  CHECK(seen(*setting.made<HttpProxyToWsgi>("", {{"oslo_config_project", "x"}, {"oslo_config_file", other}}),
             headers) == believed);
  CHECK(setting.error<HttpProxyToWsgi>("", {{"enable_proxy_headers_parsing", "perhaps"}}) ==
        "/paste.ini, [filter:x] enable_proxy_headers_parsing: \"perhaps\" is not true or false");
}

TEST_CASE("Forwarded's first element tells scheme, host and client") {
  CHECK(seen({{"Forwarded", "proto=https;host=api.example.org;for=192.0.2.60, for=10.0.0.1;proto=http;host=x"}}) ==
        "https://api.example.org/telemetry 192.0.2.60");
  CHECK(seen({{"Forwarded", "For=\"[2001:db8:cafe::17]:4711\" ; Proto=\"HTTPS\";HOST=\"api:8443\""}}) ==
        "https://api:8443/telemetry 2001:db8:cafe::17");
  CHECK(seen({{"Forwarded", "for=192.0.2.43:47011;by=203.0.113.43"}}) == "http://backend:8777/telemetry 192.0.2.43");
  CHECK(seen({{"Forwarded", "host=[2001:db8::1]:8443"}}) == "http://[2001:db8::1]:8443/telemetry 127.0.0.1");
  CHECK(seen({{"Forwarded", "proto=http;proto=https"}}) == "https://backend:8777/telemetry 127.0.0.1");
}

TEST_CASE("beside Forwarded only the prefix of the X- headers counts") {
  const Fields older = {{"X-Forwarded-Proto", "https"},
                        {"X-Forwarded-Host", "old"},
                        {"X-Forwarded-For", "192.0.2.1"},
                        {"X-Forwarded-Prefix", "/cloud"}};
  auto both = older;
  both.emplace_back("Forwarded", "for=192.0.2.60");
  CHECK(seen(both) == "http://backend:8777/cloud/telemetry 192.0.2.60");
  CHECK(seen(older) == "https://old/cloud/telemetry 192.0.2.1");
  auto empty = older;
  empty.emplace_back("Forwarded", "");
  CHECK(seen(empty) == "https://old/cloud/telemetry 192.0.2.1");
}

TEST_CASE("X-Forwarded-For is taken whole") {
  CHECK(seen({{"X-Forwarded-For", "192.0.2.1, 2001:db8::1,10.0.0.1:99"}}) ==
        "http://backend:8777/telemetry 192.0.2.1, 2001:db8::1, 10.0.0.1");
}

TEST_CASE("of a chain of proxies the first one's scheme and host count") {
  CHECK(seen({{"X-Forwarded-Proto", "https, http"}, {"X-Forwarded-Host", "api:8443, inner"}}) ==
        "https://api:8443/telemetry 127.0.0.1");
  CHECK(seen({{"X-Forwarded-Host", "api"}, {"X-Forwarded-Host", "inner"}}) == "http://api/telemetry 127.0.0.1");
}

TEST_CASE("a prefix stands before the application's path, once decoded and without a slash at its end") {
  const auto [prefix, expected] = GENERATE(table<std::string, std::string>({
      {"/cloud", "/cloud"},
      {"/cloud/", "/cloud"},
      {"/", ""},
      {"/a/b~c", "/a/b~c"},
      {"/%C3%BC", "/%C3%BC"},
      {"/a%20b", "/a%20b"},
  }));
  CHECK(seen({{"X-Forwarded-Prefix", prefix}}) == "http://backend:8777" + expected + "/telemetry 127.0.0.1");
}

TEST_CASE("what is malformed is disregarded") {
  const auto [header, value] = GENERATE(table<std::string, std::string>({
      {"X-Forwarded-Proto", "javascript"},
      {"X-Forwarded-Proto", "https:"},
      {"X-Forwarded-Proto", "\"https\""},
      {"X-Forwarded-Proto", "ftp"},
      {"X-Forwarded-Proto", ", https"},
      {"X-Forwarded-Proto", " "},
      {"X-Forwarded-Host", "api/../x"},
      {"X-Forwarded-Host", "user@api"},
      {"X-Forwarded-Host", "api\"><script>"},
      {"X-Forwarded-Host", "api x"},
      {"X-Forwarded-Host", "api:port"},
      {"X-Forwarded-Host", "api:"},
      {"X-Forwarded-Host", "api:0"},
      {"X-Forwarded-Host", "api:65536"},
      {"X-Forwarded-Host", "api:99999999999999999999"},
      {"X-Forwarded-Host", ":80"},
      {"X-Forwarded-Host", ".api"},
      {"X-Forwarded-Host", "[::1"},
      {"X-Forwarded-Host", "[::1]x"},
      {"X-Forwarded-Host", "[nonsense]"},
      {"X-Forwarded-Host", "::1"},
      {"X-Forwarded-Host", "api%00"},
      {"X-Forwarded-Host", std::string(256, 'a')},
      {"X-Forwarded-For", "unknown"},
      {"X-Forwarded-For", "_hidden"},
      {"X-Forwarded-For", "192.0.2.1, unknown"},
      {"X-Forwarded-For", "192.0.2.1,"},
      {"X-Forwarded-For", "192.0.2.1:port"},
      {"X-Forwarded-For", "<b>"},
      {"X-Forwarded-Prefix", "cloud"},
      {"X-Forwarded-Prefix", "//evil.example.org"},
      {"X-Forwarded-Prefix", "/a//b"},
      {"X-Forwarded-Prefix", "/../x"},
      {"X-Forwarded-Prefix", "/%2e%2e/x"},
      {"X-Forwarded-Prefix", "/a?b"},
      {"X-Forwarded-Prefix", "/a#b"},
      {"X-Forwarded-Prefix", "/a b"},
      {"X-Forwarded-Prefix", "/a\"b"},
      {"X-Forwarded-Prefix", "/a%0d%0aX: y"},
      {"X-Forwarded-Prefix", "/a%0D%0Ab"},
      {"X-Forwarded-Prefix", "/%ff"},
      {"X-Forwarded-Prefix", "/a, /b"},
      {"X-Forwarded-Prefix", "/" + std::string(1024, 'a')},
      {"Forwarded", "proto=javascript;host=a/b;for=unknown"},
      {"Forwarded", "proto=\"https"},
      {"Forwarded", "proto=\"https\\"},
      {"Forwarded", "proto=https host=api"},
      {"Forwarded", "proto"},
      {"Forwarded", "=https"},
      {"Forwarded", ", proto=https"},
      {"Forwarded", ";;;"},
      {"Forwarded", "host=api;proto=\x01"},
  }));
  CAPTURE(header, value);
  CHECK(seen({{header, value}}) == kUntouched);
}

TEST_CASE("what is malformed does not take what is well-formed with it, but inside one Forwarded element") {
  CHECK(seen({{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Host", "a/b"}}) ==
        "https://backend:8777/telemetry 127.0.0.1");
  CHECK(seen({{"Forwarded", "proto=https;host=a/b"}}) == "https://backend:8777/telemetry 127.0.0.1");
}
