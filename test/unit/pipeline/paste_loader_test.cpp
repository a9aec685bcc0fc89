#include "pipeline/paste_loader.hpp"

#include <catch2/catch.hpp>

#include "unit/pipeline/factories.hpp"
#include "unit/pipeline/scratch.hpp"

using namespace ceilometer;
using Names = std::vector<std::string>;

namespace {

const std::string kParts = R"(
[app:api-server]
paste.app_factory = ceilometer.api.app:app_factory
[filter:request_id]
paste.filter_factory = oslo_middleware:RequestId.factory
[filter:cors]
paste.filter_factory = oslo_middleware.cors:filter_factory
[filter:osprofiler]
paste.filter_factory = osprofiler.web:WsgiMiddleware.factory
[filter:authtoken]
paste.filter_factory = keystonemiddleware.auth_token:filter_factory
)";

std::string answer(const pipeline::Handler& handler, std::string path = "/p") {
  http::Request request;
  request.method = "GET";
  request.scheme = "http";
  request.host = "h";
  request.path_info = std::move(path);
  const auto response = handler.handle(request);
  return response.status == 200 ? response.body : std::to_string(response.status);
}

/// Loads texts as files of one directory; the first is the paste file. "$" stands for the directory in messages.
struct Site {
  test::Scratch scratch = {};
  std::string main;

  explicit Site(std::string_view text) : main(scratch.write("api_paste.ini", text)) {}

  Result<pipeline::Loaded> load(const Names& ignored = {}) const {
    return pipeline::load(main, test::registry(), ignored);
  }
  std::string shown(std::string text) const {
    for (auto at = text.find(scratch.path()); at != std::string::npos; at = text.find(scratch.path(), at)) {
      text.replace(at, scratch.path().size(), "$");
    }
    return text;
  }
  std::string ask(std::string path = "/p", const Names& ignored = {}) const {
    const auto loaded = load(ignored);
    return loaded ? answer(*loaded->handler, std::move(path)) : "error: " + shown(loaded.error().message);
  }
  std::string error(const Names& ignored = {}) const {
    const auto loaded = load(ignored);
    return loaded ? "loaded" : shown(loaded.error().message);
  }
};

}  // namespace

TEST_CASE("the first filter of a pipeline is the outermost") {
  const Site site("[pipeline:main]\npipeline = cors request_id\n  api-server\n" + kParts);
  CHECK(site.ask() == "cors(id(api@|/p))");
  CHECK(site.load()->filters == Names{"cors", "request_id"});
  CHECK(site.load()->notes.empty());
}

TEST_CASE("main may be an application of any kind") {
  CHECK(Site("[app:main]\nuse = api-server\n" + kParts).ask() == "api@|/p");
  CHECK(Site("[application:main]\npaste.app_factory = ceilometer.api.app:app_factory\n").ask() == "api@|/p");
  CHECK(Site("[app: main]\npaste.app_factory = ceilometer.api.app:app_factory\n").ask() == "api@|/p");
  CHECK(Site("[app:main]\nuse = call:ceilometer.api.app:app_factory\nx = 1\n").ask() == "api x=1@|/p");
  CHECK(Site("[filter-app:main]\nuse = cors\nnext = api-server\nx = 1\n" + kParts).ask() == "cors x=1(api@|/p)");
  CHECK(
      Site("[filter-app:main]\npaste.filter_factory = oslo_middleware:RequestId.factory\nnext = api-server\n" + kParts)
          .ask() == "id(api@|/p)");
  CHECK(
      Site("[pipeline:main]\npipeline = egg:oslo.middleware#cors p\n[pipeline:p]\npipeline = request_id api-server\n" +
           kParts)
          .ask() == "cors(id(api@|/p))");
}

