#include <catch2/catch.hpp>
#include <cstring>

#include "base/api_error.hpp"
#include "http/query_string.hpp"
#include "http/request.hpp"

using namespace ceilometer;
using namespace ceilometer::http;

namespace {

class TextSource final : public BodySource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  std::size_t read(char* buffer, std::size_t size) override {
    const std::size_t n = std::min({size, text_.size() - at_, std::size_t{7}});
    std::memcpy(buffer, text_.data() + at_, n);
    at_ += n;
    return n;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

int status_of(Request& request, std::size_t limit) {
  try {
    read_body(request, limit);
    return 200;
  } catch (const ApiError& error) {
    return error.status();
  }
}

}  // namespace

TEST_CASE("a query string is taken apart as webob does") {
  const Arguments arguments("q.field=a%20b&q.field=c+d;limit=5&&empty&x=%zz&u=%C3%B6&=n");
  CHECK(arguments.all("q.field") == std::vector<std::string_view>{"a b", "c d"});
  REQUIRE(arguments.last("limit") != nullptr);
  CHECK(*arguments.last("limit") == "5");
  CHECK(arguments.last("empty")->empty());
  CHECK(*arguments.last("x") == "%zz");
  CHECK(*arguments.last("u") == "ö");
  CHECK(*arguments.last("") == "n");
  CHECK(arguments.last("nothing") == nullptr);
}

TEST_CASE("a query string that is not UTF-8 is a 400") {
  CHECK_THROWS_AS(Arguments("q=%ff"), ApiError);
  CHECK_THROWS_AS(Arguments("%ff=q"), ApiError);
}

TEST_CASE("headers are found without case and replaced whole") {
  Headers headers;
  headers.add_view("Accept", "a");
  headers.add("accept", "b");
  CHECK(headers.get("ACCEPT") == "a");
  CHECK(headers.joined("accept") == "a, b");
  headers.set("Accept", "c");
  CHECK(headers.joined("accept") == "c");
  CHECK(headers.size() == 1);
  headers.remove("accept");
  CHECK_FALSE(headers.has("Accept"));
}

TEST_CASE("a body is read to its limit and not beyond") {
  TextSource source("0123456789");
  Request request;
  request.body = &source;
  CHECK(read_body(request, 10) == "0123456789");
  TextSource again("0123456789");
  request.body = &again;
  CHECK(status_of(request, 9) == 413);
}

TEST_CASE("a declared length over the limit is refused before anything is read") {
  TextSource source("");
  Request request;
  request.body = &source;
  request.headers.add("Content-Length", "11");
  CHECK(status_of(request, 10) == 413);
  request.headers.set("Content-Length", "99999999999999999999999");
  CHECK(status_of(request, 10) == 413);
}

TEST_CASE("links begin with the mount point") {
  Request request;
  request.scheme = "https";
  request.host = "api.example:8777";
  request.script_name = "/tele metry";
  CHECK(request.application_url() == "https://api.example:8777/tele%20metry");
}
