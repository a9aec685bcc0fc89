#include "query/literal.hpp"

#include <catch2/catch.hpp>

#include "json/write.hpp"

using ceilometer::query::parse_literal;

namespace {

/// The value as Python shows it, "<class>" for what metadata is not compared with, "text" where it is no literal.
std::string read(std::string_view text) {
  const auto literal = parse_literal(text);
  if (!literal) return "text";
  if (!literal->other_class.empty()) return "<" + std::string(literal->other_class) + ">";
  return ceilometer::json::python_repr(literal->value);
}

}  // namespace

TEST_CASE("Python's literals") {
  const auto [text, expected] = GENERATE(table<std::string, std::string>({
      {"None", "None"},
      {"True", "True"},
      {" False ", "False"},
      {"true", "text"},
      {"1", "1"},
      {"-12", "-12"},
      {"--5", "5"},
      {"+ 7", "7"},
      {"007", "text"},
      {"000", "0"},
      {"0x1F", "31"},
      {"0b101", "5"},
      {"0o17", "15"},
      {"1_000", "1000"},
      {"1__0", "text"},
      {"2.50", "2.5"},
      {"1e3", "1000.0"},
      {".5", "0.5"},
      {"5.", "5.0"},
      {"-1.5e-5", "-1.5e-05"},
      {"nan", "text"},
      {"inf", "text"},
      {"1e400", "inf"},
      {"12345678901234567890", "12345678901234567890"},
      {"'it'", "'it'"},
      {"\"a\\n\\x41\\u00e9\"", "'a\\nAé'"},
      {"u'x'", "'x'"},
      {"r'\\n'", "'\\\\n'"},
      {"'a' 'b'", "'ab'"},
      {"'''a'''", "'a'"},
      {"''", "''"},
      {"'a", "text"},
      {"b'x'", "<bytes>"},
      {"1j", "<complex>"},
      {"1+2j", "text"},
      {"[]", "<list>"},
      {"[1, 'a', [2],]", "<list>"},
      {"['red', 'blue']", "<list>"},
      {"(1)", "1"},
      {"()", "<tuple>"},
      {"(1,)", "<tuple>"},
      {"1, 2", "<tuple>"},
      {"{}", "<dict>"},
      {"{'a': 1, 'b': [2]}", "<dict>"},
      {"{1, 2}", "<set>"},
      {"{1, 'a': 2}", "text"},
      {"m1.tiny", "text"},
      {"compute-0", "text"},
      {"", "text"},
      {"1 2", "text"},
      {"[1", "text"},
      {"2016-03-01", "text"},
      {"abc", "text"},
      {"-", "text"},
      {"- True", "text"},
      {"1.2.3", "text"},
      {"0x", "text"},
      {"[1 2]", "text"},
      {"\t1", "1"},
      {"\\", "text"},
      {"'\\ud800'", "text"},
  }));
  CAPTURE(text);
  CHECK(read(text) == expected);
}

TEST_CASE("deep brackets are text, not a crash") {
  CHECK(read(std::string(40, '[') + std::string(40, ']')) == "<list>");
  CHECK(read(std::string(100'000, '[') + std::string(100'000, ']')) == "text");
  CHECK(read(std::string(100'000, '(')) == "text");
  CHECK(read(std::string(100'000, '-') + "1") == "1");
}