TEST_CASE("options reach factories as PasteDeploy passes them") {
  struct Case {
    std::string_view text;
    std::string_view answer;
  };
  const auto c = GENERATE(values<Case>({
      // A default is a global; its key is no local option, even where the section gives it another value.
      {"[DEFAULT]\ng = 1\n[app:main]\nuse = base\nx = 2\ng = 3\n", "api x=2; g=1@|/p"},
      {"[app:main]\nuse = base\nx = %(y)s\ny = 2\n", "api x=2 y=2@|/p"},
      // The using section's options stand over the used one's.
      {"[app:main]\nuse = b\nx = main\n[app:b]\nuse = base\nx = b\ny = b\n", "api x=main y=b@|/p"},
      {"[app:main]\nuse = base\nset g = 1\n", "api; g=1@|/p"},
      {"[DEFAULT]\ng = 1\n[app:main]\nuse = base\nset g = 2\n", "api; g=2@|/p"},
      {"[DEFAULT]\ng = 1\n[app:main]\nuse = base\nget x = g\n", "api x=1; g=1@|/p"},
      {"[app:main]\nuse = base\nset g = 5\nget x = g\n", "api x=5; g=5@|/p"},
      // An outer section's `set` stands over an inner one's.
      {"[app:main]\nuse = b\nset g = main\n[app:b]\nuse = base\nset g = b\n", "api; g=main@|/p"},
      // A pipeline's `set` reaches its filters and application.
      {"[pipeline:main]\npipeline = f base\nset g = 1\n", "cors; g=1(api; g=1@|/p)"},
      {"[app:main]\nuse = base\nfilter-with = f\nx = 1\n", "cors(api x=1@|/p)"},
      {"[pipeline:main]\npipeline = f base\nfilter-with = i\n", "id(cors(api@|/p))"},
      {"[pipeline:main]\npipeline = w base\n[filter:w]\nuse = f\nx = 1\nfilter-with = i\n", "id(cors x=1(api@|/p))"},
      {"[app:main]\nuse = base\nrequire = Paste oslo.middleware\n", "api@|/p"},
  }));
  CAPTURE(c.text);
  const Site site(std::string(c.text) +
                  "[app:base]\npaste.app_factory = ceilometer.api.app:app_factory\n"
                  "[filter:f]\npaste.filter_factory = oslo_middleware.cors:filter_factory\n"
                  "[filter:i]\npaste.filter_factory = oslo_middleware:RequestId.factory\n");
  CHECK(site.ask() == c.answer);
}

TEST_CASE("another file is used relative to the first") {
  const Site site("[DEFAULT]\nshared = 1\n[app:main]\nuse = config:conf.d/other%%20one.ini#api\nx = 2\n");
  site.scratch.write("conf.d/other one.ini",
                     "[DEFAULT]\nown = %(here)s\n[app:api]\npaste.app_factory = ceilometer.api.app:app_factory\n"
                     "y = %(shared)s\nshared = 7\n");
  CHECK(site.shown(site.ask()) == "api x=2 y=7; own=$/conf.d; shared=1@|/p");
  const Site named("[app:main]\nuse = config:second.ini\n");
  named.scratch.write("second.ini", "[pipeline:main]\npipeline = cors api-server\n" + kParts);
  CHECK(named.ask() == "cors(api@|/p)");
}

TEST_CASE("a filter's options carry the file and section that describe it") {
  const Site site("[pipeline:main]\npipeline = c api-server\n[filter:c]\nuse = cors\nfail = told to\n" + kParts);
  CHECK(site.error() == "$/api_paste.ini, [filter:c] fail: told to");
  const Site noting("[pipeline:main]\npipeline = c api-server\n[filter:c]\nuse = cors\nnote = heard\n" + kParts);
  REQUIRE(noting.load().ok());
  CHECK(noting.shown(noting.load()->notes.at(0)) == "$/api_paste.ini, [filter:c] note: heard");
}

TEST_CASE("a urlmap mounts applications by path") {
  const std::string text =
      "[composite:main]\nuse = egg:Paste#urlmap\n/ = root\n/v2 = main-pipe\n/raw = api-server\n"
      "[app:root]\npaste.app_factory = site.other:app\n[pipeline:main-pipe]\npipeline = cors api-server\n" +
      kParts;
  const Site site(text);
  CHECK(site.ask("/") == "other@|/");
  CHECK(site.ask("/v2/meters") == "cors(api@/v2|/meters)");
  CHECK(site.ask("/raw") == "api@/raw|");
  CHECK(site.load()->filters.empty());
  const Site wrapped("[composite:main]\nuse = egg:Paste#urlmap\nfilter-with = request_id\n/v2 = api-server\n" + kParts);
  CHECK(wrapped.ask("/v2/x") == "id(api@/v2|/x)");
  CHECK(wrapped.ask("/v3") == "404");
  CHECK(wrapped.load()->filters == Names{"request_id"});
  const Site call("[composite:main]\nuse = call:paste.urlmap:urlmap_factory\n/v2 = api-server\n" + kParts);
  CHECK(call.ask("/v2/x") == "api@/v2|/x");
  const Site explicit_key("[composit:main]\npaste.composit_factory = paste.urlmap:urlmap_factory\n/v2 = api-server\n" +
                          kParts);
  CHECK(explicit_key.ask("/v2/x") == "api@/v2|/x");
  const Site not_found(
      "[composite:main]\nuse = egg:Paste#urlmap\n/v2 = api-server\nnot_found_app = o\n"
      "[app:o]\npaste.app_factory = site.other:app\n" +
      kParts);
  CHECK(not_found.ask("/v3") == "other@|/v3");
}

