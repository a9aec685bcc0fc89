#include "policy/rule_parser.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>
#include <string>

#include "policy/rules.hpp"

using ceilometer::policy::Check;
using ceilometer::policy::Credentials;
using ceilometer::policy::parse_list_rule;
using ceilometer::policy::parse_text_rule;
using ceilometer::policy::ParsedRule;
using ceilometer::policy::Rules;
namespace json = ceilometer::json;

namespace {

// Roles a and b, not c; user u without a project. "yes" and "no" are rules; "no-such" is none.
const Credentials kCaller{"a,b", "u", std::nullopt};

bool accepts(const ParsedRule& rule) {
  const Rules rules({{"x", rule.tree}, {"yes", parse_text_rule("@").tree}, {"no", parse_text_rule("!").tree}}, "");
  return rules.accept("x", kCaller);
}

json::Array list(const std::string& text) { return *json::parse(text)->as<json::Array>(); }

}  // namespace

TEST_CASE("Rules that accept and rules that do not") {
  struct Case {
    std::string text;
    bool accepted;
  };
  const Case c = GENERATE(values<Case>({
      {"", true},
      {"@", true},
      {"!", false},
      {"role:a", true},
      {"role:A", true},
      {"role:c", false},
      {"role:", false},
      {"rule:yes", true},
      {"rule:no", false},
      {"rule:no-such", false},
      {"rule:YES", false},
      {"not rule:no-such", true},
      // precedence and parentheses
      {"@ and @", true},
      {"@ and !", false},
      {"! or @", true},
      {"! or !", false},
      {"not !", true},
      {"not @", false},
      {"not not @", true},
      {"not not not @", false},
      {"@ AND @ oR !", true},
      {"@ or @ and !", true},
      {"! and ! or @", true},
      {"! and (! or @)", false},
      {"(@ or @) and !", false},
      {"@ or ! and ! and !", true},
      {"! or @ and @ and @", true},
      {"! or @ and @ and !", false},
      {"! or @ and ! or @", true},
      {"! or @ and ! or ! and @", false},
      {"not ! and @", true},
      {"not ! and !", false},
      {"not (! and !)", true},
      {"not @ or @", true},
      {"not (@ or @)", false},
      {"((@))", true},
      {"( ( @ ) )", true},
      {"((! or (@ and not !)))", true},
      {"(@ and @) and !", false},
      {"! or (@ and @) and !", false},
      {"role:c or\trole:a\n", true},
      {"  role:a  ", true},
      {"(role:c or role:a) and (rule:no or rule:yes)", true},
      // attributes of the caller
      {"user_id:u", true},
      {"user_id:U", false},
      {"user_id:%(user_id)s", false},
      {"not user_id:%(user_id)s", true},
      {"project_id:%(project_id)s", false},
      {"project_id:None", true},
      {"project_id:", false},
      {"roles:a", true},
      {"roles:A", false},
      {"roles:c", false},
      {"tenant-id:x", false},
      {"domain.id:x", false},
      {"not domain.id:x", true},
      {"is_admin:True", false},
      {"role:%(x)s", false},
      {"role:a%%", false},
      // literals
      {"'x':x", true},
      {"\"x\":x", true},
      {"'x':y", false},
      {"'x':%(y)s", false},
      {"'%':%%", true},
      {"True:True", true},
      {"True:False", false},
      {"True:%(enabled)s", false},
      {"None:None", true},
      {"1:1", true},
      {"-1:-1", true},
      {"1:01", false},
      {"1.50:1.5", true},
      {"1e3:1000.0", true},
      {"'':", true},
      {"a:b:c", false},
      {"'a':b:c", false},
      {"'b:c':b:c", false},  // the first : ends the left side, so this is no literal
  }));
  INFO(c.text);
  const ParsedRule rule = parse_text_rule(c.text);
  CHECK(accepts(rule) == c.accepted);
}

