#include "base/strings.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace ceilometer;

TEST_CASE("words for true and false are strutils' words") {
  for (const char* word : {"1", "t", "True", " on ", "Y", "yes"}) CHECK(bool_from_string(word) == true);
  for (const char* word : {"0", "F", "false", "off", "n", "NO"}) CHECK(bool_from_string(word) == false);
  for (const char* word : {"", "x", "2", "maybe", "truee"}) CHECK_FALSE(bool_from_string(word));
}

TEST_CASE("ints are read as Python reads them") {
  CHECK(parse_python_int("42") == 42);
  CHECK(parse_python_int(" -7\n") == -7);
  CHECK(parse_python_int("+1_000") == 1000);
  CHECK(parse_python_int("99999999999999999999") == std::numeric_limits<long long>::max());
  CHECK(parse_python_int("-99999999999999999999") == std::numeric_limits<long long>::min());
  for (const char* text : {"", "-", "1.5", "abc", "1__0", "_1", "1_", "0x10", "1 2", "--1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_python_int(text));
  }
}

TEST_CASE("floats are read as Python reads them") {
  CHECK(parse_python_float("-4e3") == -4000.0);
  CHECK(parse_python_float(" .5 ") == 0.5);
  CHECK(parse_python_float("5.") == 5.0);
  CHECK(parse_python_float("1_0.5") == 10.5);
  CHECK(parse_python_float("1e400") == std::numeric_limits<double>::infinity());
  CHECK(parse_python_float("-1e400") == -std::numeric_limits<double>::infinity());
  CHECK(parse_python_float("1e-400") == 0.0);
  CHECK(parse_python_float("-Infinity") == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(*parse_python_float("nan")));
  for (const char* text : {"", ".", "e5", "1e", "0x1p3", "1,5", "infin", "1 2", "+-1"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_python_float(text));
  }
}

TEST_CASE("UTF-8 is checked strictly") {
  CHECK(is_valid_utf8("Größe – 大きい 😀"));
  for (const char* text : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xe2\x82", "a\x80"}) {
    CHECK_FALSE(is_valid_utf8(text));
  }
  CHECK(utf8_prefix("aö", 2) == 1);
  CHECK(utf8_prefix("aö", 3) == 3);
}

TEST_CASE("base64 pads") {
  CHECK(base64_encode("").empty());
  CHECK(base64_encode("f") == "Zg==");
  CHECK(base64_encode("fo") == "Zm8=");
  CHECK(base64_encode("foo") == "Zm9v");
  CHECK(base64_encode("resource-0+cpu_util") == "cmVzb3VyY2UtMCtjcHVfdXRpbA==");
}

TEST_CASE("splitting keeps empty parts") {
  CHECK(split("", ',') == std::vector<std::string_view>{""});
  CHECK(split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
}
