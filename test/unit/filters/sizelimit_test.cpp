#include "filters/sizelimit.hpp"

#include <algorithm>

#include "base/api_error.hpp"
#include "unit/filters/setting.hpp"

using namespace ceilometer;
using filters::SizeLimit;
using test::ok;

namespace {

/// Some bytes, given out in pieces.
class Bytes final : public http::BodySource {
 public:
  explicit Bytes(std::size_t size) : left_(size) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const auto n = std::min({left_, size, std::size_t{7}});
    std::fill(buffer, buffer + n, 'x');
    left_ -= n;
    return n;
  }

 private:
  std::size_t left_;
};

/// What becomes of a body of `size` bytes, announced or not, that the application reads.
std::string sent(const pipeline::Filter& filter, std::size_t size, bool announced) {
  http::Request request;
  request.method = "POST";
  Bytes body(size);
  request.body = &body;
  if (announced) request.headers.add("Content-Length", std::to_string(size));
  const test::Inner inner(
      [](http::Request& r) { return ok("read " + std::to_string(http::read_body(r, 200000).size())); });
  try {
    const auto response = filter.handle(request, inner);
    CHECK(request.body == &body);
    return std::to_string(response.status) + " " + response.body;
  } catch (const ApiError& error) {
    CHECK(request.body == &body);
    return "ApiError " + std::to_string(error.status()) + " " + error.message();
  }
}

http::Response refused(const std::string& accept) {
  http::Request request;
  request.headers.add("Content-Length", "11");
  if (!accept.empty()) request.headers.add("Accept", accept);
  const test::Inner inner([](http::Request&) {
    FAIL("the application was asked");
    return ok();
  });
  return SizeLimit(10).handle(request, inner);
}

}  // namespace

TEST_CASE("a body up to the limit passes, announced or not") {
  const SizeLimit filter(10);
  for (const bool announced : {true, false}) {
    CHECK(sent(filter, 0, announced) == "200 read 0");
    CHECK(sent(filter, 10, announced) == "200 read 10");
  }
}

TEST_CASE("a Content-Length over the limit is 413 in the original's words, and nobody inside is asked") {
  CHECK(sent(SizeLimit(10), 11, true).starts_with("413 "));
  const auto plain = refused("");
  CHECK(plain.status == 413);
  CHECK(plain.headers.get("Content-Type") == "text/plain; charset=UTF-8");
  CHECK(plain.body == "413 Request Entity Too Large\n\nRequest is too large.\n\n   ");
  CHECK(refused("application/json").body == plain.body);
  const auto html = refused("text/html");
  CHECK(html.headers.get("Content-Type") == "text/html; charset=UTF-8");
  CHECK(html.body ==
        "<html>\n <head>\n  <title>413 Request Entity Too Large</title>\n </head>\n <body>\n"
        "  <h1>413 Request Entity Too Large</h1>\n  Request is too large.<br /><br />\n\n\n\n </body>\n</html>");
  CHECK(refused("*/*").body == html.body);
}

TEST_CASE("a body without a length is stopped where it passes the limit") {
  CHECK(sent(SizeLimit(10), 11, false) == "ApiError 413 Request is too large.");
  CHECK(sent(SizeLimit(10), 100, false) == "ApiError 413 Request is too large.");
}

TEST_CASE("a Content-Length that is no number, or beyond all numbers, does not lift the limit") {
  const SizeLimit filter(10);
  for (const std::string length : {"", "x", "5x", "-1", "+5", " 5", "99999999999999999999999"}) {
    CAPTURE(length);
    http::Request request;
    Bytes body(100);
    request.body = &body;
    request.headers.add("Content-Length", length);
    const test::Inner inner([](http::Request& r) {
      char buffer[200];
      while (r.body->read(buffer, sizeof(buffer)) > 0) {
      }
      return ok();
    });
    int status = 0;
    try {
      status = filter.handle(request, inner).status;
    } catch (const ApiError& error) {
      status = error.status();
    }
    CHECK(status == 413);
  }
}

TEST_CASE("the limit comes from the paste file, [oslo_middleware], or its old places") {
  test::Setting setting;
  const auto limit = [&](std::string_view conf, pipeline::Options local) {
    const auto filter = setting.made<SizeLimit>(conf, std::move(local));
    std::size_t size = 1;
    while (size < 1000 && sent(*filter, size, true).starts_with("200")) ++size;
    return size - 1;
  };
  CHECK(limit("[oslo_middleware]\nmax_request_body_size = 20\n", {}) == 20);
  CHECK(limit("[oslo_middleware]\nmax_request_body_size = 20\n", {{"max_request_body_size", "30"}}) == 30);
  CHECK(limit("[DEFAULT]\nmax_request_body_size = 40\n", {}) == 40);
  CHECK(limit("[DEFAULT]\nosapi_max_request_body_size = 50\n", {}) == 50);
  const auto other = setting.scratch.write("other.conf", "[oslo_middleware]\nmax_request_body_size = 60\n");
  CHECK(limit("", {{"oslo_config_project", "x"}, {"oslo_config_file", other}}) == 60);
  const auto by_default = setting.made<SizeLimit>("", {});
  CHECK(sent(*by_default, 114688, true).starts_with("413") == false);
  CHECK(sent(*by_default, 114689, true).starts_with("413"));
}

TEST_CASE("a limit that is none stops the start with file, section and key") {
  test::Setting setting;
  const std::string at = "/paste.ini, [filter:x] max_request_body_size: ";
  CHECK(setting.error<SizeLimit>("", {{"max_request_body_size", "much"}}) == at + "\"much\" is not a whole number");
  CHECK(setting.error<SizeLimit>("", {{"max_request_body_size", "-1"}}) == at + "it cannot be negative");
}