TEST_CASE("What is not understood denies, under not as well, and is reported") {
  const std::string text = GENERATE(values<std::string>({
      "word",
      "not word",
      "not (word)",
      "word or !",
      "word and @",
      "not (word and @)",
      "not (word or !)",
      "@ @",
      "@ and",
      "and @",
      "and",
      "or",
      "not",
      "@ or or @",
      "(@",
      "@)",
      "()",
      "(",
      ")",
      "( @",
      "@ and (@",
      "@ not",
      "\"quoted\"",
      "'a':'b'",
      "'quoted' or @",
      "role:a%",
      "not role:a%",
      "role:%s",
      "role:%d",
      "role:%(x",
      ":x",
      "1a:x",
      "not 1a:x",
      "01:01",
      "'x\\n':x",
      "'x:x",
      "user_id.x:y",
      "not user_id.x:y",
      "roles.x:y",
      "project_id.:y",
      "(@)and(@)",
      "@ and(@)",
  }));
  INFO(text);
  const ParsedRule rule = parse_text_rule(text);
  CHECK_FALSE(accepts(rule));
  CHECK_FALSE(rule.problems.empty());
}

TEST_CASE("What is not understood does not spoil another alternative") {
  CHECK(accepts(parse_text_rule("word or role:a")));
  CHECK(accepts(parse_text_rule("role:a or word")));
  CHECK(accepts(parse_text_rule("not (word and !)")));
  CHECK_FALSE(accepts(parse_text_rule("role:c or word")));
}

