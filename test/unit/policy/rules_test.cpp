#include "policy/rules.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "policy/rule_parser.hpp"

using ceilometer::policy::CheckTree;
using ceilometer::policy::Credentials;
using ceilometer::policy::parse_text_rule;
using ceilometer::policy::Rules;

namespace {

Rules make(const std::map<std::string, std::string>& texts, std::string_view default_rule = "default") {
  std::map<std::string, CheckTree> trees;
  for (const auto& [name, text] : texts) trees.emplace(name, parse_text_rule(text).tree);
  return Rules(std::move(trees), default_rule);
}

std::string numbered(std::string prefix, int i) { return prefix.append(std::to_string(i)); }

const Credentials kAdmin{"Member,ADMIN", "u", "p"};
const Credentials kMember{"Member", "u", "p"};
const Credentials kNobody{};

}  // namespace

TEST_CASE("Roles are split at commas, not trimmed, and compared in any case") {
  const Rules rules = make({{"x", "role:admin"}, {"empty", "role:"}});
  struct Case {
    std::string roles;
    bool accepted;
  };
  const Case c = GENERATE(values<Case>({{"admin", true},
                                        {"ADMIN", true},
                                        {"Member,admin", true},
                                        {"admin,Member", true},
                                        {"Member, admin", false},
                                        {"admin ", false},
                                        {"administrator", false},
                                        {"", false},
                                        {",", false},
                                        {",admin,", true}}));
  INFO(c.roles);
  CHECK(rules.accept("x", {c.roles, std::nullopt, std::nullopt}) == c.accepted);
  CHECK(rules.accept("empty", {"", {}, {}}));
  CHECK(rules.accept("empty", {"a,", {}, {}}));
  CHECK_FALSE(rules.accept("empty", {"a", {}, {}}));
}

TEST_CASE("A missing rule is the default rule's business") {
  const Rules with = make({{"default", "role:admin"}, {"x", "rule:missing"}});
  CHECK(with.contains("default"));
  CHECK_FALSE(with.contains("missing"));
  CHECK_FALSE(with.contains(""));
  CHECK(with.accept("missing", kAdmin));
  CHECK_FALSE(with.accept("missing", kMember));
  CHECK(with.accept("x", kAdmin));
  CHECK_FALSE(with.accept("x", kMember));

  const Rules without = make({{"x", "not rule:missing"}});
  CHECK_FALSE(without.accept("missing", kAdmin));
  CHECK(without.accept("x", kMember));

  CHECK(make({{"other", "@"}}, "other").accept("missing", kMember));
  CHECK_FALSE(make({{"default", "@"}}, "other").accept("missing", kMember));
  CHECK_FALSE(make({{"default", "@"}}, "").accept("missing", kMember));
  CHECK_FALSE(make({{"", "@"}}, "").accept("missing", kMember));
  CHECK_FALSE(make({}).accept("x", kAdmin));
}

TEST_CASE("Rules that lead back to themselves deny, under not as well") {
  SECTION("to itself") {
    const Rules rules =
        make({{"a", "rule:a"}, {"b", "not rule:a"}, {"c", "role:admin or rule:a"}, {"d", "not rule:d"}});
    CHECK_FALSE(rules.accept("a", kAdmin));
    CHECK_FALSE(rules.accept("b", kAdmin));
    CHECK(rules.accept("c", kAdmin));
    CHECK_FALSE(rules.accept("c", kMember));
    CHECK_FALSE(rules.accept("d", kMember));
    REQUIRE(rules.faults().size() == 2);
    CHECK(rules.faults()[0].rule == "a");
    CHECK(rules.faults()[0].problem == "it refers to itself");
    CHECK(rules.faults()[1].rule == "d");
  }
  SECTION("over others") {
    const Rules rules = make({{"a", "rule:b"}, {"b", "rule:c"}, {"c", "rule:a or rule:b"}, {"z", "not rule:c"}});
    for (const char* name : {"a", "b", "c", "z"}) CHECK_FALSE(rules.accept(name, kAdmin));
    CHECK(rules.faults().size() == 3);
  }
  SECTION("over the default rule") {
    const Rules rules = make({{"default", "rule:missing"}});
    CHECK_FALSE(rules.accept("anything", kAdmin));
    CHECK(rules.faults().size() == 1);
  }
  SECTION("a rule that is used twice is no circle") {
    const Rules rules = make({{"a", "rule:b and rule:c"}, {"b", "rule:d"}, {"c", "rule:d"}, {"d", "role:admin"}});
    CHECK(rules.accept("a", kAdmin));
    CHECK(rules.faults().empty());
  }
}

TEST_CASE("Deep and wide references are bounded") {
  std::map<std::string, std::string> chain;
  for (int i = 1000; i < 2000; ++i) chain[numbered("r", i)] = numbered("rule:r", i + 1);
  chain["r2000"] = "role:admin";
  const Rules deep = make(chain);
  CHECK(deep.accept("r1990", kAdmin));
  CHECK_FALSE(deep.accept("r1990", kMember));
  CHECK_FALSE(deep.accept("r1000", kAdmin));
  REQUIRE_FALSE(deep.faults().empty());
  CHECK(deep.faults()[0].problem == "its references go too deep");

  std::map<std::string, std::string> doubling{{"r160", "@"}};
  for (int i = 100; i < 160; ++i) {
    const std::string next = numbered("rule:r", i + 1);
    doubling.emplace(numbered("r", i), std::string(next).append(" and ").append(next));
  }
  const Rules wide = make(doubling);
  CHECK(wide.accept("r155", kMember));
  CHECK_FALSE(wide.accept("r100", kMember));
  REQUIRE_FALSE(wide.faults().empty());
  CHECK(wide.faults()[0].problem == "it comes to too many checks");
}

TEST_CASE("The caller's attributes") {
  const Rules rules = make({{"user", "user_id:u"}, {"project", "project_id:p"}, {"none", "project_id:None"}});
  CHECK(rules.accept("user", kMember));
  CHECK(rules.accept("project", kMember));
  CHECK_FALSE(rules.accept("none", kMember));
  CHECK_FALSE(rules.accept("user", kNobody));
  CHECK_FALSE(rules.accept("project", kNobody));
  CHECK(rules.accept("none", kNobody));
}
