#include <catch2/catch.hpp>

#include "notify/transport_url.hpp"

using ceilometer::notify::TransportUrl;

TEST_CASE("a transport URL is read as oslo.messaging reads it") {
  const auto url = TransportUrl::parse("rabbit://u1:p1@h1:5673,u%40:p%3A%2F%25@[::1]:5674,h3/v%2Fhost?ssl=1&x=a%20b");
  REQUIRE(url);
  CHECK(url->transport == "rabbit");
  REQUIRE(url->hosts.size() == 3);
  CHECK(url->hosts[0].name == "h1");
  CHECK(url->hosts[0].port == 5673);
  CHECK(url->hosts[0].user == "u1");
  CHECK(url->hosts[0].password == "p1");
  CHECK(url->hosts[1].name == "::1");
  CHECK(url->hosts[1].port == 5674);
  CHECK(url->hosts[1].user == "u@");
  CHECK(url->hosts[1].password == "p:/%");
  CHECK(url->hosts[2].name == "h3");
  CHECK(url->hosts[2].port == std::nullopt);
  CHECK(url->hosts[2].user.empty());
  CHECK(url->virtual_host == "v/host");
  CHECK(*url->parameter("ssl") == "1");
  CHECK(*url->parameter("x") == "a b");
  CHECK(url->parameter("y") == nullptr);
}

TEST_CASE("the virtual host of a transport URL") {
  const auto [text, virtual_host] = GENERATE(table<std::string, std::optional<std::string>>({
      {"rabbit://h", std::nullopt},
      {"rabbit://h/", ""},
      {"rabbit://h//", "/"},
      {"rabbit://h/%2F", "/"},
      {"rabbit://h/v", "v"},
      {"rabbit://", std::nullopt},
      {"kombu+amqp:///v", "v"},
  }));
  INFO(text);
  const auto url = TransportUrl::parse(text);
  REQUIRE(url);
  CHECK(url->virtual_host == virtual_host);
}

TEST_CASE("what is no transport URL is refused, without its text") {
  const std::string text =
      GENERATE("hunter2", "://hunter2@h", "rabbit:hunter2@h", "rabbit://u:hunter2@h:port/", "rabbit://u:hunter2@h:0/",
               "rabbit://u:hunter2@h:65536/", "rabbit://u:hunter2@[::1/", "rabbit://u:hunter2@[::1]x/",
               "rabbit://u:hun/ter2@h/", "rabbit://u:hunter2@h h/");
  INFO(text);
  const auto url = TransportUrl::parse(text);
  REQUIRE_FALSE(url);
  CHECK(url.error().message.find("hunter2") == std::string::npos);
}
