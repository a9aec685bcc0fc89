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

namespace {

template <class F>
void check_spellings() {
  for (const auto factory : F::kFactories) {
    const std::string name(factory);
    CAPTURE(name);
    const auto line = name.starts_with("egg:") ? "use = " + name : "paste.filter_factory = " + name;
    CHECK(load_with("oslo_config_project = ceilometer\n" + line) == "loaded");
  }
}

}  // namespace

TEST_CASE("every spelling of every filter is provided") {
  check_spellings<filters::CatchErrors>();
  check_spellings<filters::CorrelationId>();
  check_spellings<filters::Cors>();
  check_spellings<filters::Debug>();
  check_spellings<filters::Healthcheck>();
  check_spellings<filters::HttpProxyToWsgi>();
  check_spellings<filters::Osprofiler>();
  check_spellings<filters::RequestId>();
  check_spellings<filters::SizeLimit>();
  check_spellings<filters::Ssl>();
}

TEST_CASE("every spelling of the healthcheck application is provided, as a urlmap names it") {
  const test::Scratch scratch;
  const auto config = config::Config::load({});
  REQUIRE(config.ok());
  for (const auto factory : filters::HealthcheckApp::kFactories) {
    const std::string name(factory);
    CAPTURE(name);
    const auto file =
        scratch.write("api_paste.ini",
                      "[composite:main]\nuse = egg:Paste#urlmap\n/ = api\n/healthcheck = healthcheck\n"
                      "[pipeline:api]\npipeline = request_id app\n"
                      "[filter:request_id]\npaste.filter_factory = oslo_middleware:RequestId.factory\n"
                      "[app:app]\npaste.app_factory = ceilometer.api.app:app_factory\n[app:healthcheck]\n" +
                          std::string(name.starts_with("egg:") ? "use = " : "paste.app_factory = ") + name + "\n");
    const auto loaded = pipeline::load(file, test::full_registry(*config), {});
    if (!loaded) FAIL(loaded.error().message);
    const auto answer = [&](std::string path) {
      http::Request request;
      request.method = "HEAD";
      request.path_info = std::move(path);
      return loaded->handler->handle(request).status;
    };
    CHECK(answer("/healthcheck") == 204);
    CHECK(answer("/v2/healthcheck") == 200);
  }
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
      "paste.filter_factory = oslo_middleware:StatsMiddleware.factory",
      "paste.filter_factory = oslo_middleware.stats:StatsMiddleware.factory",
      "use = egg:oslo.middleware#stats",
      "paste.filter_factory = keystonemiddleware.audit:filter_factory",
      "use = egg:keystonemiddleware#audit",
  }));
  CAPTURE(filter);
  const auto message = load_with(filter);
  CHECK(message.find("/api_paste.ini, [filter:x] ") != std::string::npos);
  CHECK(message.find("this version does not provide the filter \"x\"") != std::string::npos);
  CHECK(message.find("\"CeilometerPasteIgnore x\" leaves it out") != std::string::npos);
}

TEST_CASE("a filter that is left out is named at start, with its factory, file and section") {
  const test::Scratch scratch;
  const auto config = config::Config::load({});
  REQUIRE(config.ok());
  const auto file = scratch.write("api_paste.ini",
                                  "[pipeline:main]\npipeline = audit app\n[filter:audit]\n"
                                  "paste.filter_factory = keystonemiddleware.audit:filter_factory\n"
                                  "[app:app]\npaste.app_factory = ceilometer.api.app:app_factory\n");
  const auto loaded = pipeline::load(file, test::full_registry(*config), {"audit"});
  if (!loaded) FAIL(loaded.error().message);
  REQUIRE(loaded->notes.size() == 1);
  CHECK(loaded->notes[0] == file +
                                ", [pipeline:main] pipeline: the filter \"audit\" of [filter:audit] is left out, as "
                                "CeilometerPasteIgnore says");
}
