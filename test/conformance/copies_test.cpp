// The module in a real httpd, over copies that ceilometer-copy made of the recorded data set, against what the original
// answered on it: from SQLite to the engine, and from there back.

#include <catch2/catch.hpp>
#include <cstdlib>
#include <sstream>

#include "conformance/runner.hpp"
#include "support/database_server.hpp"
#include "support/process.hpp"
#include "support/service.hpp"
#include "support/temp_dir.hpp"

using ceilometer::conformance::check;
using ceilometer::conformance::Options;
using namespace ceilometer::test;

namespace {

void copy(const std::string& source, const std::string& target) {
  const auto copied = run({COPY_TOOL, source, target}, {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"});
  INFO(copied.output);
  REQUIRE(copied.code == 0);
}

void upgrade(const std::string& url) {
  const TempDir directory;
  write_file(directory.path("conf"), "[database]\nconnection = " + url + "\n");
  const auto upgraded =
      run({UPGRADE_TOOL, "--config-file", directory.path("conf")}, {"PATH=/usr/bin:/bin", "LANG=C.UTF-8"});
  INFO(upgraded.output);
  REQUIRE(upgraded.code == 0);
}

void require_conformance(const std::string& url) {
  HttpdServer server;
  server.vhost(serve(write_service_of(server, "api", url)));
  server.start();
  Options options;
  options.recording = RECORDING;
  options.base = server.url("");
  options.clients = 4;
  const auto report = check(options);
  REQUIRE(report.ok());
  std::ostringstream text;
  print(text, *report, options);
  INFO(text.str());
  CHECK(report->failed == 0);
  CHECK(report->passed == 1600);
}

std::string file_url(const TempDir& directory, const std::string& name) {
  return "sqlite:///" + directory.path(name) + "/telemetry.sqlite";
}

/// A directory where httpd's children may write.
void make_directory(const TempDir& directory, const std::string& name) {
  REQUIRE(run({"mkdir", directory.path(name)}).code == 0);
}

}  // namespace

TEST_CASE("answers are the original's on copies, with and without the extras") {
  const TempDir directory;
  for (const char* name : {"original", "back"}) make_directory(directory, name);
  REQUIRE(
      run({"cp", std::string(DATA) + "/telemetry-20161.sqlite", directory.path("original/telemetry.sqlite")}).code ==
      0);
  const std::string original = file_url(directory, "original");
  const std::string back = file_url(directory, "back");
  const std::string engine = std::getenv("CEILOMETER_TEST_ENGINE");
  if (engine == "sqlite") {
    copy(original, back);
    upgrade(back);
  } else {
    const auto database = make_database_server(engine);
    database->start();
    for (const char* name : {"plain", "upgraded"}) {
      database->create(name);
      copy(original, database->url(name));
    }
    upgrade(database->url("upgraded"));
    // The way back before the recording's last requests write.
    copy(database->url("plain"), back);
    require_conformance(database->url("plain"));
    require_conformance(database->url("upgraded"));
  }
  give_to_server(directory.path("back"));
  give_to_server(directory.path("back/telemetry.sqlite"));
  require_conformance(back);
}
