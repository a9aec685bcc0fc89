#include "base/clock.hpp"

#include <catch2/catch.hpp>

using ceilometer::isoformat;
using ceilometer::parse_isotime;

namespace {

std::string local(std::string_view text) {
  const auto t = parse_isotime(text);
  return t ? isoformat(t->local) : "refused";
}

std::string utc(std::string_view text) {
  const auto t = parse_isotime(text);
  return t ? isoformat(t->utc()) : "refused";
}

}  // namespace

TEST_CASE("ISO 8601 times are read as the iso8601 module reads them") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"2016", "2016-01-01T00:00:00"},
      {"2016-03", "2016-03-01T00:00:00"},
      {"2016-3-1", "2016-03-01T00:00:00"},
      {"20160301", "2016-03-01T00:00:00"},
      {"2016-0301", "2016-03-01T00:00:00"},
      {"201603-1", "2016-03-01T00:00:00"},
      {"2016-03-01T08", "2016-03-01T08:00:00"},
      {"2016-03-01 08:17", "2016-03-01T08:17:00"},
      {"20160301T081742", "2016-03-01T08:17:42"},
      {"2016-03-01T08:17:42.5", "2016-03-01T08:17:42.500000"},
      {"2016-03-01T08:17:42,123456789", "2016-03-01T08:17:42.123456"},
      {"2016-03-01T08:17:4", "2016-03-01T08:17:04"},
      {"2016-02-29", "2016-02-29T00:00:00"},
      {"9999-12-31T23:59:59.999999", "9999-12-31T23:59:59.999999"},
      {"0001-01-01", "0001-01-01T00:00:00"},
  }));
  CAPTURE(text);
  CHECK(local(text) == expected);
}

TEST_CASE("an offset is kept beside the wall clock") {
  CHECK(local("2016-03-01T08:17:42+02:00") == "2016-03-01T08:17:42");
  CHECK(utc("2016-03-01T08:17:42+02:00") == "2016-03-01T06:17:42");
  CHECK(utc("2016-03-01T08:17:42-0330") == "2016-03-01T11:47:42");
  CHECK(utc("2016-03-01T08:17:42Z") == "2016-03-01T08:17:42");
  CHECK(utc("2016-03-01T08:17:42+05") == "2016-03-01T03:17:42");
  CHECK(isoformat(*parse_isotime("2016-03-01T08:17:42-03:30")) == "2016-03-01T08:17:42-03:30");
}

TEST_CASE("what is no time is refused") {
  const std::string text = GENERATE(
      as<std::string>{}, "", "yesterday", "1456820000", "201603", "2016-", "2016-13-01", "2016-02-30", "2016-03-01T",
      "2016-03-01T25:00:00", "2016-03-01T08:60", "2016-03-01T08:17:61", "2016-03-01T08:17:42.", "2016-03-01T8:17",
      "2016-03-01T08:17:42+2", "2016-03-01T08:17:42+25:00", "2016-03-01T08:17:42 ", " 2016-03-01", "2016-03T08",
      "0000-01-01", "2016-03-01X08:17", "2016-03-01T08:17:42Zx", "20160301T08:", "2016-00-01");
  CAPTURE(text);
  CHECK_FALSE(parse_isotime(text));
}

TEST_CASE("SQLite's stored form is read and written") {
  std::string out;
  ceilometer::append_sqlite_time(out, parse_isotime("2016-03-01T08:17:42")->local);
  CHECK(out == "2016-03-01 08:17:42.000000");
  CHECK(isoformat(*ceilometer::parse_sqlite_time(out)) == "2016-03-01T08:17:42");
  CHECK(isoformat(*ceilometer::parse_sqlite_time("2016-03-01 08:17:42.000001")) == "2016-03-01T08:17:42.000001");
  CHECK_FALSE(ceilometer::parse_sqlite_time("2016-03-01"));
  CHECK_FALSE(ceilometer::parse_sqlite_time("nonsense"));
}
