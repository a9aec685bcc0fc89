// ceilometer-api --setup-only, and TLS.

#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "cmd/api_command.hpp"
#include "support/eventually.hpp"
#include "support/httpd_server.hpp"
#include "support/loopback.hpp"

using namespace ceilometer::test;
using Catch::Matchers::Contains;

namespace {

unsigned mode_of(const std::string& path) {
  struct stat entry {};
  return ::stat(path.c_str(), &entry) == 0 ? entry.st_mode & 07777U : 0;
}

}  // namespace

TEST_CASE("with --setup-only it writes a configuration that httpd takes, and a script that works") {
  ApiCommand api;
  api.write_configuration();
  const std::string root = api.path("tmp/it's here");
  api.add({"--setup-only", root, "--status-page", "--set", "DEFAULT.debug=True"});
  const auto written = run(api.command(), server_environment());
  INFO(written.output);
  REQUIRE(written.code == 0);
  CHECK_THAT(written.output, Contains(root + "/ceilometerctl start"));
  CHECK(mode_of(root) == 0700U);
  CHECK(mode_of(root + "/httpd.conf") == 0600U);
  CHECK(mode_of(root + "/ceilometerctl") == 0700U);

  const auto checked = run(unprivileged({HTTPD, "-t", "-f", root + "/httpd.conf"}), server_environment());
  CHECK(checked.code == 0);
  CHECK_THAT(checked.output, Contains("Syntax OK"));
  const auto control = [&](const std::string& verb) {
    return run(unprivileged({root + "/ceilometerctl", verb}), server_environment());
  };
  CHECK(control("configtest").code == 0);
  CHECK(control("").code == 2);

  REQUIRE(control("start").code == 0);
  Client client;
  CHECK(eventually([&] { return client.get(api.url("/")).status == 200; }));
  CHECK(control("graceful").code == 0);
  CHECK(control("stop").code == 0);
  CHECK(eventually([&] { return !takes_connections(api.port()); }));
  CHECK(eventually([&] { return read_file(root + "/run/httpd.pid").empty(); }));
  CHECK_THAT(read_file(root + "/logs/error.log"), Contains("Full WSGI config used"));
  CHECK_THAT(read_file(root + "/logs/access.log"), Contains("\"GET / HTTP/1.1\" 200"));
}

TEST_CASE("with --setup-only it overwrites what it wrote, and nothing else") {
  ApiCommand api;
  api.write_configuration();
  const std::string root = api.path("tmp/server");
  api.add({"--setup-only", root});
  REQUIRE(run(api.command(), server_environment()).code == 0);
  REQUIRE(run(api.command(), server_environment()).code == 0);
  write_file(root + "/httpd.conf", "Listen 80\n");
  const auto refused = run(api.command(), server_environment());
  CHECK(refused.code == 1);
  CHECK_THAT(refused.output, Contains(root + "/httpd.conf is there, and was not written by this command"));
  CHECK(read_file(root + "/httpd.conf") == "Listen 80\n");
}

TEST_CASE("with a certificate it serves https") {
  ApiCommand api;
  const std::string key = api.path("tmp/key.pem");
  const std::string certificate = api.path("tmp/certificate.pem");
  const auto made = run(unprivileged({"openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj",
                                      "/CN=localhost", "-keyout", key, "-out", certificate}));
  if (made.code != 0) {
    WARN("skipped: openssl makes no certificate: " << made.output);
    return;
  }
  api.add({"--tls-certificate", certificate, "--tls-key", key});
  api.start();
  const std::string port = std::to_string(api.port());
  CHECK_THAT(api.output(), Contains("serving on https://127.0.0.1:" + port));
  const auto answer = run({"openssl", "s_client", "-connect", "127.0.0.1:" + port, "-brief"});
  CHECK_THAT(answer.output, Contains("CN = localhost"));
}
