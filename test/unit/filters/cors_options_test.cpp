#include <catch2/catch.hpp>

#include "filters/cors.hpp"
#include "unit/pipeline/scratch.hpp"

using namespace ceilometer;
using filters::Cors;

namespace {

class Missing final : public pipeline::Handler {
 public:
  http::Response handle(http::Request&) const override { return http::Response::make(404, "text/plain", "no"); }
};

std::shared_ptr<const config::Config> config_of(const test::Scratch& scratch, std::string_view text) {
  config::Sources sources;
  sources.files.push_back(scratch.write("ceilometer.conf", text));
  auto config = config::Config::load(sources);
  if (!config) FAIL(config.error().message);
  return *config;
}

/// A [filter:cors] section with its options, beside a ceilometer.conf.
struct Site {
  test::Scratch scratch = {};
  std::vector<std::string> notes = {};

  Result<std::unique_ptr<pipeline::Filter>> create(std::string_view conf, pipeline::Options local,
                                                   pipeline::Options global = {}) {
    return Cors::create({std::move(local), std::move(global), "filter:cors", "/paste.ini", &notes},
                        config_of(scratch, conf));
  }
  std::unique_ptr<pipeline::Filter> made(std::string_view conf, pipeline::Options local,
                                         pipeline::Options global = {}) {
    auto filter = create(conf, std::move(local), std::move(global));
    if (!filter) FAIL(filter.error().message);
    return *std::move(filter);
  }
  std::string error(std::string_view conf, pipeline::Options local) {
    auto filter = create(conf, std::move(local));
    return filter ? "created" : filter.error().message;
  }
};

std::string header(const http::Response& response, std::string_view name) {
  return std::string(response.headers.get(name).value_or("-"));
}

/// "origin|credentials|exposed" of a GET.
std::string get(const pipeline::Filter& filter, std::string origin) {
  http::Request request;
  request.method = "GET";
  request.headers.add("Origin", std::move(origin));
  const auto r = filter.handle(request, Missing());
  return header(r, "Access-Control-Allow-Origin") + "|" + header(r, "Access-Control-Allow-Credentials") + "|" +
         header(r, "Access-Control-Expose-Headers");
}

/// "method|age|headers" that a preflight allows.
std::string preflight(const pipeline::Filter& filter, std::string origin, std::string method,
                      std::string headers = "") {
  http::Request request;
  request.method = "OPTIONS";
  request.headers.add("Origin", std::move(origin));
  request.headers.add("Access-Control-Request-Method", std::move(method));
  request.headers.add("Access-Control-Request-Headers", std::move(headers));
  const auto r = filter.handle(request, Missing());
  return header(r, "Access-Control-Allow-Methods") + "|" + header(r, "Access-Control-Max-Age") + "|" +
         header(r, "Access-Control-Allow-Headers");
}

const pipeline::Options kProject{{"oslo_config_project", "ceilometer"}};
const std::string kExposed = "X-Auth-Token,X-Subject-Token,X-Service-Token,X-Openstack-Request-Id";

}  // namespace

TEST_CASE("without an origin nothing is allowed") {
  Site site;
  const auto filter = site.made("", kProject);
  CHECK(get(*filter, "http://a") == "-|-|-");
  CHECK(preflight(*filter, "http://a", "GET") == "-|-|-");
}

TEST_CASE("[cors] brings Ceilometer's defaults") {
  Site site;
  const auto filter = site.made("[cors]\nallowed_origin = http://a, http://b\n", kProject);
  CHECK(get(*filter, "http://a") == "http://a|true|" + kExposed);
  CHECK(get(*filter, "http://b") == "http://b|true|" + kExposed);
  for (const std::string method : {"GET", "PUT", "POST", "DELETE", "PATCH"}) {
    CHECK(preflight(*filter, "http://a", method) == method + "|3600|-");
  }
  CHECK(preflight(*filter, "http://a", "OPTIONS") == "-|-|-");
  const std::string all =
      "X-Auth-Token,X-Identity-Status,X-Roles,X-Service-Catalog,X-User-Id,X-Tenant-Id,X-Openstack-Request-Id";
  CHECK(preflight(*filter, "http://a", "GET", all) == "GET|3600|" + all);
  CHECK(preflight(*filter, "http://a", "GET", "X-Project-Id") == "-|-|-");
}

TEST_CASE("every [cors.NAME] adds origins and inherits [cors] but for the origin") {
  Site site;
  const auto filter = site.made(
      "[cors]\nallowed_origin = http://a\nmax_age = 7\nexpose_headers = X-A\n"
      "[cors.horizon]\nallowed_origin = http://h\nallow_credentials = false\nallow_methods = HEAD\n"
      "[cors.empty]\nmax_age = 1\n"
      "[cors.bare]\nallowed_origin = http://i,http://j\nmax_age = 0\nexpose_headers =\nallow_headers = X-J\n",
      kProject);
  CHECK(get(*filter, "http://a") == "http://a|true|X-A");
  CHECK(get(*filter, "http://h") == "http://h|-|X-A");
  CHECK(preflight(*filter, "http://h", "HEAD", "X-Auth-Token") == "HEAD|7|X-Auth-Token");
  CHECK(preflight(*filter, "http://h", "GET") == "-|-|-");
  CHECK(get(*filter, "http://j") == "http://j|true|-");
  CHECK(preflight(*filter, "http://j", "GET", "x-j") == "GET|-|x-j");
  CHECK(preflight(*filter, "http://j", "GET", "X-Auth-Token") == "-|-|-");
  CHECK(site.notes.empty());
}

