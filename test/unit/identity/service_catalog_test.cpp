#include "identity/service_catalog.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "unit/config/temp_dir.hpp"
#include "unit/identity/fake_keystone.hpp"

#ifdef CEILOMETER_HAVE_CURL

using namespace ceilometer;
using namespace ceilometer::identity;
using namespace ceilometer::identity::test;
using namespace std::chrono_literals;
using Catch::Matchers::Contains;
using Kind = ServiceCatalog::Answer::Kind;

namespace {

constexpr std::string_view kGetToken = "POST /v3/auth/tokens";
constexpr const char* kServices = R"([{"type": "metric", "endpoints": [
    {"interface": "internal", "region": "One", "url": "http://inside:8041"},
    {"interface": "public", "region": "One", "url": "http://one:8041"},
    {"interface": "public", "region": "Two", "url": "http://two:8041"}]},
  {"type": "event", "endpoints": [{"interface": "public", "region": "One", "url": "http://x\r\nSet-Cookie: a"}]}])";

KeystoneCatalog::Options options_of(const FakeKeystone& keystone) {
  KeystoneCatalog::Options options;
  options.auth = password_options(keystone.server.url("/v3"));
  options.exchange.time = 20s;
  return options;
}

}  // namespace

TEST_CASE("services are looked up in the own token's catalog, which is asked for once") {
  FakeKeystone keystone;
  keystone.catalog = kServices;
  MemoryLogger logger;
  auto options = options_of(keystone);
  KeystoneCatalog catalog(options, http_client(), logger);
  CHECK(keystone.server.connections() == 0);
  const auto found = catalog.find("metric");
  CHECK(found.kind == Kind::kFound);
  CHECK(found.url == "http://one:8041");
  CHECK(catalog.find("alarming").kind == Kind::kNone);
  CHECK(catalog.find("event").kind == Kind::kNone);  // no URL that a client could be sent to
  CHECK(keystone.count(kGetToken) == 1);
  options.region = "Two";
  CHECK(KeystoneCatalog(options, http_client(), logger).find("metric").url == "http://two:8041");
  options.region = "Three";
  CHECK(KeystoneCatalog(options, http_client(), logger).find("metric").kind == Kind::kNone);
}

TEST_CASE("while Keystone is away nothing is known, and it is left alone for a while") {
  FakeKeystone keystone;
  keystone.catalog = kServices;
  MemoryLogger logger;
  auto options = options_of(keystone);
  keystone.server.stop();
  KeystoneCatalog patient(options, http_client(), logger);
  options.retry_after = 0ms;
  KeystoneCatalog hasty(options, http_client(), logger);
  CHECK(patient.find("metric").kind == Kind::kUnknown);
  CHECK(hasty.find("metric").kind == Kind::kUnknown);
  CHECK_THAT(logger.text(), Contains("CEIL0211") && Contains("Connection refused") && !Contains("sesame"));
  keystone.server.start();
  CHECK(patient.find("metric").kind == Kind::kUnknown);
  CHECK(hasty.find("metric").kind == Kind::kFound);
}

TEST_CASE("a catalog is read anew in time, and stays good while Keystone is away") {
  FakeKeystone keystone;
  keystone.catalog = kServices;
  MemoryLogger logger;
  auto options = options_of(keystone);
  options.lifetime = 0ms;
  options.retry_after = 0ms;
  KeystoneCatalog catalog(options, http_client(), logger);
  CHECK(catalog.find("metric").kind == Kind::kFound);
  keystone.catalog = "[]";
  CHECK(catalog.find("metric").kind == Kind::kNone);
  keystone.catalog = kServices;
  CHECK(catalog.find("metric").kind == Kind::kFound);
  keystone.server.stop();
  CHECK(catalog.find("metric").kind == Kind::kFound);
}

TEST_CASE("many threads that want to know ask once") {
  FakeKeystone keystone;
  keystone.catalog = kServices;
  MemoryLogger logger;
  KeystoneCatalog catalog(options_of(keystone), http_client(), logger);
  std::atomic<int> found = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 16; ++t) {
    threads.emplace_back([&] { found += catalog.find("metric").kind == Kind::kFound ? 1 : 0; });
  }
  for (auto& thread : threads) thread.join();
  CHECK(found == 16);
  CHECK(keystone.count(kGetToken) == 1);
}

TEST_CASE("without a place where Keystone is there is no catalog to ask") {
  const ceilometer::test::TempDir dir;
  MemoryLogger logger;
  std::vector<std::string> warnings;
  const auto make = [&](const char* text) {
    config::Sources sources;
    sources.files = {dir.write("c.conf", text)};
    const auto config = config::Config::load(sources);
    if (!config) FAIL(config.error().message);
    return make_service_catalog(*config, logger, warnings);
  };
  const auto none = make("[service_credentials]\nusername = u\n");
  REQUIRE(none.ok());
  CHECK(*none == nullptr);
  const auto legacy = make("[service_credentials]\nos_auth_url = http://127.0.0.1:1/v2.0\n");
  REQUIRE(legacy.ok());
  CHECK(*legacy != nullptr);
  CHECK(warnings.size() == 1);
  CHECK_THAT(make("[service_credentials]\nauth_type = password\nauth_url = http://ks\n").error().message,
             Contains("section [service_credentials], key username"));
}

#endif
