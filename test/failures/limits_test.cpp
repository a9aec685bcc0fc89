// What the module says of a database that takes fewer connections than httpd's children may want.

#include <catch2/catch.hpp>
#include <memory>
#include <string>

#include "storage/test_database.hpp"
#include "support/client.hpp"
#include "support/eventually.hpp"
#include "support/service.hpp"

using namespace ceilometer::test;

namespace {

int times_said(const HttpdServer& server) {
  const std::string log = server.log();
  int times = 0;
  for (auto at = log.find("CEIL0420"); at != std::string::npos; at = log.find("CEIL0420", at + 1)) ++times;
  return times;
}

}  // namespace

TEST_CASE("a database that takes fewer connections than the children may open is said once") {
  const auto database = make_test_database();
  HttpdServer server;
  // As many as may be, and two at the start.
  server.size(30, 16);
  server.global("StartServers 2\nMinSpareThreads 16\nMaxSpareThreads 480");
  SECTION("it takes fewer") {
    const std::string pool = "max_pool_size = 5\nmax_overflow = 5\n";
    const auto files = write_service_of(server, "api", database->url() + "\n" + pool);
    server.vhost(serve(files));
    server.expect_log("CEIL0420");
    server.start();
    for (int i = 0; i < 20; ++i) REQUIRE(Client().get(server.url("/v2/meters")).status == 200);
    CHECK(times_said(server) == (engine() == "sqlite" ? 0 : 1));
    if (engine() != "sqlite") {
      CHECK(server.log().find("30 processes may open 10 database connections each, 300 in all, but the server takes " +
                              std::string(engine() == "mariadb" ? "200:" : "197:")) != std::string::npos);
    }
  }
  SECTION("it takes enough") {
    const auto files = write_service_of(server, "api", database->url() + "\nmax_pool_size = 2\nmax_overflow = 0\n");
    server.vhost(serve(files));
    server.start();
    REQUIRE(Client().get(server.url("/v2/meters")).status == 200);
    CHECK(times_said(server) == 0);
  }
}