TEST_CASE("a file that PasteDeploy would refuse is refused, with file, section and key") {
  struct Case {
    std::string_view text;
    std::string_view message;
  };
  const auto c = GENERATE(values<Case>({
      {"",
       "$/api_paste.ini: there is no section for the application, composite, pipeline or filter-app \"main\" in "
       "$/api_paste.ini"},
      {"[app:main]\nuse = api-server\n[pipeline:main]\npipeline = api-server\n",
       "$/api_paste.ini: the name \"main\" is ambiguous: $/api_paste.ini has [app:main] and [pipeline:main]"},
      {"[app:main]\nuse = api-server\n[app: main]\nuse = api-server\n",
       "$/api_paste.ini: the name \"main\" is ambiguous: $/api_paste.ini has [app:main] and [app: main]"},
      {"[app:main]\nuse = nosuch\n",
       "$/api_paste.ini, [app:main] use: there is no section for the application, composite, pipeline or filter-app "
       "\"nosuch\" in $/api_paste.ini"},
      {"[pipeline:main]\npipeline = Cors api-server\n",
       "$/api_paste.ini, [pipeline:main] pipeline: there is no section for the filter \"Cors\" in $/api_paste.ini"},
      {"[pipeline:main]\npipeline = cors request_id\n",
       "$/api_paste.ini, [pipeline:main] pipeline: there is no section for the application, composite, pipeline or "
       "filter-app \"request_id\" in $/api_paste.ini"},
      {"[pipeline:main]\nx = 1\n", "$/api_paste.ini, [pipeline:main] pipeline: the option is not set"},
      {"[pipeline:main]\npipeline =\n", "$/api_paste.ini, [pipeline:main] pipeline: it names no application"},
      {"[pipeline:main]\npipeline = api-server\nx = 1\n",
       "$/api_paste.ini, [pipeline:main] x: a pipeline section takes no option but \"pipeline\""},
      {"[app:main]\nx = 1\n", "$/api_paste.ini, [app:main]: the section has neither \"use\" nor \"paste.app_factory\""},
      {"[app:main]\npaste.app_factory = a:b\npaste.composite_factory = c:d\n",
       "$/api_paste.ini, [app:main] paste.composite_factory: the section names two factories: keep one"},
      {"[app:main]\npaste.app_factory = a:b\n",
       "$/api_paste.ini, [app:main] paste.app_factory: no application is known for \"main\" (a:b)"},
      {"[composite:main]\nuse = egg:Paste#cascade\n",
       "$/api_paste.ini, [composite:main] use: no application is known for \"main\" (egg:Paste#cascade)"},
      {"[app:main]\nuse = egg:oslo.middleware#healthcheck\n",
       "$/api_paste.ini, [app:main] use: this version does not provide the application \"main\" "
       "(egg:oslo.middleware#healthcheck)"},
      {"[filter-app:main]\nuse = cors\n",
       "$/api_paste.ini, [filter-app:main] next: the option is not set, and a filter-app needs it"},
      {"[app:main]\nuse = api-server\nget x = y\n",
       "$/api_paste.ini, [app:main] get x: there is no global option \"y\""},
      {"[app:main]\nuse = http://x\n",
       "$/api_paste.ini, [app:main] use: \"http://x\" is no section's name (those hold no \":\"), nor does it begin "
       "with \"config:\", \"egg:\" or \"call:\""},
      {"[app:main]\nuse = call:module\n",
       "$/api_paste.ini, [app:main] use: \"call:module\" does not have the form \"call:module:function\""},
      {"[app:main]\nuse = config:none.ini\n", "$/api_paste.ini, [app:main] use: $/none.ini: there is no such file"},
      {"[app:main]\nuse = %(none)s\n",
       "$/api_paste.ini, [app:main] use: there is no option \"none\" in this section or [DEFAULT] for %(name)s"},
      {"[composite:main]\nuse = egg:Paste#urlmap\nv2 = api-server\n",
       "$/api_paste.ini, [composite:main] v2: \"v2\" must begin with \"/\" or \"http://\""},
      {"[composite:main]\nuse = egg:Paste#urlmap\n/v2 = api-server\n/v2/ = api-server\n",
       "$/api_paste.ini, [composite:main] /v2/: this path is mapped twice"},
      {"[composite:main]\nuse = egg:Paste#urlmap\n/v2 = none\n",
       "$/api_paste.ini, [composite:main] /v2: there is no section for the application, composite, pipeline or "
       "filter-app \"none\" in $/api_paste.ini"},
  }));
  CAPTURE(c.text);
  CHECK(Site(std::string(c.text) + kParts).error() == c.message);
}

