#include "filters/healthcheck.hpp"

#include <filesystem>

#include "unit/filters/setting.hpp"

using namespace ceilometer;
using filters::Healthcheck;
using filters::HealthcheckApp;
using filters::HealthProbes;
using Fields = std::vector<std::pair<std::string, std::string>>;

namespace {

/// A probe whose state is a test's to say.
class Switch final : public filters::HealthProbe {
 public:
  explicit Switch(bool good) : good_(good) {}
  std::string name() const override { return "database"; }
  Result<std::string> check(Deadline /*deadline*/) override {
    if (good_) return std::string("it answers");
    return Error{"it is <away>"};
  }

 private:
  bool good_;
};

HealthProbes probes(bool good = true) { return {{"database", std::make_shared<Switch>(good)}}; }

struct Ask {
  std::string method = "GET";
  std::string path = "/healthcheck";
  Fields headers = {};
  std::string client = "192.0.2.1";
  int port = 8777;
};

http::Response ask(const pipeline::Filter& filter, const Ask& how = {}) {
  http::Request request;
  request.method = how.method;
  request.path_info = how.path;
  request.remote_addr = how.client;
  request.server_port = how.port;
  for (const auto& [name, value] : how.headers) request.headers.add(name, value);
  return filter.handle(request, test::Inner([](http::Request&) { return test::ok(); }));
}

std::string shown(const http::Response& response) { return std::to_string(response.status) + " " + response.body; }

Ask accepting(const std::string& accept) { return {.headers = {{"Accept", accept}}}; }

const std::string kInner = "200 inner";

}  // namespace

TEST_CASE("the healthcheck filter answers one path and lets the others pass") {
  test::Setting setting;
  const pipeline::Options local{{"backends", "database"}};
  const auto filter = setting.made<Healthcheck>("", local, probes());
  CHECK(shown(ask(*filter)) == "200 OK");
  for (const auto* path : {"/", "/healthcheck/", "/healthcheckx", "/v2/healthcheck", "/Healthcheck"}) {
    CHECK(shown(ask(*filter, {.path = path})) == kInner);
  }
  const auto elsewhere = setting.made<Healthcheck>("[healthcheck]\npath = /status\n", local, probes());
  CHECK(shown(ask(*elsewhere)) == kInner);
  CHECK(shown(ask(*elsewhere, {.path = "/status"})) == "200 OK");
  const auto local_path = setting.made<Healthcheck>("[healthcheck]\npath = /status\n", {{"path", "/up"}}, probes());
  CHECK(shown(ask(*local_path, {.path = "/up"})) == "200 ");
}

TEST_CASE("the path is the whole of it, with what the server is mounted at") {
  test::Setting setting;
  const auto filter = setting.made<Healthcheck>("", {{"path", "/telemetry/healthcheck"}}, probes());
  http::Request request;
  request.method = "GET";
  request.script_name = "/telemetry";
  request.path_info = "/healthcheck";
  CHECK(shown(filter->handle(request, test::Inner([](http::Request&) { return test::ok(); }))) == "200 ");
}

TEST_CASE("without backends the answer is empty, as the original's") {
  test::Setting setting;
  const auto filter = setting.made<Healthcheck>("", {}, probes());
  CHECK(shown(ask(*filter)) == "200 ");
  CHECK(shown(ask(*filter, accepting("application/json"))) ==
        "200 {\n    \"detailed\": false,\n    \"reasons\": []\n}");
  CHECK(shown(ask(*filter, {.method = "HEAD"})) == "204 ");
}

TEST_CASE("HEAD is 204 or 503 without a body; every other method is as GET") {
  test::Setting setting;
  const pipeline::Options local{{"backends", "database"}};
  const auto good = setting.made<Healthcheck>("", local, probes(true));
  const auto bad = setting.made<Healthcheck>("", local, probes(false));
  CHECK(shown(ask(*good, {.method = "HEAD"})) == "204 ");
  CHECK(shown(ask(*bad, {.method = "HEAD"})) == "503 ");
  CHECK(ask(*bad, {.method = "HEAD"}).headers.get("Content-Type") == "text/plain; charset=UTF-8");
  CHECK(shown(ask(*good, {.method = "POST"})) == "200 OK");
  CHECK(shown(ask(*bad, {.method = "OPTIONS"})) == "503 DATABASE NOT AVAILABLE");
}

