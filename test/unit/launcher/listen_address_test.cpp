#include "launcher/listen_address.hpp"

#include <catch2/catch.hpp>

using namespace ceilometer::launcher;
using Catch::Matchers::Contains;

TEST_CASE("an address is written for httpd and for people") {
  const ListenAddress every{"0.0.0.0", "0.0.0.0", 8777};
  CHECK(every.directive() == "0.0.0.0:8777");
  CHECK(every.serving_on(false) == "serving on 0.0.0.0:8777, view at http://127.0.0.1:8777");
  const ListenAddress named{"controller", "10.0.0.1", 8777};
  CHECK(named.directive() == "10.0.0.1:8777");
  CHECK(named.serving_on(true) == "serving on https://controller:8777");
  const ListenAddress six{"::1", "::1", 8777};
  CHECK(six.directive() == "[::1]:8777");
  CHECK(six.serving_on(false) == "serving on http://[::1]:8777");
}

TEST_CASE("a host is resolved as Python's server did") {
  const auto loopback = resolve("127.0.0.1", 8777);
  REQUIRE(loopback.ok());
  CHECK(loopback->address == "127.0.0.1");
  CHECK(resolve("::", 8777)->directive() == "[::]:8777");
  CHECK_FALSE(resolve("127.0.0.1", 0).ok());
  CHECK_FALSE(resolve("127.0.0.1", 65536).ok());
  CHECK_THAT(resolve("no.such.host.invalid", 80).error().message, Contains("no.such.host.invalid"));
}

TEST_CASE("an address of another machine cannot be listened on") {
  const auto address = resolve("192.0.2.1", 8777);
  REQUIRE(address.ok());
  CHECK_THAT(check_free(*address).error().message, Contains("192.0.2.1 is no address of this machine"));
}
