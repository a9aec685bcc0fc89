#include "json/python_literal.hpp"

#include <catch2/catch.hpp>

#include "json/write.hpp"

using ceilometer::json::dumps;
using ceilometer::json::parse_python_literal;

namespace {

std::string read(std::string_view text) {
  const auto value = parse_python_literal(text);
  return value ? dumps(*value) : "(none)";
}

}  // namespace

TEST_CASE("Python's literals are read, JSON among them") {
  CHECK(read("{'a': 1, u'b': [True, None, False], 'c': (1.5, 'x'), }") ==
        R"({"a": 1, "b": [true, null, false], "c": [1.5, "x"]})");
  CHECK(read(R"({"a": {"b": "it's"}})") == R"({"a": {"b": "it's"}})");
  CHECK(read(R"({'a': 'say "x"', 'b': 'it\'s', 'c': '\x41\u00e9\n'})") ==
        R"({"a": "say \"x\"", "b": "it's", "c": "A\u00e9\n"})");
  CHECK(read("{}") == "{}");
  CHECK(read("{'True': True}") == R"({"True": true})");
}

TEST_CASE("what is no literal is refused") {
  for (const char* text : {"", "open('x')", "{'a': 1", "{'a", "{'a': b}", "'a' 'b'", "{'a': '\\q'}", "{'a': '\\x4'}",
                           "{1: 2}", "__import__('os')", "{'a': 1}}", "\\"}) {
    INFO(text);
    CHECK(read(text) == "(none)");
  }
  CHECK(read(std::string(200'000, '[')) == "(none)");
}