TEST_CASE("Accept words the answer, and text is for what likes nothing") {
  test::Setting setting;
  const auto filter = setting.made<Healthcheck>("", {{"backends", "database"}}, probes());
  for (const auto* accept : {"", "text/plain", "*/*", "text/*", "image/png", "application/xml", "garbage;;,"}) {
    CAPTURE(accept);
    const auto text = ask(*filter, accepting(accept));
    CHECK(shown(text) == "200 OK");
    CHECK(text.headers.get("Content-Type") == "text/plain; charset=UTF-8");
  }
  const auto json = ask(*filter, accepting("application/json"));
  CHECK(json.headers.get("Content-Type") == "application/json");
  CHECK(shown(json) == "200 {\n    \"detailed\": false,\n    \"reasons\": [\n        \"OK\"\n    ]\n}");
  const auto html = ask(*filter, accepting("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"));
  CHECK(html.headers.get("Content-Type") == "text/html; charset=UTF-8");
  CHECK(html.body.find("Result of 1 checks:") != std::string::npos);
  CHECK(html.body.find("<TD>OK</TD>") != std::string::npos);
  CHECK(html.body.find("it answers") == std::string::npos);
}

TEST_CASE("detailed answers say what each backend saw") {
  test::Setting setting;
  const pipeline::Options local{
      {"backends", "database,disable_by_file"}, {"disable_by_file_path", "/nonexistent/off"}, {"detailed", "yes"}};
  const auto filter = setting.made<Healthcheck>("", local, probes(false));
  CHECK(shown(ask(*filter)) == "503 DATABASE NOT AVAILABLE\nOK");
  auto json = ask(*filter, accepting("application/json")).body;
  const auto now = json.find("\"now\": \"2");
  REQUIRE(now != std::string::npos);
  json.replace(now, json.find(",\n", now) - now, "NOW");
  CHECK(json ==
        "{\n    \"detailed\": true,\n    NOW,\n    \"reasons\": [\n        {\n"
        "            \"class\": \"HealthcheckResult\",\n            \"details\": \"database: it is <away>\",\n"
        "            \"reason\": \"DATABASE NOT AVAILABLE\"\n        },\n        {\n"
        "            \"class\": \"HealthcheckResult\",\n"
        "            \"details\": \"Path '/nonexistent/off' was not found\",\n            \"reason\": \"OK\"\n"
        "        }\n    ]\n}");
  const auto html = ask(*filter, accepting("text/html")).body;
  CHECK(html.find("Result of 2 checks:") != std::string::npos);
  CHECK(html.find("<TD>database: it is &lt;away&gt;</TD>") != std::string::npos);
  CHECK(html.find("<TD>Path &#39;/nonexistent/off&#39; was not found</TD>") != std::string::npos);
}

TEST_CASE("a file that appears puts the service out of order, and back when it goes") {
  test::Setting setting;
  const auto file = setting.scratch.path("off");
  const auto filter = setting.made<Healthcheck>("[healthcheck]\nbackends = disable_by_file\n",
                                                {{"disable_by_file_path", file}}, probes());
  CHECK(shown(ask(*filter)) == "200 OK");
  (void)setting.scratch.write("off", "");
  CHECK(shown(ask(*filter)) == "503 DISABLED BY FILE");
  CHECK(shown(ask(*filter, accepting("application/json"))).find("\"DISABLED BY FILE\"") != std::string::npos);
  std::filesystem::remove(file);
  CHECK(shown(ask(*filter)) == "200 OK");
  CHECK(setting.notes.empty());
}

TEST_CASE("files by port concern the port that was asked") {
  test::Setting setting;
  const auto file = setting.scratch.write("off", "");
  const auto filter = setting.made<Healthcheck>(
      "", {{"backends", "disable_by_files_ports"}, {"disable_by_file_paths", "8777:" + file + ", 9999:/nonexistent"}},
      probes());
  CHECK(shown(ask(*filter)) == "503 DISABLED BY FILE");
  CHECK(shown(ask(*filter, {.port = 9999})) == "200 OK");
  CHECK(shown(ask(*filter, {.port = 80})) == "200 OK");
}

TEST_CASE("a file that is missing puts the service out of order, if it is to be there") {
  test::Setting setting;
  const auto one = setting.scratch.write("one", "");
  const auto two = setting.scratch.path("two");
  const auto filter = setting.made<Healthcheck>(
      "", {{"backends", "enable_by_files"}, {"enable_by_file_paths", one + "," + two}, {"detailed", "1"}}, probes());
  CHECK(shown(ask(*filter)) == "503 FILE PATH MISSING");
  CHECK(ask(*filter, accepting("application/json")).body.find("File path " + two + " is missing") != std::string::npos);
  (void)setting.scratch.write("two", "");
  CHECK(shown(ask(*filter)) == "200 OK");
  CHECK(ask(*filter, accepting("application/json")).body.find("Specified file paths are available") !=
        std::string::npos);
}

