#include "filters/cors.hpp"

#include <catch2/catch.hpp>
#include <utility>

using namespace ceilometer;
using filters::Cors;
using filters::CorsRules;
using Fields = std::vector<std::pair<std::string, std::string>>;

namespace {

/// Answers every request alike, after taking away the headers it is told to.
class Inner final : public pipeline::Handler {
 public:
  explicit Inner(int status = 200, Fields headers = {}) : status_(status), headers_(std::move(headers)) {}
  http::Response handle(http::Request& request) const override {
    if (request.headers.has("X-Strip-Origin")) request.headers.remove("Origin");
    auto response = http::Response::make(status_, "application/json", "body");
    for (const auto& [name, value] : headers_) response.headers.add(name, value);
    return response;
  }

 private:
  int status_;
  Fields headers_;
};

CorsRules ceilometer_rules() {
  return {true,
          {"X-Auth-Token", "X-Subject-Token"},
          3600,
          {"GET", "PUT", "POST", "DELETE", "PATCH"},
          {"X-Auth-Token", "X-Roles"}};
}

const std::string kOrigin = "http://valid.example.com";

Cors make_cors(CorsRules rules = ceilometer_rules(), std::string origin = kOrigin) {
  return Cors({{std::move(origin), std::move(rules)}});
}

http::Response ask(const Cors& cors, std::string method, const Fields& headers, const Inner& inner = Inner()) {
  http::Request request;
  request.method = std::move(method);
  for (const auto& [name, value] : headers) request.headers.add(name, value);
  return cors.handle(request, inner);
}

/// Every header but Content-Type, "Name: value" lines in order.
std::string shown(const http::Response& response) {
  std::string out;
  for (const auto& field : response.headers) {
    if (field.name == "Content-Type") continue;
    out += std::string(field.name) + ": " + std::string(field.value) + "\n";
  }
  return out;
}

void check_bare_200(const http::Response& response) {
  CHECK(response.status == 200);
  CHECK(response.body.empty());
  CHECK_FALSE(response.producer);
  CHECK(response.headers.size() == 1);
  CHECK(response.headers.get("Content-Type") == "text/html; charset=UTF-8");
}

}  // namespace

TEST_CASE("a request without Origin passes untouched") {
  const auto response = ask(make_cors(), "GET", {});
  CHECK(response.body == "body");
  CHECK(shown(response).empty());
}

TEST_CASE("a known origin's request gains the headers") {
  const auto response = ask(make_cors(), "GET", {{"Origin", kOrigin}});
  CHECK(shown(response) ==
        "Vary: Origin\nAccess-Control-Allow-Origin: http://valid.example.com\n"
        "Access-Control-Allow-Credentials: true\nAccess-Control-Expose-Headers: X-Auth-Token,X-Subject-Token\n");
  CHECK(response.body == "body");
}

TEST_CASE("error answers gain the headers too") {
  const auto response = ask(make_cors(), "POST", {{"Origin", kOrigin}}, Inner(401));
  CHECK(response.status == 401);
  CHECK(response.body == "body");
  CHECK(response.headers.get("Access-Control-Allow-Origin") == kOrigin);
}

TEST_CASE("an unknown origin gains nothing") {
  const auto origin = GENERATE(values<std::string>({"http://other.example.com", "http://valid.example.com:80", "",
                                                    "HTTP://valid.example.com", "http://valid.example.com/", "null"}));
  CAPTURE(origin);
  CHECK(shown(ask(make_cors(), "GET", {{"Origin", origin}})).empty());
}

TEST_CASE("two Origin headers are no known origin") {
  CHECK(shown(ask(make_cors(), "GET", {{"Origin", kOrigin}, {"Origin", kOrigin}})).empty());
}

TEST_CASE("the application's Vary is overwritten, as Mitaka did") {
  const auto response = ask(make_cors(), "GET", {{"Origin", kOrigin}}, Inner(200, {{"Vary", "X-Auth-Token"}}));
  CHECK(response.headers.joined("Vary") == "Origin");
}

TEST_CASE("an answer with Access-Control-Allow-Origin is left alone, whatever the method and status") {
  const Inner inner(404, {{"access-control-allow-origin", "http://inner"}});
  for (const std::string method : {"GET", "OPTIONS"}) {
    const auto response = ask(make_cors(), method, {{"Origin", kOrigin}}, inner);
    CHECK(response.status == 404);
    CHECK(response.body == "body");
    CHECK(shown(response) == "access-control-allow-origin: http://inner\n");
  }
}

TEST_CASE("* allows any origin and is echoed as *; an exact match goes first") {
  Cors::Origins origins{{"*", ceilometer_rules()}, {kOrigin, {false, {}, 0, {"GET"}, {}}}};
  const Cors cors(origins);
  CHECK(ask(cors, "GET", {{"Origin", "http://any"}}).headers.get("Access-Control-Allow-Origin") == "*");
  const Fields preflight = {{"Origin", "http://any"}, {"Access-Control-Request-Method", "GET"}};
  CHECK(ask(cors, "OPTIONS", preflight).headers.get("Access-Control-Allow-Origin") == "*");
  CHECK(shown(ask(cors, "GET", {{"Origin", kOrigin}})) ==
        "Vary: Origin\nAccess-Control-Allow-Origin: http://valid.example.com\n");
}

