#include "filters/not_provided.hpp"

#include <catch2/catch.hpp>

#include "unit/filters/full_registry.hpp"
#include "unit/pipeline/scratch.hpp"

using namespace ceilometer;

namespace {

std::string load_with(const std::string& filter) {
  const test::Scratch scratch;
  const auto config = config::Config::load({});
  if (!config) FAIL(config.error().message);
  const auto file =
      scratch.write("api_paste.ini", "[pipeline:main]\npipeline = x app\n[filter:x]\n" + filter +
                                         "\n[app:app]\npaste.app_factory = ceilometer.api.app:app_factory\n");
  const auto loaded = pipeline::load(file, test::full_registry(*config), {});
  return loaded ? "loaded" : loaded.error().message;
}

}  // namespace

TEST_CASE("what is provided and what is not do not collide") {
  const auto config = config::Config::load({});
  REQUIRE(config.ok());
  CHECK_NOTHROW(test::full_registry(*config));
}

TEST_CASE("every spelling of cors and request_id is provided") {
  for (const auto name : filters::RequestId::kFactories) {
    if (name.starts_with("egg:")) continue;
    CHECK(load_with("paste.filter_factory = " + std::string(name)) == "loaded");
  }
  for (const auto name : filters::Cors::kFactories) {
    if (name.starts_with("egg:")) continue;
    CHECK(load_with("oslo_config_project = ceilometer\npaste.filter_factory = " + std::string(name)) == "loaded");
  }
  CHECK(load_with("use = egg:oslo.middleware#request_id") == "loaded");
  CHECK(load_with("use = egg:oslo.middleware#cors\noslo_config_project = ceilometer") == "loaded");
}

TEST_CASE("authentication is refused and not offered to be left out") {
  const auto filter = GENERATE(values<std::string>({
      "paste.filter_factory = keystonemiddleware.auth_token:filter_factory",
      "paste.filter_factory = keystoneclient.middleware.auth_token:filter_factory",
      "use = egg:keystonemiddleware#auth_token",
      "paste.filter_factory = keystonemiddleware.oauth2_token:filter_factory",
      "paste.filter_factory = keystonemiddleware.oauth2_mtls_token:filter_factory",
      "paste.filter_factory = keystonemiddleware.external_oauth2_token:filter_factory",
      "use = egg:oslo.middleware#basic_auth",
      "paste.filter_factory = oslo_middleware:BasicAuthMiddleware.factory",
  }));
  CAPTURE(filter);
  const auto message = load_with(filter);
  CHECK(message.find("/api_paste.ini, [filter:x] ") != std::string::npos);
  CHECK(message.find("which this version cannot provide") != std::string::npos);
  CHECK(message.find("will not be skipped") != std::string::npos);
  CHECK(message.find("CeilometerPasteIgnore") == std::string::npos);
}

TEST_CASE("the other filters that pipelines name are refused, with the way out") {
  const auto filter = GENERATE(values<std::string>({
      "paste.filter_factory = oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory",
      "paste.filter_factory = oslo_middleware:Healthcheck.factory",
      "use = egg:oslo.middleware#sizelimit",
      "use = egg:oslo.middleware#catch_errors",
      "use = egg:oslo.middleware#correlation_id",
      "use = egg:oslo.middleware#ssl",
      "use = egg:oslo.middleware#debug",
      "paste.filter_factory = osprofiler.web:WsgiMiddleware.factory",
      "paste.filter_factory = keystonemiddleware.audit:filter_factory",
  }));
  CAPTURE(filter);
  const auto message = load_with(filter);
  CHECK(message.find("/api_paste.ini, [filter:x] ") != std::string::npos);
  CHECK(message.find("this version does not provide the filter \"x\"") != std::string::npos);
  CHECK(message.find("CeilometerPasteIgnore x") != std::string::npos);
}
