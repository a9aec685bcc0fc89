#include <catch2/catch.hpp>

#include "json/complaint.hpp"

using namespace ceilometer::json;

TEST_CASE("a text that is no JSON gets the complaint of Python's json") {
  const auto [text, complaint] = GENERATE(table<std::string, std::string>({
      {"", "Expecting value: line 1 column 1 (char 0)"},
      {" \n ", "Expecting value: line 2 column 2 (char 3)"},
      {"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
      {"{\"a\": 1,}", "Expecting property name enclosed in double quotes: line 1 column 9 (char 8)"},
      {"[1,]", "Expecting value: line 1 column 4 (char 3)"},
      {"[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"},
      {"{\"a\" 1}", "Expecting ':' delimiter: line 1 column 6 (char 5)"},
      {"{\"a\": }", "Expecting value: line 1 column 7 (char 6)"},
      {"[\"\xC3\xA9\",\n x]", "Expecting value: line 2 column 2 (char 7)"},
      {"1 2", "Extra data: line 1 column 3 (char 2)"},
      {"01", "Extra data: line 1 column 2 (char 1)"},
      {"1.", "Extra data: line 1 column 2 (char 1)"},
      {"-", "Expecting value: line 1 column 1 (char 0)"},
      {"\"abc", "Unterminated string starting at: line 1 column 1 (char 0)"},
      {"\"a\x01\"", "Invalid control character at: line 1 column 3 (char 2)"},
      {"\"\\q\"", "Invalid \\escape: line 1 column 2 (char 1)"},
      {"\"\\u12x4\"", "Invalid \\uXXXX escape: line 1 column 3 (char 2)"},
      {"\xEF\xBB\xBF{}", "Unexpected UTF-8 BOM (decode using utf-8-sig): line 1 column 1 (char 0)"},
  }));
  CAPTURE(text);
  CHECK(complaint_of(text).message.value().english() == complaint);
}

TEST_CASE("a text that Python takes gets none, however deep it is") {
  CHECK_FALSE(complaint_of("{\"a\": [1, -2.5e3, NaN, -Infinity, null, true, \"\\ud800\\u00e9\"]}").message);
  const std::string deep = std::string(200'000, '[') + std::string(200'000, ']');
  CHECK_FALSE(complaint_of(deep).message);
  CHECK(complaint_of(deep).depth == 200'000);
  CHECK(complaint_of(std::string(200'000, '[')).message.value().english() ==
        "Expecting value: line 1 column 200001 (char 200000)");
}
