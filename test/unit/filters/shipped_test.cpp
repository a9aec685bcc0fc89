// The paste files that we ship, from the source tree.
#include <catch2/catch.hpp>
#include <filesystem>

#include "unit/filters/full_registry.hpp"

using namespace ceilometer;

namespace {

std::string shipped(const std::string& name) {
  const auto root = std::filesystem::path(__FILE__).parent_path().parent_path().parent_path().parent_path();
  return (root / "etc" / "ceilometer" / name).string();
}

pipeline::Registry registry() {
  const auto config = config::Config::load({});
  if (!config) FAIL(config.error().message);
  return test::full_registry(*config);
}

}  // namespace

TEST_CASE("the quickstart's pipeline answers with a request id") {
  const auto loaded = pipeline::load(shipped("api_paste.noauth.ini"), registry(), {});
  if (!loaded) FAIL(loaded.error().message);
  CHECK(loaded->filters == std::vector<std::string>{"cors", "request_id"});
  CHECK(loaded->notes.empty());
  http::Request request;
  request.method = "GET";
  const auto response = loaded->handler->handle(request);
  CHECK(response.body == "hello");
  CHECK(response.headers.get("X-Openstack-Request-Id") == request.request_id);
}

TEST_CASE("the shipped pipeline is Mitaka's, so it asks for authtoken") {
  const auto file = shipped("api_paste.ini");
  const auto loaded = pipeline::load(file, registry(), {});
  REQUIRE_FALSE(loaded.ok());
  // Nobody has said where Keystone is.
  CHECK_THAT(loaded.error().message, Catch::Contains("keystone_authtoken"));
}
