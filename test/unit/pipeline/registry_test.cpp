#include "pipeline/registry.hpp"

#include <catch2/catch.hpp>
#include <stdexcept>

#include "unit/pipeline/factories.hpp"

using namespace ceilometer;

TEST_CASE("a factory's spellings are one") {
  struct Case {
    std::string_view text;
    std::string_view canonical;
  };
  const auto c = GENERATE(values<Case>({
      {"a.b:c", "a.b:c"},
      {" a.b : c.d ", "a.b:c.d"},
      {"call:a.b:c", "a.b:c"},
      {"Call:a.b:c", "a.b:c"},
      {"egg:Paste#urlmap", "egg:paste#urlmap"},
      {"egg:Paste", "egg:paste#main"},
      {"EGG:Oslo_Middleware#cors", "egg:oslo-middleware#cors"},
      {"egg:oslo.middleware#cors", "egg:oslo-middleware#cors"},
      {"egg:oslo--middleware # Cors", "egg:oslo-middleware#Cors"},
      {"nothing", "nothing"},
      {"", ""},
  }));
  CAPTURE(c.text);
  CHECK(pipeline::canonical_factory(c.text) == c.canonical);
}

TEST_CASE("the registry tells provided, refused and unknown apart") {
  const auto registry = test::registry();
  const auto* cors = registry.find_filter("egg:oslo_middleware#cors");
  REQUIRE(cors);
  CHECK(cors->make);
  CHECK(cors->role == pipeline::Role::kOrdinary);
  const auto* auth = registry.find_filter("keystonemiddleware.auth_token:filter_factory");
  REQUIRE(auth);
  CHECK_FALSE(auth->make);
  CHECK(auth->role == pipeline::Role::kAuthentication);
  CHECK_FALSE(registry.find_filter("ceilometer.api.app:app_factory"));
  REQUIRE(registry.find_app("ceilometer.api.app:app_factory"));
  REQUIRE(registry.find_app("egg:oslo.middleware#healthcheck"));
  CHECK_FALSE(*registry.find_app("egg:oslo.middleware#healthcheck"));
  CHECK_FALSE(registry.find_app("oslo_middleware.cors:filter_factory"));
}

TEST_CASE("a spelling cannot be registered twice") {
  auto registry = test::registry();
  const std::vector<std::string_view> again{"egg:Oslo.Middleware#cors"};
  CHECK_THROWS_AS(registry.add_filter(again, test::bracket("x")), std::logic_error);
}

TEST_CASE("a local option stands before a global one") {
  const pipeline::FactoryOptions options{
      {{"a", "local"}}, {{"a", "global"}, {"b", "global"}}, "filter:x", "/f", nullptr};
  CHECK(*options.find("a") == "local");
  CHECK(*options.find("b") == "global");
  CHECK_FALSE(options.find("c"));
  CHECK(options.error("a", "why").message == "/f, [filter:x] a: why");
  CHECK(options.error({}, "why").message == "/f, [filter:x]: why");
}
