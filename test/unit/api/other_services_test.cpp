#include <catch2/catch.hpp>
#include <map>

#include "unit/api/fakes.hpp"

using namespace ceilometer;
using ceilometer::api::Settings;
using ceilometer::api::test::Api;
using ceilometer::api::test::kAdmin;
using Answer = identity::ServiceCatalog::Answer;

namespace {

class FakeCatalog final : public identity::ServiceCatalog {
 public:
  Answer find(std::string_view type) override {
    asked.emplace_back(type);
    if (is_away) return {};
    const auto found = services.find(type);
    if (found == services.end()) return {.kind = Answer::Kind::kNone};
    return {.kind = Answer::Kind::kFound, .url = found->second};
  }
  void close() noexcept override {}

  bool is_away = false;
  std::map<std::string, std::string, std::less<>> services;
  std::vector<std::string> asked;
};

Settings settings(std::vector<config::Override> options) {
  config::Sources sources;
  sources.overrides = std::move(options);
  const auto config = config::Config::load(sources);
  if (!config) FAIL(config.error().message);
  return Settings::from(**config);
}

config::Override gnocchi_alone() { return {"DEFAULT", "meter_dispatchers", "gnocchi", "test"}; }

std::shared_ptr<FakeCatalog> whole_catalog() {
  auto catalog = std::make_shared<FakeCatalog>();
  catalog->services = {{"metric", "http://gnocchi:8041"}, {"alarming", "http://aodh:8042/"}, {"event", "http://panko"}};
  return catalog;
}

}  // namespace

TEST_CASE("what the configuration leaves open, the catalog decides") {
  const auto catalog = whole_catalog();
  Api api(settings({gnocchi_alone()}), catalog);
  CHECK(api.get("/v2/meters", {}, kAdmin).status == 410);
  CHECK(api.get("/v2/samples", {}, kAdmin).status == 410);
  CHECK(api.get("/v2/resources", {}, kAdmin).status == 410);
  CHECK(api.post_json("/v2/query/samples", {}, "{}", kAdmin).status == 410);
  CHECK(api.post_json("/v2/meters/cpu", "direct=true", "[]", kAdmin).status == 400);
  CHECK(api.get("/v2/alarms", "limit=1").location == "http://aodh:8042/v2/alarms?limit=1");
  CHECK(api.get("/v2/query/alarms").location == "http://aodh:8042/v2/query/alarms");
  CHECK(api.get("/v2/events", {}, kAdmin).location == "http://panko/v2/events");
}

TEST_CASE("a cloud with a metric service keeps its API while samples go to the database") {
  const auto catalog = whole_catalog();
  Api api(settings({}), catalog);
  CHECK(api.get("/v2/meters", {}, kAdmin).status == 200);
  Api both(settings({{"DEFAULT", "meter_dispatchers", "gnocchi", "test"},
                     {"DEFAULT", "meter_dispatchers", "database", "test"}}),
           catalog);
  CHECK(both.get("/v2/meters", {}, kAdmin).status == 200);
  CHECK(catalog->asked.empty());
}

TEST_CASE("what the catalog does not have is not there") {
  const auto catalog = std::make_shared<FakeCatalog>();
  Api api(settings({gnocchi_alone()}), catalog);
  CHECK(api.get("/v2/meters", {}, kAdmin).status == 200);
  CHECK(api.get("/v2/alarms").status == 410);
  CHECK(api.get("/v2/events", {}, kAdmin).status == 200);
  CHECK(catalog->asked == std::vector<std::string>{"metric", "alarming", "event"});
}

TEST_CASE("while Keystone is away other services are as if they were not there") {
  const auto catalog = whole_catalog();
  catalog->is_away = true;
  Api api(settings({gnocchi_alone()}), catalog);
  CHECK(api.get("/v2/meters", {}, kAdmin).status == 200);
  CHECK(api.get("/v2/alarms").status == 410);
  CHECK(api.get("/v2/events", {}, kAdmin).status == 200);
  catalog->is_away = false;
  CHECK(api.get("/v2/meters", {}, kAdmin).status == 410);
}

TEST_CASE("what the configuration decides, nobody is asked about") {
  const auto catalog = whole_catalog();
  Api off(settings({gnocchi_alone(),
                    {"api", "gnocchi_is_enabled", "False", "test"},
                    {"api", "aodh_is_enabled", "False", "test"},
                    {"api", "panko_is_enabled", "False", "test"}}),
          catalog);
  CHECK(off.get("/v2/meters", {}, kAdmin).status == 200);
  CHECK(off.get("/v2/alarms").status == 410);
  CHECK(off.get("/v2/events", {}, kAdmin).status == 200);
  Api on(settings({{"api", "gnocchi_is_enabled", "True", "test"},
                   {"api", "aodh_url", "http://a/", "test"},
                   {"api", "panko_url", "http://p", "test"}}),
         catalog);
  CHECK(on.get("/v2/meters", {}, kAdmin).status == 410);
  CHECK(on.get("/v2/alarms").location == "http://a/v2/alarms");
  CHECK(on.get("/v2/events", {}, kAdmin).location == "http://p/v2/events");
  CHECK(catalog->asked.empty());
  CHECK_FALSE(
      settings({{"api", "aodh_is_enabled", "False", "test"}, {"api", "panko_url", "http://p", "test"}}).need_catalog());
}

TEST_CASE("without a catalog the configuration alone decides") {
  Api api(settings({gnocchi_alone()}));
  CHECK(api.get("/v2/meters", {}, kAdmin).status == 200);
  CHECK(api.get("/v2/alarms").status == 410);
  CHECK(api.get("/v2/events", {}, kAdmin).status == 200);
}
