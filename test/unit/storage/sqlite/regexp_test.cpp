#include <catch2/catch.hpp>

#include "json/write.hpp"
#include "storage/sql/database_error.hpp"
#include "storage/sql/python_pattern.hpp"
#include "storage/sql/regexp.hpp"
#include "storage/sqlite/sqlite_connection.hpp"
#include "unit/storage/sqlite/fixture.hpp"

using namespace ceilometer;
using namespace ceilometer::test;
using storage::sql::DatabaseError;
using storage::sql::Dialect;
using storage::sql::Value;

namespace {

// Without PCRE2 there is nothing here to test: expression_test.cpp has what holds then.
bool has_regexp() { return storage::sql::Regexp::is_available(); }

class Searcher {
 public:
  Searcher()
      : connection_(dir_.path("empty.sqlite"), std::chrono::seconds(1),
                    storage::sqlite::SqliteConnection::Use::kHasty) {}

  bool finds(const std::string& pattern, const Value& value) {
    const auto statement = connection_.prepare("SELECT ? REGEXP ?");
    statement->bind_value(1, value);
    statement->bind(2, std::string_view(pattern));
    return statement->step() && statement->integer(0) == 1;
  }
  std::string refusal(const std::string& pattern, const std::string& value) {
    try {
      finds(pattern, value);
    } catch (const DatabaseError& error) {
      CHECK(error.kind() == DatabaseError::Kind::kRefused);
      CHECK(error.connection_is_sound());
      return error.what();
    }
    return "";
  }

 private:
  ScratchDir dir_;
  storage::sqlite::SqliteConnection connection_;
};

}  // namespace

TEST_CASE("patterns are Python's") {
  if (!has_regexp()) return;
  Searcher searcher;
  const auto [pattern, text, found] = GENERATE(table<std::string, std::string, bool>({
      {"", "", true},
      {"pu", "cpu", true},
      {"^c.*l$", "cpu_util", true},
      {"CPU", "cpu", false},
      {"(?i)CPU", "cpu", true},
      {"(?i:C)pu", "cpu", true},
      {"(?i:C)PU", "cpu", false},
      {"a$", "a\n", true},
      {"a\\Z", "a\n", false},
      {"a\\Z", "ba", true},
      {"^b", "a\nb", false},
      {"(?m)^b", "a\nb", true},
      {"a.b", "a\nb", false},
      {"(?s)a.b", "a\nb", true},
      {"a.b", "a\rb", true},
      {"(?P<x>a|b)(?P=x)$", "ab", false},
      {"(?P<x>a|b)(?P=x)$", "abb", true},
      {"(a)(?(1)b|c)", "ab", true},
      {"(?P<q>a)?(?(q)b|c)$", "c", true},
      {"(.)\\1", "hello", true},
      {"\\x41\\101\\u0041\\U00000041", "AAAA", true},
      {"\\v", "\x0b", true},
      {"\\v", "\n", false},
      {"[\\v]", "\n", false},
      {"^x{,2}$", "xx", true},
      {"^x{,2}$", "xxx", false},
      {"^x{2,}$", "xxx", true},
      {"^x{a}$", "x{a}", true},
      {"^x{}$", "x{}", true},
      {"[[:alpha:]]", "a]", true},
      {"^[[:alpha:]]$", "x", false},
      {"[]a]", "]", true},
      {"[^]a]", "]", false},
      {"(?x) a b # comment (\n c", "abc", true},
      {"a(?#note)b", "ab", true},
      {"(?x:a b)c", "abc", true},
      {"^\\w+$", "\xC3\xA9t\xC3\xA9", true},
      {"(?a)^\\w+$", "\xC3\xA9t\xC3\xA9", false},
      {"^.$", "\xF0\x9D\x84\x9E", true},
      {"(?i)\xC3\x89", "\xC3\xA9", true},
      {"^\\d$", "\xD9\xA3", true},
      {"(?<=a)b(?!c)", "abd", true},
      {"(?<!a)b", "ab", false},
      {"a*?b+?c??$", "abb", true},
      {"\\.\\-\\_\\/", ".-_/", true},
      {"\xFF", "x", false},
  }));
  CAPTURE(pattern, text);
  if (pattern == "\xFF") {
    CHECK_THAT(searcher.refusal(pattern, text), Catch::Contains("UTF-8"));
  } else {
    CHECK(searcher.finds(pattern, text) == found);
  }
}

TEST_CASE("what Python does not take is refused, and named") {
  if (!has_regexp()) return;
  Searcher searcher;
  const std::string pattern =
      GENERATE(as<std::string>(), "[", "(", ")", "a)", "*a", "(*UTF)x", "(*LIMIT_MATCH=1)x", "a**", "\\", "[\\",
               "\\Qa\\E", "\\p{L}", "\\K", "\\R", "\\z", "\\1", "(a\\1)", "(?R)", "(?1)", "(?&x)", "(?<n>a)",
               "(?P<1>a)", "(?P<a>x)(?P<a>y)", "(?P=a)", "(?P>a)", "(?|a)", "(?C1)", "(?", "(?L)x", "\\x4", "\\u12",
               "[b-a]", "(?(9)a|b)", "\\8");
  CAPTURE(pattern);
  CHECK_THAT(searcher.refusal(pattern, "text"), Catch::StartsWith(json::python_repr(std::string_view(pattern)) + ": "));
  CHECK_FALSE(storage::sql::Regexp::compile(pattern).ok());
}

TEST_CASE("a value is searched as Python's str shows it") {
  if (!has_regexp()) return;
  Searcher searcher;
  CHECK(searcher.finds("^None$", nullptr));
  CHECK(searcher.finds("^1\\.0$", 1.0));
  CHECK(searcher.finds("^1e\\+16$", 1e16));
  CHECK(searcher.finds("^5$", std::int64_t{5}));
  CHECK(searcher.finds("a.b", std::string("a\0b", 3)));
  CHECK(searcher.finds("b", std::string("\xFF b")));
}

TEST_CASE("a pattern that runs away is stopped") {
  if (!has_regexp()) return;
  Searcher searcher;
  const auto start = std::chrono::steady_clock::now();
  CHECK_THAT(searcher.refusal("^(a+)+$", std::string(64, 'a') + "b"), Catch::Contains("too many steps"));
  CHECK_THAT(searcher.refusal("(((a{1,1000}){1,1000}){1,1000})", "a"), Catch::Contains(": "));
  CHECK_THAT(searcher.refusal(std::string(5'000, '('), "a"), Catch::Contains("unterminated subpattern"));
  CHECK_THAT(searcher.refusal(std::string(4'000, '(') + std::string(4'000, ')'), "a"), Catch::Contains("nested"));
  CHECK_THAT(searcher.refusal(std::string(20'000, 'a'), "a"), Catch::Contains("too long"));
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(20));
}
