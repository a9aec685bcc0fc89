// The sites as shipped: they pass configtest, and do what they say.

#include <catch2/catch.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

using Replacements = std::vector<std::pair<std::string, std::string>>;

/// A shipped site with what an operator would change: each text must be there.
std::string site(const std::string& name, const Replacements& replacements = {}) {
  std::string text = read_file(SITES_DIR "/sites-available/" + name);
  REQUIRE_FALSE(text.empty());
  for (const auto& [what, with] : replacements) {
    INFO(what);
    REQUIRE(text.find(what) != std::string::npos);
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
      text.replace(at, what.size(), with);
    }
  }
  return text;
}

/// The main server's part of a machine with that site.
void prepare(HttpdServer& server, const std::string& site) {
  write_service(server, "api");
  server.write("site.conf", site);
  server.global(
      "Define APACHE_LOG_DIR @ROOT@\nCeilometerConfigFile api.conf\nCeilometerPasteConfig api.ini\n"
      "Include " SITES_DIR "/mods-available/ceilometer.conf\nInclude @ROOT@/site.conf");
}

}  // namespace

TEST_CASE("the shipped site passes configtest") {
  HttpdServer server;
  prepare(server, site("ceilometer.conf"));
  const auto said = server.configtest();
  INFO(said.output);
  CHECK(said.code == 0);
}

TEST_CASE("the shipped site compresses for clients that ask for it") {
  HttpdServer server;
  server.load("filter");
  server.load("deflate");
  prepare(server, site("ceilometer.conf", {{"Listen 8777", "# The port that the test's server has"},
                                           {"<VirtualHost *:8777>", "<VirtualHost 127.0.0.1:@PORT@>"}}));
  server.start();
  Client client;
  CHECK(client.get(server.url("/")).header("Content-Encoding").empty());
  CHECK(client.send({server.url("/"), "GET", {{"Accept-Encoding", "gzip"}}, {}}).header("Content-Encoding") == "gzip");
}

TEST_CASE("the shipped site for TLS passes configtest") {
  HttpdServer server;
  server.load("ssl");
  const auto made = run({"/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
                         "/CN=localhost", "-keyout", server.path("site.key"), "-out", server.path("site.pem")});
  INFO(made.output);
  REQUIRE(made.code == 0);
  prepare(server, site("ceilometer-tls.conf", {{"/etc/ssl/certs/ceilometer.pem", "@ROOT@/site.pem"},
                                               {"/etc/ssl/private/ceilometer.key", "@ROOT@/site.key"}}));
  const auto said = server.configtest();
  INFO(said.output);
  CHECK(said.code == 0);
}

TEST_CASE("the shipped site for a proxy passes configtest, and logs the client that the proxy names") {
  HttpdServer server;
  server.load("remoteip");
  prepare(server, site("ceilometer-proxy.conf", {{"Listen 127.0.0.1:8777", "# The port that the test's server has"},
                                                 {"<VirtualHost 127.0.0.1:8777>", "<VirtualHost 127.0.0.1:@PORT@>"}}));
  const auto said = server.configtest();
  INFO(said.output);
  CHECK(said.code == 0);

  server.start();
  Client client;
  CHECK(client.send({server.url("/v2/meters?limit=1"), "GET", {{"X-Forwarded-For", "192.0.2.7"}}, {}}).status == 200);
  CHECK(eventually([&] { return read_file(server.path("ceilometer_access.log")).rfind("192.0.2.7 ", 0) == 0; }));
}
