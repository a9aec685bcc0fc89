#include "pipeline/url_map.hpp"

#include <catch2/catch.hpp>

using namespace ceilometer;
using pipeline::UrlMap;

namespace {

/// Answers with its name and what it was asked for.
class Named final : public pipeline::Handler {
 public:
  explicit Named(std::string name) : name_(std::move(name)) {}
  http::Response handle(http::Request& request) const override {
    return http::Response::make(200, "", name_ + " " + request.script_name + "|" + request.path_info);
  }

 private:
  std::string name_;
};

UrlMap make_map(const std::vector<std::string>& places, bool with_not_found = false) {
  std::vector<UrlMap::Mount> mounts;
  for (const auto& text : places) {
    auto place = UrlMap::parse_place(text);
    if (!place) FAIL(place.error().message);
    mounts.push_back({*place, std::make_unique<Named>(text)});
  }
  return {std::move(mounts), with_not_found ? std::make_unique<Named>("none") : nullptr};
}

std::string ask(const UrlMap& map, std::string path, std::string host = "h", std::string scheme = "http",
                std::string mounted = "") {
  http::Request request;
  request.method = "GET";
  request.scheme = std::move(scheme);
  request.host = std::move(host);
  request.script_name = std::move(mounted);
  request.path_info = std::move(path);
  auto response = map.handle(request);
  return response.status == 200 ? response.body : std::to_string(response.status);
}

}  // namespace

TEST_CASE("a place is parsed as urlmap's keys are") {
  struct Case {
    std::string_view text;
    std::string_view domain;
    std::string_view path;
  };
  const auto c = GENERATE(values<Case>({
      {"/", "", ""},
      {"/v1", "", "/v1"},
      {"/v1/", "", "/v1"},
      {"//v1///x//", "", "/v1/x"},
      {"domain Foo.example", "foo.example", ""},
      {"domain foo.example /v1", "foo.example", "/v1"},
      {"domain foo.example port 8777 /v1/", "foo.example:8777", "/v1"},
      {"port 80 domain foo.example v1", "foo.example:80", "/v1"},
      {"http://foo.example", "foo.example", ""},
      {"http://foo.example:8777/v1", "foo.example:8777", "/v1"},
      {"https://foo.example/", "foo.example", ""},
  }));
  CAPTURE(c.text);
  const auto place = UrlMap::parse_place(c.text);
  REQUIRE(place.ok());
  CHECK(place->domain == c.domain);
  CHECK(place->path == c.path);
}

TEST_CASE("a place that is none is refused") {
  const auto text = GENERATE(values<std::string>({"v1", "domain", "port 80", "/a /b", "domain a domain b",
                                                  "domain a port 1 port 2", "domain a port", "ftp://x/"}));
  CAPTURE(text);
  CHECK_FALSE(UrlMap::parse_place(text).ok());
}

TEST_CASE("the longest prefix wins and moves to script_name") {
  const auto map = make_map({"/", "/v1", "/v1/deep", "/healthcheck"});
  CHECK(ask(map, "/") == "/ |/");
  CHECK(ask(map, "") == "/ |");
  CHECK(ask(map, "/v1") == "/v1 /v1|");
  CHECK(ask(map, "/v1/") == "/v1 /v1|/");
  CHECK(ask(map, "/v1/deep/x") == "/v1/deep /v1/deep|/x");
  CHECK(ask(map, "/v1/deeper") == "/v1 /v1|/deeper");
  CHECK(ask(map, "/v10") == "/ |/v10");
  CHECK(ask(map, "//v1//x") == "/v1 /v1|/x");
  CHECK(ask(map, "/v1/x", "h", "http", "/telemetry") == "/v1 /telemetry/v1|/x");
}

TEST_CASE("what matches nothing is a 404 or the not-found application's, untouched") {
  CHECK(ask(make_map({"/v1"}), "/v2") == "404");
  CHECK(ask(make_map({"/v1"}), "*") == "404");
  CHECK(ask(make_map({"/"}), "*") == "404");
  CHECK(ask(make_map({}), "/") == "404");
  CHECK(ask(make_map({"/v1"}, true), "//v2", "h", "http", "/t") == "none /t|//v2");
}

TEST_CASE("a host's own paths go before those of every host") {
  const auto map = make_map({"/long/path", "domain a.example", "domain a.example /x", "domain b.example port 8777 /"});
  CHECK(ask(map, "/long/path", "a.example") == "domain a.example |/long/path");
  CHECK(ask(map, "/x", "A.EXAMPLE:8777") == "domain a.example /x /x|");
  CHECK(ask(map, "/", "b.example:8777") == "domain b.example port 8777 / |/");
  CHECK(ask(map, "/", "b.example") == "404");
  CHECK(ask(map, "/long/path/y", "c.example") == "/long/path /long/path|/y");
  const auto defaults = make_map({"domain a.example port 80 /", "domain a.example port 443 /s"});
  CHECK(ask(defaults, "/", "a.example", "http") == "domain a.example port 80 / |/");
  CHECK(ask(defaults, "/s", "a.example", "https") == "domain a.example port 443 /s /s|");
  CHECK(ask(defaults, "/s", "[::1]", "https") == "404");
}
