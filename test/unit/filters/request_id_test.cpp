#include "filters/request_id.hpp"

#include <catch2/catch.hpp>
#include <regex>

using namespace ceilometer;

namespace {

/// Remembers the ids it saw; answers with a status and, if told to, an id of its own.
class Inner final : public pipeline::Handler {
 public:
  explicit Inner(std::string own = {}, int status = 200) : own_(std::move(own)), status_(status) {}
  http::Response handle(http::Request& request) const override {
    auto response = http::Response::make(status_, "text/plain", request.request_id + " " + request.global_request_id);
    if (!own_.empty()) response.headers.set("x-openstack-request-id", own_);
    return response;
  }

 private:
  std::string own_;
  int status_;
};

bool is_new_id(const std::string& id) {
  return std::regex_match(id, std::regex("req-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"));
}

constexpr std::string_view kSent = "req-05212034-0df0-4504-8673-a6e830852760";

}  // namespace

TEST_CASE("every request gets a new id, seen inside and answered") {
  const filters::RequestId filter;
  http::Request first;
  http::Request second;
  const auto response = filter.handle(first, Inner());
  (void)filter.handle(second, Inner());
  CHECK(is_new_id(first.request_id));
  CHECK(first.request_id != second.request_id);
  CHECK(response.body == first.request_id + " ");
  CHECK(response.headers.get("X-Openstack-Request-Id") == first.request_id);
  CHECK(response.headers.size() == 2);
}

TEST_CASE("errors carry the id too") {
  http::Request request;
  const auto response = filters::RequestId().handle(request, Inner({}, 503));
  CHECK(response.status == 503);
  CHECK(response.headers.get("X-Openstack-Request-Id") == request.request_id);
}

TEST_CASE("an id that the application sets stays") {
  http::Request request;
  const auto response = filters::RequestId().handle(request, Inner("req-own"));
  CHECK(response.headers.joined("X-Openstack-Request-Id") == "req-own");
}

TEST_CASE("a well-formed id of the client becomes the global one, never the answered one") {
  http::Request request;
  request.headers.add("x-openstack-REQUEST-id", std::string(kSent));
  const auto response = filters::RequestId().handle(request, Inner());
  CHECK(request.global_request_id == kSent);
  CHECK(is_new_id(request.request_id));
  CHECK(response.body == request.request_id + " " + std::string(kSent));
  CHECK(response.headers.get("X-Openstack-Request-Id") == request.request_id);
}

TEST_CASE("any other id of the client is dropped") {
  const auto sent = GENERATE(values<std::string>({
      "",
      "req-mine",
      "req-05212034-0df0-4504-8673-a6e83085276",
      "req-05212034-0df0-4504-8673-a6e8308527600",
      "req-05212034-0DF0-4504-8673-a6e830852760",
      "req-05212034-0df0-4504-8673-a6e83085276g",
      "REQ-05212034-0df0-4504-8673-a6e830852760",
      "req-05212034x0df0-4504-8673-a6e830852760",
      "req-05212034-0df0-4504-8673-a6e83085276\n",
      " req-05212034-0df0-4504-8673-a6e830852760",
  }));
  CAPTURE(sent);
  http::Request request;
  request.headers.add("X-Openstack-Request-Id", sent);
  (void)filters::RequestId().handle(request, Inner());
  CHECK(request.global_request_id.empty());
  CHECK(is_new_id(request.request_id));
}

TEST_CASE("the factory needs no options") {
  CHECK(
      filters::RequestId::create({{{"oslo_config_project", "ceilometer"}}, {}, "filter:request_id", "/f", nullptr}, {})
          .ok());
}