TEST_CASE("the first rules for an origin stand") {
  const Cors cors({{kOrigin, {false, {}, 0, {}, {}}}, {kOrigin, ceilometer_rules()}});
  CHECK(shown(ask(cors, "GET", {{"Origin", kOrigin}})) ==
        "Vary: Origin\nAccess-Control-Allow-Origin: http://valid.example.com\n");
}

TEST_CASE("the origin is read after the inner filters ran") {
  CHECK(shown(ask(make_cors(), "GET", {{"Origin", kOrigin}, {"X-Strip-Origin", "1"}})).empty());
}

TEST_CASE("OPTIONS with an answer that is no 2xx becomes an empty 200") {
  const auto status = GENERATE(100, 199, 300, 307, 401, 404, 405, 500, 503);
  CAPTURE(status);
  const Inner inner(status, {{"X-Openstack-Request-Id", "req-x"}, {"WWW-Authenticate", "Keystone"}});
  check_bare_200(ask(make_cors(), "OPTIONS", {}, inner));
  check_bare_200(ask(make_cors(), "OPTIONS", {{"Origin", "http://other"}}, inner));
  // As recorded: no origin is configured at all.
  check_bare_200(
      ask(Cors({}), "OPTIONS", {{"Origin", "http://example.com"}, {"Access-Control-Request-Method", "GET"}}, inner));
}

TEST_CASE("OPTIONS with a 2xx answer keeps it") {
  const auto status = GENERATE(200, 204, 299);
  const auto response = ask(make_cors(), "OPTIONS", {{"Origin", kOrigin}, {"Access-Control-Request-Method", "GET"}},
                            Inner(status, {{"X-Openstack-Request-Id", "req-x"}}));
  CHECK(response.status == status);
  CHECK(response.body == "body");
  CHECK(response.headers.get("X-Openstack-Request-Id") == "req-x");
  CHECK(response.headers.get("Access-Control-Allow-Origin") == kOrigin);
}

TEST_CASE("a preflight that is allowed says so") {
  const auto response = ask(make_cors(), "OPTIONS",
                            {{"Origin", kOrigin},
                             {"Access-Control-Request-Method", "DELETE"},
                             {"Access-Control-Request-Headers", "x-auth-token, X-ROLES ,,accept,Content-Type"}},
                            Inner(405));
  CHECK(response.status == 200);
  CHECK(shown(response) ==
        "Vary: Origin\nAccess-Control-Allow-Origin: http://valid.example.com\n"
        "Access-Control-Allow-Credentials: true\nAccess-Control-Max-Age: 3600\nAccess-Control-Allow-Methods: DELETE\n"
        "Access-Control-Allow-Headers: x-auth-token,X-ROLES,accept,Content-Type\n");
}

TEST_CASE("a preflight that is not allowed is a bare 200") {
  const auto headers = GENERATE(values<Fields>({
      {{"Access-Control-Request-Method", "GET"}},
      {{"Origin", "http://other"}, {"Access-Control-Request-Method", "GET"}},
      {{"Origin", kOrigin}},
      {{"Origin", kOrigin}, {"Access-Control-Request-Method", "HEAD"}},
      {{"Origin", kOrigin}, {"Access-Control-Request-Method", "get"}},
      {{"Origin", kOrigin}, {"Access-Control-Request-Method", ""}},
      {{"Origin", kOrigin}, {"Access-Control-Request-Method", "GET"}, {"Access-Control-Request-Headers", "X-Other"}},
      {{"Origin", kOrigin},
       {"Access-Control-Request-Method", "GET"},
       {"Access-Control-Request-Headers", "X-Auth-Token\r\nSet-Cookie: x"}},
      {{"Origin", kOrigin},
       {"Access-Control-Request-Method", "GET"},
       {"Access-Control-Request-Headers", "X-Auth-Token"},
       {"Access-Control-Request-Headers", "X-Other"}},
  }));
  check_bare_200(ask(make_cors(), "OPTIONS", headers, Inner(404)));
}

TEST_CASE("simple headers may always be asked for") {
  const auto header = GENERATE(values<std::string>({"Accept", "Accept-Language", "Content-Type", "Cache-Control",
                                                    "Content-Language", "Expires", "Last-Modified", "pragma"}));
  const auto response =
      ask(make_cors({true, {}, 0, {"GET"}, {}}), "OPTIONS",
          {{"Origin", kOrigin}, {"Access-Control-Request-Method", "GET"}, {"Access-Control-Request-Headers", header}});
  CHECK(response.headers.get("Access-Control-Allow-Headers") == header);
}

TEST_CASE("what is off or empty leaves its header out") {
  const auto response = ask(make_cors({false, {}, 0, {"GET"}, {}}), "OPTIONS",
                            {{"Origin", kOrigin}, {"Access-Control-Request-Method", "GET"}}, Inner(404));
  CHECK(shown(response) ==
        "Vary: Origin\nAccess-Control-Allow-Origin: http://valid.example.com\nAccess-Control-Allow-Methods: GET\n");
}

TEST_CASE("OPTIONS is matched by case, as methods are") {
  CHECK(ask(make_cors(), "options", {}, Inner(404)).status == 404);
}