TEST_CASE("Checks that ask a server name it, and are unknown where nobody asks") {
  const auto url_of = [](const ParsedRule& rule) {
    std::string urls;
    for (const Check& check : rule.tree.checks) urls += check.kind == Check::Kind::kRemote ? check.text : "";
    return urls;
  };
  struct Case {
    std::string text;
    std::string url;
  };
  const Case c = GENERATE(values<Case>({{"http://h/", "http://h/"},
                                        {"https://h:1/p?q=%%", "https://h:1/p?q=%"},
                                        {"not http://h/", "http://h/"},
                                        {"(! or (http://h/a))", "http://h/a"},
                                        {"'http':x", ""},
                                        {"HTTP://h/", ""}}));
  INFO(c.text);
  const ParsedRule rule = parse_text_rule(c.text);
  CHECK(rule.problems.empty());
  CHECK(url_of(rule) == c.url);
  CHECK_FALSE(accepts(rule));
  CHECK(url_of(parse_list_rule(list(R"([["role:a", "http://h/"]])"))) == "http://h/");
}

TEST_CASE("Checks that name no server deny and are reported without a password") {
  const std::string text = GENERATE(values<std::string>(
      {"http:", "(http:", "http:h", "http://", "https:///x", "http://h/%(x)s", "not http://h/%(x)s", "http://h/%d"}));
  INFO(text);
  const ParsedRule rule = parse_text_rule(text);
  CHECK_FALSE(accepts(rule));
  CHECK_FALSE(rule.problems.empty());

  const ParsedRule secret = parse_text_rule("http://u:hunter2@h/%(x)s");
  REQUIRE(secret.problems.size() == 1);
  CHECK(secret.problems[0] == "'http://u:***@h/%(x)s' has a %(name)s, and there are no names");
}

TEST_CASE("The list form") {
  struct Case {
    std::string text;
    bool accepted;
  };
  const Case c = GENERATE(values<Case>({
      {"[]", true},
      {"[[]]", false},
      {"[[], []]", false},
      {"[\"\"]", false},
      {"[\"role:a\"]", true},
      {"[\"role:c\"]", false},
      {"[\"role:c\", \"role:a\"]", true},
      {"[[\"role:a\"]]", true},
      {"[[\"role:a\", \"role:c\"]]", false},
      {"[[\"role:a\", \"role:b\"]]", true},
      {"[[\"role:c\"], [\"role:a\", \"role:b\"]]", true},
      {"[[\"role:c\"], []]", false},
      {"[\"@\"]", true},
      {"[\"!\"]", false},
      {"[[\"rule:yes\", \"role:b\"], \"!\"]", true},
  }));
  INFO(c.text);
  const ParsedRule rule = parse_list_rule(list(c.text));
  CHECK(accepts(rule) == c.accepted);
  CHECK(rule.problems.empty());
}

TEST_CASE("Wrong items of the list form deny") {
  const std::string text = GENERATE("[1]", "[[1]]", "[{\"a\": 1}]", "[[[\"@\"]]]", "[true]", "[\"word\"]", "[[\"\"]]");
  INFO(text);
  const ParsedRule rule = parse_list_rule(list(text));
  CHECK_FALSE(accepts(rule));
  CHECK(rule.problems.size() == 1);
}

TEST_CASE("Long rules are understood, deep ones are not") {
  const auto repeated = [](int count, const std::string& part) {
    std::string text;
    for (int i = 0; i < count; ++i) text += part;
    return text;
  };
  CHECK(accepts(parse_text_rule(repeated(50000, "role:c or ") + "role:a")));
  CHECK(accepts(parse_text_rule(repeated(50000, "role:b and ") + "role:a")));
  CHECK(accepts(parse_text_rule("! or " + repeated(50000, "role:b and ") + "role:a")));
  CHECK(accepts(parse_text_rule(repeated(50000, "(") + "role:a" + repeated(50000, ")"))));
  CHECK(accepts(parse_text_rule(repeated(90, "not ") + "role:a")));

  const ParsedRule deep = parse_text_rule(repeated(100000, "not ") + "role:a");
  CHECK_FALSE(accepts(deep));
  REQUIRE(deep.problems.size() == 1);
  CHECK(deep.problems[0] == "it nests too deep");
  CHECK_FALSE(accepts(parse_text_rule(repeated(1000, "@ or (@ and ") + "@" + repeated(1000, ")"))));
}

// The language's grammar written as one usually would: the parser must agree with it.
namespace {

class Reference {
 public:
  explicit Reference(const std::string& text) : text_(text) {}

  /// nullopt: no rule.
  std::optional<bool> value() {
    const std::optional<bool> result = alternatives();
    return at_ == text_.size() ? result : std::nullopt;
  }

 private:
  std::optional<bool> alternatives() {
    std::optional<bool> left = conjunction();
    while (left && take('|')) {
      const std::optional<bool> right = conjunction();
      left = right ? std::optional(*left || *right) : std::nullopt;
    }
    return left;
  }
  std::optional<bool> conjunction() {
    std::optional<bool> left = negation();
    while (left && take('&')) {
      const std::optional<bool> right = negation();
      left = right ? std::optional(*left && *right) : std::nullopt;
    }
    return left;
  }
  std::optional<bool> negation() {
    if (take('~')) {
      const std::optional<bool> inner = negation();
      return inner ? std::optional(!*inner) : std::nullopt;
    }
    if (take('(')) {
      const std::optional<bool> inner = alternatives();
      return take(')') ? inner : std::nullopt;
    }
    if (take('@')) return true;
    if (take('!')) return false;
    return std::nullopt;
  }
  bool take(char c) {
    if (at_ == text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string text_;
  std::size_t at_ = 0;
};

}  // namespace

TEST_CASE("The parser agrees with the grammar on random rules") {
  const std::map<char, std::string> words = {{'|', " or "}, {'&', " and "}, {'~', " not "}, {'(', " ( "},
                                             {')', " ) "},  {'@', " @ "},   {'!', " ! "}};
  constexpr std::string_view kTokens = "|&~()@!@!";
  std::mt19937 random(20160301);
  int rules = 0;
  for (int round = 0; round < 100000; ++round) {
    std::string tokens;
    std::string text;
    const std::size_t length = 1 + random() % 9;
    for (std::size_t i = 0; i < length; ++i) {
      tokens += kTokens[random() % kTokens.size()];
      text += words.at(tokens.back());
    }
    const std::optional<bool> expected = Reference(tokens).value();
    const ParsedRule rule = parse_text_rule(text);
    if (rule.problems.empty() != expected.has_value() || accepts(rule) != expected.value_or(false)) FAIL(text);
    rules += expected.has_value() ? 1 : 0;
  }
  CHECK(rules > 2000);
}