TEST_CASE("a missing paste file and broken INI are named") {
  const test::Scratch scratch;
  const auto missing = pipeline::load(scratch.path("none.ini"), test::registry(), {});
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().message == scratch.path("none.ini") + ": there is no such file");
  CHECK(Site("[pipeline:main]\npipeline\n").error() ==
        "$/api_paste.ini, line 2: a line must be a [section], \"key = value\", or an indented continuation");
}

TEST_CASE("circles are refused") {
  CHECK(Site("[app:main]\nuse = main\n").error() ==
        "$/api_paste.ini, [app:main] use: this leads back to $/api_paste.ini, [app:main], which is being loaded");
  CHECK(Site("[app:main]\nuse = b\n[app:b]\nuse = main\n").error() ==
        "$/api_paste.ini, [app:b] use: this leads back to $/api_paste.ini, [app:main], which is being loaded");
  CHECK(Site("[pipeline:main]\npipeline = cors main\n" + kParts).error() ==
        "$/api_paste.ini, [pipeline:main] pipeline: this leads back to $/api_paste.ini, [pipeline:main], which is "
        "being loaded");
  CHECK(Site("[app:main]\nuse = api-server\nfilter-with = f\n[filter:f]\nuse = cors\nfilter-with = f\n" + kParts)
            .error()
            .find("[filter:f] filter-with: this leads back to") != std::string::npos);
  CHECK(Site("[app:main]\nuse = config:./api_paste.ini\n").error().find("leads back to") != std::string::npos);
  CHECK(Site("[composite:main]\nuse = egg:Paste#urlmap\n/ = main\n").error() ==
        "$/api_paste.ini, [composite:main]: this composite leads back to itself");
  const Site two("[app:main]\nuse = config:b.ini\n");
  two.scratch.write("b.ini", "[app:main]\nuse = config:api_paste.ini\n");
  CHECK(two.error().find("[app:main] use: this leads back to $/api_paste.ini, [app:main]") != std::string::npos);
}

TEST_CASE("depth and size are bounded") {
  std::string deep = "[app:main]\nuse = a0\n";
  for (int i = 0; i < 100; ++i) {
    deep += "[app:a" + std::to_string(i) + "]\nuse = a" + std::to_string(i + 1) + "\n";
  }
  CHECK(Site(deep).error().find("sections name each other more than 32 deep") != std::string::npos);
  std::string wide = kParts + "[composite:main]\nuse = c0\n";
  for (int i = 0; i < 10; ++i) {
    const auto next = i < 9 ? "c" + std::to_string(i + 1) : std::string("api-server");
    wide += "[composite:c" + std::to_string(i) + "]\nuse = egg:Paste#urlmap\n/a = " + next + "\n/b = " + next + "\n";
  }
  CHECK(Site(wide).error().find("names more than 256 applications and filters") != std::string::npos);
}

TEST_CASE("authentication that this version lacks stops the start and is never left out") {
  const Site site("[pipeline:main]\npipeline = cors authtoken api-server\n" + kParts);
  CHECK(site.error() ==
        "$/api_paste.ini, [filter:authtoken] paste.filter_factory: the pipeline names \"authtoken\" "
        "(keystonemiddleware.auth_token:filter_factory), which this version cannot provide, and as it may decide who a "
        "caller is, it will not be skipped");
  const std::string refused =
      "$/api_paste.ini, [pipeline:main] pipeline: CeilometerPasteIgnore cannot leave out \"authtoken\" "
      "(keystonemiddleware.auth_token:filter_factory), which may decide who a caller is: take it out of the file "
      "instead";
  CHECK(site.error({"authtoken"}) == refused);
  CHECK(site.error({"cors", "authtoken"}) == refused);
}