TEST_CASE("an origin that is there already is skipped with a note") {
  Site site;
  const auto filter = site.made(
      "[cors]\nallowed_origin = http://a\n[cors.b]\nallowed_origin = http://a,http://b\nexpose_headers = X-B\n",
      kProject);
  CHECK(get(*filter, "http://a") == "http://a|true|" + kExposed);
  CHECK(get(*filter, "http://b") == "http://b|true|X-B");
  REQUIRE(site.notes.size() == 1);
  CHECK(site.notes[0] == "/paste.ini, [filter:cors]: the origin \"http://a\" of [cors.b] is there already, skipped");
}

TEST_CASE("the paste section's options stand over [cors]") {
  Site site;
  const auto filter =
      site.made("[cors]\nallowed_origin = http://conf\nmax_age = 7\n[cors.x]\nallowed_origin = http://x\n",
                {{"allowed_origin", "http://a,http://b"},
                 {"allow_credentials", "no"},
                 {"expose_headers", "X-1, X-2"},
                 {"max_age", "5"},
                 {"allow_methods", "GET"},
                 {"allow_headers", "X-3"}});
  CHECK(get(*filter, "http://conf") == "-|-|-");
  CHECK(get(*filter, "http://b") == "http://b|-|X-1,X-2");
  CHECK(preflight(*filter, "http://a", "GET", "X-3") == "GET|5|X-3");
  // Named sections inherit what then holds for [cors].
  CHECK(get(*filter, "http://x") == "http://x|-|X-1,X-2");
  CHECK(preflight(*filter, "http://x", "GET", "X-3") == "GET|5|X-3");
}

TEST_CASE("a paste file's [DEFAULT] reaches the filter, below its section") {
  Site site;
  const auto filter =
      site.made("", {{"allowed_origin", "http://a"}}, {{"max_age", "9"}, {"allowed_origin", "http://b"}});
  CHECK(preflight(*filter, "http://a", "GET") == "GET|9|-");
  CHECK(get(*filter, "http://b") == "-|-|-");
}

TEST_CASE("latent options are added to what is configured") {
  Site site;
  auto local = kProject;
  local["latent_allow_headers"] = "X-L1, X-L2";
  local["latent_allow_methods"] = "HEAD";
  local["latent_expose_headers"] = "X-E";
  const auto filter =
      site.made("[cors]\nallowed_origin = http://a\n[cors.none]\nallowed_origin = http://n\nexpose_headers =\n", local);
  CHECK(get(*filter, "http://a") == "http://a|true|" + kExposed + ",X-E");
  CHECK(preflight(*filter, "http://a", "HEAD", "X-L2,X-Roles") == "HEAD|3600|X-L2,X-Roles");
  CHECK(get(*filter, "http://n") == "http://n|true|-");
  CHECK(preflight(*filter, "http://n", "HEAD", "x-l1") == "HEAD|3600|x-l1");
}

TEST_CASE("oslo_config_file names another configuration, only beside oslo_config_project") {
  Site site;
  const auto other = site.scratch.write("other.conf", "[cors]\nallowed_origin = http://other\n");
  const std::string own = "[cors]\nallowed_origin = http://own\n";
  const auto read = site.made(own, {{"oslo_config_project", "ceilometer"}, {"oslo_config_file", other}});
  CHECK(get(*read, "http://other") == "http://other|true|" + kExposed);
  CHECK(get(*read, "http://own") == "-|-|-");
  const auto unread = site.made(own, {{"allowed_origin", "http://a"}, {"oslo_config_file", other}});
  CHECK(get(*unread, "http://other") == "-|-|-");
  const auto beside = site.made(own, {{"oslo_config_project", "ceilometer"}, {"oslo_config_file", "other.conf"}});
  CHECK(get(*beside, "http://other") == "http://other|true|" + kExposed);
}

TEST_CASE("what cannot work is refused with file, section and key") {
  Site site;
  const std::string at = "/paste.ini, [filter:cors]";
  CHECK(site.error("", {}) == at + ": the cors filter needs \"oslo_config_project\" (or \"allowed_origin\")");
  CHECK(site.error("", {{"max_age", "1"}}).starts_with(at + ": the cors filter needs"));
  CHECK(site.error("", {{"allowed_origin", "http://a"}, {"max_age", "soon"}}) ==
        at + " max_age: \"soon\" is not a whole number");
  CHECK(site.error("", {{"allowed_origin", "http://a"}, {"allow_credentials", "maybe"}}) ==
        at + " allow_credentials: \"maybe\" is not true or false");
  CHECK(site.error("", {{"oslo_config_project", "x"}, {"oslo_config_file", "/nonexistent/x.conf"}}) ==
        at + " oslo_config_file: there is no file \"/nonexistent/x.conf\"");
  const auto broken = site.scratch.write("broken.conf", "[cors\n");
  CHECK(site.error("", {{"oslo_config_project", "x"}, {"oslo_config_file", broken}})
            .starts_with(at + " oslo_config_file: " + broken));
  CHECK(site.error("[cors.x]\nallowed_origin = http://a\nmax_age = soon\n", kProject).find("max_age") !=
        std::string::npos);
  CHECK(site.error("[cors.x]\nallowed_origin = http://a\nallow_credentials = maybe\n", kProject)
            .find("allow_credentials") != std::string::npos);
}

TEST_CASE("a value that would split a header is refused") {
  Site site;
  CHECK(site.error("", {{"allowed_origin", "http://a\nhttp://b"}}).find("holds a control character") !=
        std::string::npos);
  CHECK(site.error("", {{"allowed_origin", "http://a"}, {"expose_headers", "X-A\nX-B"}})
            .find("holds a control character") != std::string::npos);
  // A comma at the end of the line makes it the list it was meant to be.
  const auto filter = site.made("", {{"allowed_origin", "http://a,\nhttp://b"}});
  CHECK(get(*filter, "http://b").starts_with("http://b|"));
}
