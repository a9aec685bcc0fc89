#include "storage/database_url.hpp"

#include <catch2/catch.hpp>
#include <string>

using ceilometer::storage::DatabaseUrl;

TEST_CASE("SQLite URLs name a file by what follows the third slash") {
  const auto absolute = DatabaseUrl::parse("sqlite:////var/lib/ceilometer/ceilometer.sqlite");
  REQUIRE(absolute.ok());
  CHECK(absolute->dialect == "sqlite");
  CHECK(absolute->driver.empty());
  CHECK(absolute->database == "/var/lib/ceilometer/ceilometer.sqlite");
  CHECK(absolute->host.empty());
  CHECK_FALSE(absolute->user.has_value());

  CHECK(DatabaseUrl::parse("sqlite:///ceilometer.sqlite")->database == "ceilometer.sqlite");
  CHECK_FALSE(DatabaseUrl::parse("sqlite://")->database.has_value());
  CHECK(DatabaseUrl::parse("sqlite:///")->database == "");
  // A path is not decoded and may hold what separates elsewhere.
  CHECK(DatabaseUrl::parse("sqlite:////a%20b/c@d:e")->database == "/a%20b/c@d:e");
}

TEST_CASE("the dialect stands before the plus, the Python driver behind it") {
  const auto url = DatabaseUrl::parse("SQLite+pysqlite:////x?timeout=2.5&check_same_thread=&timeout=3");
  REQUIRE(url.ok());
  CHECK(url->dialect == "sqlite");
  CHECK(url->driver == "pysqlite");
  CHECK(url->database == "/x");
  REQUIRE(url->parameter("timeout"));
  CHECK(*url->parameter("timeout") == "3");
  CHECK(url->parameter("check_same_thread") == nullptr);
}

TEST_CASE("credentials are decoded and a password reaches up to the last @") {
  const auto url =
      DatabaseUrl::parse("mysql+pymysql://ceilo%40x:p%2Fa@b:c/d%21@db.example.org:3307/telemetry?charset=utf8");
  REQUIRE(url.ok());
  CHECK(url->user == "ceilo@x");
  CHECK(url->password == "p/a@b:c/d!");
  CHECK(url->host == "db.example.org");
  CHECK(url->port == 3307);
  CHECK(url->database == "telemetry");
  CHECK(*url->parameter("charset") == "utf8");

  const auto v6 = DatabaseUrl::parse("postgresql://u@[fe80::1]:5432/db");
  REQUIRE(v6.ok());
  CHECK(v6->user == "u");
  CHECK_FALSE(v6->password.has_value());
  CHECK(v6->host == "fe80::1");
  CHECK(v6->port == 5432);
}

TEST_CASE("what is no database URL is refused without repeating it") {
  for (const std::string text : {"", "/var/lib/s3cret.sqlite", "mysql:/u:s3cret@h/db", "://u:s3cret@h/db",
                                 "my sql://u:s3cret@h/db", "+pymysql://u:s3cret@h/db", "mysql://u:s3cret@h:port/db",
                                 "mysql://u:s3cret@h:99999/db", "mysql://u:s3cret@[::1/db"}) {
    INFO(text);
    const auto url = DatabaseUrl::parse(text);
    REQUIRE_FALSE(url.ok());
    CHECK_FALSE(url.error().message.empty());
    CHECK(url.error().message.find("s3cret") == std::string::npos);
  }
}