TEST_CASE("authentication hidden behind another name is not left out either") {
  const auto filters = GENERATE(values<std::string>({
      "[filter:x]\nuse = authtoken\n",
      "[filter:x]\nuse = cors\nfilter-with = authtoken\n",
      "[filter:x]\nuse = y\n[filter:y]\nuse = cors\nfilter-with = authtoken\n",
      "[filter:x]\npaste.filter_factory = site:login\n",
      "[filter:x]\npaste.filter_factory = corp.basicAuth:factory\n",
      "[filter:x]\nuse = egg:corp#token_check\n",
      "[filter:x]\nuse = call:corp.keystone:make\n",
  }));
  CAPTURE(filters);
  const Site site("[pipeline:main]\npipeline = x api-server\n" + filters + kParts);
  CHECK(site.error({"x"}).find("CeilometerPasteIgnore cannot leave out") != std::string::npos);
}

TEST_CASE("a filter that this version lacks, or nobody knows, is refused with the way out") {
  const Site known("[pipeline:main]\npipeline = osprofiler api-server\n" + kParts);
  CHECK(known.error() ==
        "$/api_paste.ini, [filter:osprofiler] paste.filter_factory: this version does not provide the filter "
        "\"osprofiler\" (osprofiler.web:WsgiMiddleware.factory); \"CeilometerPasteIgnore osprofiler\" leaves it "
        "out");
  const Site unknown("[pipeline:main]\npipeline = x api-server\n[filter:x]\nuse = egg:corp#stats\n" + kParts);
  CHECK(unknown.error() ==
        "$/api_paste.ini, [filter:x] use: no filter is known for \"x\" (egg:corp#stats); \"CeilometerPasteIgnore x\" "
        "leaves it out");
  const Site odd("[pipeline:main]\npipeline = x api-server\n[filter:x]\nuse = egg:corp#auth\n" + kParts);
  CHECK(odd.error() ==
        "$/api_paste.ini, [filter:x] use: the pipeline names \"x\" (egg:corp#auth), which is not known here, and as it "
        "may decide who a caller is, it will not be skipped");
}

TEST_CASE("CeilometerPasteIgnore drops a filter and leaves a note") {
  const Site site("[pipeline:main]\npipeline = osprofiler cors api-server\n" + kParts);
  CHECK(site.ask("/p", {"osprofiler"}) == "cors(api@|/p)");
  const auto loaded = site.load({"osprofiler"});
  REQUIRE(loaded.ok());
  CHECK(loaded->filters == Names{"cors"});
  REQUIRE(loaded->notes.size() == 1);
  CHECK(site.shown(loaded->notes[0]) ==
        "$/api_paste.ini, [pipeline:main] pipeline: the filter \"osprofiler\" of [filter:osprofiler] is left "
        "out, as CeilometerPasteIgnore says");
  CHECK(site.ask("/p", {"osprofiler", "cors"}) == "api@|/p");
  const Site audit(
      "[pipeline:main]\npipeline = audit cors api-server\n[filter:audit]\n"
      "paste.filter_factory = keystonemiddleware.audit:filter_factory\n" +
      kParts);
  CHECK(audit.ask("/p", {"audit"}) == "cors(api@|/p)");
  const Site with("[app:main]\nuse = api-server\nfilter-with = osprofiler\n" + kParts);
  CHECK(with.ask("/p", {"osprofiler"}) == "api@|/p");
  const Site mapped(
      "[composite:main]\nuse = egg:Paste#urlmap\n/v2 = p\n[pipeline:p]\npipeline = osprofiler api-server\n" + kParts);
  CHECK(mapped.ask("/v2", {"osprofiler"}) == "api@/v2|");
}

TEST_CASE("CeilometerPasteIgnore must name a filter of a pipeline") {
  const Site site("[pipeline:main]\npipeline = cors api-server\n" + kParts);
  const auto name =
      GENERATE(values<std::string>({"osprofiler", "Cors", "api-server", "authtoken", "", "cors api-server"}));
  CAPTURE(name);
  CHECK(site.error({"cors", name}) ==
        "$/api_paste.ini: CeilometerPasteIgnore names \"" + name + "\", which is no filter of a pipeline here");
}
