#include <catch2/catch.hpp>
#include <string>
#include <utility>

#include "config/config.hpp"

using ceilometer::config::mask_url;

TEST_CASE("Passwords in URLs are masked") {
  const std::pair<std::string, std::string> c = GENERATE(values<std::pair<std::string, std::string>>({
      {"mysql+pymysql://ceilometer:s3cret@db/ceilometer?charset=utf8",
       "mysql+pymysql://ceilometer:***@db/ceilometer?charset=utf8"},
      {"mysql://ceilometer@db/ceilometer", "mysql://ceilometer@db/ceilometer"},
      {"mysql://:s3cret@db/ceilometer", "mysql://:***@db/ceilometer"},
      {"postgresql://u:a:b@h:5432/d", "postgresql://u:***@h:5432/d"},
      {"postgresql://u:a@b/c?d@h/d", "postgresql://u:***@h/d"},
      {"postgresql://u:a,b@h1,h2/d", "postgresql://u:***@h1,h2/d"},
      {"mongodb://u:p@h1:27017,h2:27017/d", "mongodb://u:***@h1:27017,h2:27017/d"},
      {"sqlite:////var/lib/ceilometer.sqlite", "sqlite:////var/lib/ceilometer.sqlite"},
      {"sqlite:////var/a:b@c.sqlite", "sqlite:////var/a:b@c.sqlite"},
      {"sqlite://", "sqlite://"},
      {"mysql://h/d?user=u&password=s3cret&x=y", "mysql://h/d?user=u&password=***&x=y"},
      {"mysql://h/d?passwd=s3cret", "mysql://h/d?passwd=***"},
      {"mysql://h/d?PassWord=s3cret;x=1", "mysql://h/d?PassWord=***;x=1"},
      {"postgresql://u:p@h/d?sslpassword=s3cret", "postgresql://u:***@h/d?sslpassword=***"},
      {"rabbit://user:s3cret@h1:5672/vhost", "rabbit://user:***@h1:5672/vhost"},
      {"rabbit://user:s3cret@h1,user:s3cret@h2/", "rabbit://user:***@h1,user:***@h2/"},
      {"rabbit://u1:s3cret@h1:5672,u2:s3cret@h2:5672,u3:s3cret@[::1]:5672/v?x=y",
       "rabbit://u1:***@h1:5672,u2:***@h2:5672,u3:***@[::1]:5672/v?x=y"},
      {"rabbit://guest@h1,user:s3cret@h2/", "rabbit://guest@h1,user:***@h2/"},
      {"rabbit://user:s3c@ret@h1/", "rabbit://user:***@h1/"},
      {"kombu+amqp://u:p@h//", "kombu+amqp://u:***@h//"},
      {"https://u:p@h:8042/v2?a=b@c", "https://u:***@h:8042/v2?a=b@c"},
      {"http://h:8042/v2?a=b@c", "http://h:8042/v2?a=b@c"},
      {"no url: at all", "no url: at all"},
      {"", ""},
      {"x://", "x://"},
      {"x://@", "x://@"},
      {"x://:@", "x://:***@"},
      {"x://h?password", "x://h?password"},
      {"x://h?password=", "x://h?password=***"},
  }));
  CHECK(mask_url(c.first) == c.second);
}

TEST_CASE("No piece of a password is left, whatever is in it") {
  const std::string scheme = GENERATE("mysql", "rabbit", "postgresql+psycopg2", "log");
  const std::string word = "hunter2";
  for (const char c : std::string(":/?#[]@!$&'()*+;= %")) {
    const std::string url = scheme + "://user:" + word + c + word + "@host/db";
    INFO(url);
    CHECK(mask_url(url).find(word) == std::string::npos);
  }
}