TEST_CASE("a file backend without a file is always well, which is said at start") {
  test::Setting setting;
  for (const auto& [backend, key] : {std::pair("disable_by_file", "disable_by_file_path"),
                                     std::pair("disable_by_files_ports", "disable_by_file_paths"),
                                     std::pair("enable_by_files", "enable_by_file_paths")}) {
    setting.notes.clear();
    CHECK(shown(ask(*setting.made<Healthcheck>("", {{"backends", backend}}, probes()))) == "200 OK");
    REQUIRE(setting.notes.size() == 1);
    CHECK(setting.notes[0] == std::string("/paste.ini, [filter:x] backends: the backend ") + backend +
                                  " checks nothing, for " + key + " is not set");
  }
}

TEST_CASE("clients outside allowed_source_ranges find no health check") {
  test::Setting setting;
  const auto filter =
      setting.made<Healthcheck>("", {{"allowed_source_ranges", "10.0.0.0/8, 2001:db8::/32, 192.0.2.7"}}, probes());
  for (const auto* client : {"10.1.2.3", "2001:db8::5", "192.0.2.7", "::ffff:10.0.0.1"}) {
    CAPTURE(client);
    CHECK(shown(ask(*filter, {.client = client})) == "200 ");
  }
  for (const auto* client : {"11.0.0.1", "2001:db9::5", "192.0.2.8", "", "unknown", "10.0.0.1, 11.0.0.1"}) {
    CAPTURE(client);
    CHECK(shown(ask(*filter, {.client = client})) == kInner);
  }
}

TEST_CASE("requests that came through a proxy are ignored where ignore_proxied_requests says so") {
  test::Setting setting;
  const auto ignoring = setting.made<Healthcheck>("[healthcheck]\nignore_proxied_requests = true\n", {}, probes());
  const auto not_ignoring = setting.made<Healthcheck>("", {}, probes());
  for (const auto* header :
       {"Forwarded", "X-Forwarded", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-For", "X-Forwarded-Prefix"}) {
    CAPTURE(header);
    CHECK(shown(ask(*ignoring, {.headers = {{header, "x"}}})) == kInner);
    CHECK(shown(ask(*not_ignoring, {.headers = {{header, "x"}}})) == "200 ");
  }
  CHECK(shown(ask(*ignoring, {.headers = {{"X-Forwarded-For", ""}}})) == "200 ");
}

TEST_CASE("a healthcheck that cannot work stops the start with file, section and key") {
  test::Setting setting;
  const auto error = [&](pipeline::Options local) {
    return setting.error<Healthcheck>("", std::move(local), probes());
  };
  const std::string at = "/paste.ini, [filter:x] ";
  for (const auto* disable : {"disable_by_file", "disable_by_files_ports"}) {
    CHECK(error({{"backends", std::string(disable) + ",enable_by_files"}}) ==
          at + "backends: enable_by_files and backends that disable by file exclude each other");
  }
  CHECK(error({{"backends", "keystone"}}) ==
        at + "backends: \"keystone\" is no backend that can be had here (disable_by_file, disable_by_files_ports, "
             "enable_by_files, database)");
  CHECK(error({{"path", "healthcheck"}}) == at + "path: \"healthcheck\" does not begin with \"/\"");
  CHECK(error({{"detailed", "very"}}) == at + "detailed: \"very\" is not true or false");
  CHECK(error({{"ignore_proxied_requests", "x"}}) == at + "ignore_proxied_requests: \"x\" is not true or false");
  CHECK(error({{"allowed_source_ranges", "10.0.0.1/8"}}) ==
        at + "allowed_source_ranges: \"10.0.0.1/8\" has bits set behind its prefix");
  CHECK(error({{"probe_timeout", "0"}}) == at + "probe_timeout: it must be at least 1");
  for (const auto* paths : {"8777", "x:/off", "65536:/off", ":/off"}) {
    CHECK(error({{"backends", "disable_by_files_ports"}, {"disable_by_file_paths", paths}}) ==
          at + "disable_by_file_paths: \"" + paths + "\" is not PORT:PATH");
  }
  const auto of_config = setting.error<Healthcheck>("[healthcheck]\nbackends = x\n", {}, probes());
  CHECK(of_config.find("ceilometer.conf") != std::string::npos);
  CHECK(of_config.find("[healthcheck], key backends") != std::string::npos);
}

TEST_CASE("as an application it answers everywhere, and 404 to whom it ignores") {
  test::Setting setting;
  const auto made =
      HealthcheckApp::create(setting.options({{"backends", "database"}, {"allowed_source_ranges", "10.0.0.0/8"}}),
                             setting.config(""), probes());
  REQUIRE(made.ok());
  http::Request request;
  request.method = "GET";
  request.script_name = "/healthcheck";
  request.remote_addr = "10.0.0.1";
  CHECK(shown((*made)->handle(request)) == "200 OK");
  request.path_info = "/deeper";
  CHECK(shown((*made)->handle(request)) == "200 OK");
  request.remote_addr = "11.0.0.1";
  CHECK(shown((*made)->handle(request)) == "404 404 Not Found\n\nThe resource could not be found.\n\n   ");
}
