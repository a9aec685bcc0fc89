#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "json/value.hpp"
#include "json/write.hpp"

using namespace ceilometer::json;

namespace {

std::string again(std::string_view text, bool sort_keys = false) {
  const auto value = parse(text);
  return value ? dumps(*value, sort_keys) : "refused";
}

std::string str(std::string_view text) { return python_str(parse(text).value()); }

std::string repr_of(double d) {
  std::string out;
  append_float(out, d);
  return out;
}

}  // namespace

TEST_CASE("a zero byte is no JSON, wherever it stands") {
  using namespace std::string_literals;
  for (const auto& text : {"[1]\0"s, "[1]\0]"s, "\0[1]"s, "[1,\0]"s, "[\"a\0b\"]"s, "[\"a\"\0]"s, "\0"s}) {
    CHECK(!parse(text));
  }
}

TEST_CASE("what json.loads and json.dumps make of a text") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {R"( {"b":1 , "a":[ ]} )", R"({"b": 1, "a": []})"},
      {R"({"a":1,"b":2,"a":3})", R"({"a": 3, "b": 2})"},
      {R"("ö😀\u0007\n\"\\/\u007f")", "\"\\u00f6\\ud83d\\ude00\\u0007\\n\\\"\\\\/\x7f\""},
      {"[1, 1.0, -0, -0.0, 1e2, 1E400, 12345678901234567890123, NaN, -Infinity]",
       "[1, 1.0, 0, -0.0, 100.0, Infinity, 12345678901234567890123, NaN, -Infinity]"},
      {"[true,false,null]", "[true, false, null]"},
      // Numbers beyond a double's range have the text read again.
      {R"(["\u00e9\n", 1, -2.5e3, "a\"b", {"\t": 3}, -1E999, "\\"])",
       R"(["\u00e9\n", 1, -2500.0, "a\"b", {"\t": 3}, -Infinity, "\\"])"},
      {"\xEF\xBB\xBF[1]", "[1]"},
      {"{}", "{}"},
  }));
  CAPTURE(text);
  CHECK(again(text) == expected);
}

TEST_CASE("keys sort by code point") {
  CHECK(again(R"({"b": {"z": 1, "B": 2}, "a": [{"d": 1, "c": 2}], "ä": 0})", true) ==
        R"({"a": [{"c": 2, "d": 1}], "b": {"B": 2, "z": 1}, "\u00e4": 0})");
}

TEST_CASE("of many equal names the last value stands at the first one's place") {
  std::string text = "{";
  for (int i = 0; i < 40; ++i) text += "\"k" + std::to_string(i % 20) + "\": " + std::to_string(i) + ",";
  text.back() = '}';
  const auto value = parse(text).value();
  const auto* object = value.as<Object>();
  REQUIRE(object->size() == 20);
  CHECK(object->members()[3].name == "k3");
  CHECK(*object->members()[3].value.as<std::int64_t>() == 23);
}

TEST_CASE("what is no JSON is refused") {
  const std::string text =
      GENERATE(as<std::string>{}, "", "{", "[1,]", "{'a': 1}", "nul", "Inf", "-NaN", "01", "1 2", "\"\xff\"",
               "\"\xed\xa0\x80\"", "\"\xc0\xaf\"", "\"\\ud800\"", "[1] x", "\"a", "+1", "{\"a\"}", "\"\n\"");
  CAPTURE(text);
  CHECK_FALSE(parse(text));
}

TEST_CASE("depth is bounded, and 200,000 brackets hurt nobody") {
  CHECK(parse(std::string(100, '[') + std::string(100, ']')));
  CHECK_FALSE(parse(std::string(101, '[') + std::string(101, ']')));
  CHECK_FALSE(parse(std::string(200'000, '[')));
  CHECK_FALSE(parse(std::string(200'000, '[') + std::string(200'000, ']')));
  std::string objects;
  for (int i = 0; i < 50'000; ++i) objects += "{\"a\":";
  CHECK_FALSE(parse(objects));
}

TEST_CASE("an escape is found wherever it stands") {
  const std::vector<std::pair<std::string, std::string>> escapes = {
      {"\"", "\\\""},   {"\\", "\\\\"},        {"\x1f", "\\u001f"},   {"\n", "\\n"},
      {"\x7f", "\x7f"}, {"\u00e9", "\\u00e9"}, {"\u20ac", "\\u20ac"}, {"\U0001f600", "\\ud83d\\ude00"}};
  for (const auto& [text, escaped] : escapes) {
    for (std::size_t before = 0; before < 20; ++before) {
      for (std::size_t after = 0; after < 20; ++after) {
        std::string out;
        append_string(out, std::string(before, 'a') + text + std::string(after, '~'));
        CHECK(out == '"' + std::string(before, 'a') + escaped + std::string(after, '~') + '"');
      }
    }
  }
}

TEST_CASE("floats are spelled as Python's repr") {
  CHECK(repr_of(24) == "24.0");
  CHECK(repr_of(0.1) == "0.1");
  CHECK(repr_of(1e16) == "1e+16");
  CHECK(repr_of(9999999999999998) == "9999999999999998.0");
  CHECK(repr_of(123456789.125) == "123456789.125");
  CHECK(repr_of(1e-4) == "0.0001");
  CHECK(repr_of(1.5e-5) == "1.5e-05");
  CHECK(repr_of(-1e300) == "-1e+300");
  CHECK(repr_of(5e-324) == "5e-324");
  CHECK(repr_of(-0.0) == "-0.0");
  CHECK(repr_of(0.08457545133300703) == "0.08457545133300703");
  CHECK(repr_of(std::numeric_limits<double>::quiet_NaN()) == "NaN");
}

TEST_CASE("Python's str and repr") {
  CHECK(str("null") == "None");
  CHECK(str("true") == "True");
  CHECK(str("1.0") == "1.0");
  CHECK(str("1e400") == "inf");
  CHECK(str("\"text\"") == "text");
  CHECK(str(R"(["red", "it's", "say \"x\"", "both ' and \"", null, 2.5, {"k": [true]}])") ==
        R"(['red', "it's", 'say "x"', 'both \' and "', None, 2.5, {'k': [True]}])");
  CHECK(python_repr(std::string_view("Größe\n\t\x01\u00a0\u2028大\\")) == "'Größe\\n\\t\\x01\\xa0\\u2028大\\\\'");
  CHECK(python_repr(std::string_view("\U000e0001😀")) == "'\\U000e0001😀'");
}
