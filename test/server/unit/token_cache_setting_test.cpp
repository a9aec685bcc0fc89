#include "token_cache_setting.hpp"

#include <catch2/catch.hpp>

using namespace ceilometer::httpd;

TEST_CASE("the token cache's setting is read") {
  struct Case {
    const char* text;
    TokenCacheSetting setting;
  };
  const auto wanted =
      GENERATE(Case{"shmcb", {true, "", 8'388'608}}, Case{"SHMCB", {true, "", 8'388'608}},
               Case{"shmcb(65536)", {true, "", 65'536}}, Case{"shmcb:/run/tokens", {true, "/run/tokens", 8'388'608}},
               Case{"shmcb:run/tokens(1000000)", {true, "run/tokens", 1'000'000}}, Case{"none", {false, "", 8'388'608}},
               Case{"None", {false, "", 8'388'608}});
  INFO(wanted.text);
  const auto setting = parse_token_cache(wanted.text);
  REQUIRE(setting.ok());
  CHECK(*setting == wanted.setting);
}

TEST_CASE("a setting of the token cache that makes no sense is refused with a reason") {
  struct Case {
    const char* text;
    const char* reason;
  };
  const auto wanted =
      GENERATE(Case{"", "is neither shmcb"}, Case{"memcache:127.0.0.1", "is neither shmcb"},
               Case{"shmcb:", "is neither shmcb"}, Case{"shmcbx", "is neither shmcb"},
               Case{"shmcb(1)(65536)", "is neither shmcb"}, Case{"shmcb)", "has a parenthesis that is not opened"},
               Case{"shmcb(65536", "is neither shmcb"}, Case{"shmcb()", "has '' where a number of bytes belongs"},
               Case{"shmcb(8M)", "has '8M' where a number of bytes belongs"},
               Case{"shmcb(-1)", "has '-1' where a number of bytes belongs"},
               Case{"shmcb(65535)", "is too small: at least 65536 bytes are needed"});
  INFO(wanted.text);
  const auto setting = parse_token_cache(wanted.text);
  REQUIRE_FALSE(setting.ok());
  CHECK_THAT(setting.error().message, Catch::StartsWith(wanted.reason));
}
