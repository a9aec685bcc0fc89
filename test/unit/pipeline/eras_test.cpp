// The api_paste.ini of each release, as its pipeline and spellings were.
#include <catch2/catch.hpp>

#include "unit/pipeline/factories.hpp"
#include "unit/pipeline/scratch.hpp"

using namespace ceilometer;
using Names = std::vector<std::string>;

namespace {

struct Era {
  std::string name;
  std::string pipeline;    ///< without authtoken
  std::string request_id;  ///< its factory
  std::string per_filter;  ///< what every filter section holds besides
  Names ignored;
  Names filters;
};

std::vector<Era> eras() {
  const std::string project = "oslo_config_project = ceilometer\n";
  return {
      {"kilo", "request_id", "oslo.middleware:RequestId.factory", "", {}, {"request_id"}},
      {"liberty", "request_id", "oslo_middleware:RequestId.factory", "", {}, {"request_id"}},
      {"mitaka", "cors request_id", "oslo_middleware:RequestId.factory", "", {}, {"cors", "request_id"}},
      {"newton",
       "cors http_proxy_to_wsgi request_id",
       "oslo_middleware:RequestId.factory",
       "",
       {"http_proxy_to_wsgi"},
       {"cors", "request_id"}},
      {"pike",
       "cors http_proxy_to_wsgi request_id",
       "oslo_middleware:RequestId.factory",
       project,
       {"http_proxy_to_wsgi"},
       {"cors", "request_id"}},
  };
}

std::string paste_file(const Era& era, bool with_authtoken) {
  return "[pipeline:main]\npipeline = " + era.pipeline + (with_authtoken ? " authtoken" : "") +
         " api-server\n\n[app:api-server]\npaste.app_factory = ceilometer.api.app:app_factory\n\n"
         "[filter:authtoken]\npaste.filter_factory = keystonemiddleware.auth_token:filter_factory\n" +
         era.per_filter + "\n[filter:request_id]\npaste.filter_factory = " + era.request_id + "\n" + era.per_filter +
         "\n[filter:cors]\npaste.filter_factory = oslo_middleware.cors:filter_factory\n"
         "oslo_config_project = ceilometer\n\n[filter:http_proxy_to_wsgi]\n"
         "paste.filter_factory = oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory\n" +
         era.per_filter;
}

}  // namespace

TEST_CASE("every era's pipeline loads without authtoken") {
  const test::Scratch scratch;
  for (const auto& era : eras()) {
    CAPTURE(era.name);
    const auto loaded =
        pipeline::load(scratch.write("api_paste.ini", paste_file(era, false)), test::registry(), era.ignored);
    if (!loaded) FAIL(loaded.error().message);
    CHECK(loaded->filters == era.filters);
    CHECK(loaded->notes.size() == era.ignored.size());
  }
}

TEST_CASE("every era's pipeline with authtoken is refused with file and section") {
  const test::Scratch scratch;
  for (const auto& era : eras()) {
    CAPTURE(era.name);
    const auto file = scratch.write("api_paste.ini", paste_file(era, true));
    const auto loaded = pipeline::load(file, test::registry(), era.ignored);
    REQUIRE_FALSE(loaded.ok());
    CHECK(loaded.error().message.starts_with(file + ", [filter:authtoken] paste.filter_factory: the pipeline names " +
                                             "\"authtoken\""));
    CHECK(loaded.error().message.find("CeilometerPasteIgnore") == std::string::npos);
    auto ignored = era.ignored;
    ignored.emplace_back("authtoken");
    const auto skipped = pipeline::load(file, test::registry(), ignored);
    REQUIRE_FALSE(skipped.ok());
    CHECK(skipped.error().message.find("cannot leave out \"authtoken\"") != std::string::npos);
  }
}

TEST_CASE("a filter that an era has and this version lacks is refused") {
  const test::Scratch scratch;
  const auto file = scratch.write("api_paste.ini", paste_file(eras().back(), false));
  const auto loaded = pipeline::load(file, test::registry(), {});
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().message.starts_with(file + ", [filter:http_proxy_to_wsgi] paste.filter_factory: this version " +
                                           "does not provide the filter"));
}
