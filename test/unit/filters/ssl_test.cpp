#include "filters/ssl.hpp"

#include "unit/filters/setting.hpp"

using namespace ceilometer;
using filters::Ssl;

namespace {

std::string scheme(const pipeline::Filter& filter, const std::string& header, const std::string& value) {
  http::Request request;
  request.scheme = "http";
  request.headers.add(header, value);
  return filter.handle(request, test::Inner([](http::Request& r) { return test::ok(r.scheme); })).body;
}

}  // namespace

TEST_CASE("the ssl filter takes the scheme from X-Forwarded-Proto, or from the header that is configured") {
  test::Setting setting;
  const auto by_default = setting.made<Ssl>("", {});
  CHECK(scheme(*by_default, "X-Forwarded-Proto", "https") == "https");
  CHECK(scheme(*by_default, "X-Forwarded-Proto", "HTTPS") == "https");
  CHECK(scheme(*by_default, "X-Scheme", "https") == "http");
  const std::string_view conf = "[oslo_middleware]\nsecure_proxy_ssl_header = X-Scheme\n";
  CHECK(scheme(*setting.made<Ssl>(conf, {}), "X-Scheme", "https") == "https");
  CHECK(scheme(*setting.made<Ssl>(conf, {{"secure_proxy_ssl_header", "X_SSL"}}), "X-Ssl", "https") == "https");
  CHECK(scheme(*setting.made<Ssl>(conf, {{"secure_proxy_ssl_header", "X_SSL"}}), "X-Scheme", "https") == "http");
}

TEST_CASE("a scheme that is none is disregarded") {
  for (const std::string value : {"", "javascript", "https://", "ftp", "on"}) {
    CAPTURE(value);
    CHECK(scheme(Ssl("X-Forwarded-Proto"), "X-Forwarded-Proto", value) == "http");
  }
}

TEST_CASE("a header that cannot be one stops the start") {
  test::Setting setting;
  CHECK(setting.error<Ssl>("", {{"secure_proxy_ssl_header", "X Forwarded"}}) ==
        "/paste.ini, [filter:x] secure_proxy_ssl_header: \"X Forwarded\" is no header's name");
  const auto message = setting.error<Ssl>("[oslo_middleware]\nsecure_proxy_ssl_header =\n", {});
  CHECK(message.find("[oslo_middleware]") != std::string::npos);
  CHECK(message.find("secure_proxy_ssl_header") != std::string::npos);
}
