#include "policy/enforcer.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "json/value.hpp"
#include "unit/policy/fakes.hpp"

using ceilometer::policy::Credentials;
using ceilometer::policy::Enforcer;
using ceilometer::policy::PolicySource;
using ceilometer::policy::RuleSet;
using ceilometer::test::TempDir;
namespace fakes = ceilometer::policy::test;

namespace {

const Credentials kAdmin{"admin", "u", "p"};
const Credentials kMember{"Member", "u", "p"};

ceilometer::Result<std::shared_ptr<const RuleSet>> load(const TempDir& dir, const std::string& oslo_policy = "") {
  fakes::LineLogger logger;
  const auto source = PolicySource::load(fakes::write_config(dir, oslo_policy), logger, fakes::FakeClients());
  if (!source) return source.error();
  return (*source)->rules();
}

std::shared_ptr<const RuleSet> rules(const TempDir& dir, const std::string& oslo_policy = "") {
  const auto rules = load(dir, oslo_policy);
  if (!rules) FAIL(rules.error().message);
  return *rules;
}

Enforcer loaded(const TempDir& dir, const std::string& oslo_policy = "") { return Enforcer(rules(dir, oslo_policy)); }

std::string shipped() {
  return (std::filesystem::path(__FILE__).parent_path() / "../../../etc/ceilometer/policy.json").string();
}

}  // namespace

TEST_CASE("policy.json is found beside the configuration") {
  const TempDir dir;
  dir.write("policy.json", R"({"a": "role:admin", "b": [["role:member"]], "a": "role:Member", "c": "", "d": []})");
  const auto all = rules(dir);
  const Enforcer enforcer(all);
  CHECK(enforcer.has_rule("a"));
  CHECK_FALSE(enforcer.has_rule("default"));
  CHECK(enforcer.enforce("a", kMember));
  CHECK_FALSE(enforcer.enforce("a", kAdmin));
  CHECK(enforcer.enforce("b", kMember));
  CHECK(enforcer.enforce("c", {}));
  CHECK(enforcer.enforce("d", {}));
  CHECK_FALSE(enforcer.enforce("missing", kAdmin));
  CHECK(all->warnings.empty());
  REQUIRE(all->notes.size() == 1);
  CHECK(all->notes[0] == "policy: rules from " + dir.path("policy.json"));
}

TEST_CASE("The file can be named") {
  const TempDir dir;
  const std::string file = dir.write("sub/mine.json", R"({"a": "@", "mine": "role:admin"})");
  CHECK(loaded(dir, "policy_file = " + file).enforce("a", {}));
  CHECK(loaded(dir, "policy_file = sub/mine.json").enforce("a", {}));
  const Enforcer enforcer = loaded(dir, "policy_file = sub/mine.json\npolicy_default_rule = mine");
  CHECK(enforcer.enforce("missing", kAdmin));
  CHECK_FALSE(enforcer.enforce("missing", kMember));
  CHECK_FALSE(enforcer.has_rule("missing"));
}

TEST_CASE("policy_dirs replace rules, file by file") {
  const TempDir dir;
  dir.write("policy.json", R"({"a": "!", "b": "!", "c": "word", "d": "rule:b", "e": "@"})");
  dir.write("policy.d/20", R"({"b": "!", "c": "@"})");
  dir.write("policy.d/30", R"({"b": "@"})");
  dir.write("policy.d/.hidden", "no JSON");
  dir.write("policy.d/sub/x", "no JSON");
  const auto all = rules(dir);
  const Enforcer enforcer(all);
  CHECK_FALSE(enforcer.enforce("a", kAdmin));
  CHECK(enforcer.enforce("b", {}));
  CHECK(enforcer.enforce("c", {}));
  CHECK(enforcer.enforce("d", {}));
  CHECK(all->warnings.empty());
  REQUIRE(all->notes.size() == 3);
  CHECK(all->notes[2] == "policy: rules from " + dir.path("policy.d/30"));

  dir.write("more/1", R"({"a": "@", "e": "!"})");
  const Enforcer more = loaded(dir, "policy_dirs = no-such-directory\npolicy_dirs = " + dir.path("more"));
  CHECK(more.enforce("a", {}));
  CHECK_FALSE(more.enforce("b", {}));
  CHECK_FALSE(more.enforce("e", kAdmin));
}

TEST_CASE("Without a file the shipped rules hold") {
  const TempDir dir;
  const auto all = rules(dir, "policy_default_rule = default");
  const Enforcer enforcer(all);
  const std::ifstream text(shipped());
  REQUIRE(text);

  std::stringstream buffer;
  buffer << text.rdbuf();
  const auto parsed = ceilometer::json::parse(buffer.str());
  REQUIRE(parsed);
  const Enforcer from_file = loaded(dir, "policy_file = " + shipped());
  const auto& members = parsed->as<ceilometer::json::Object>()->members();
  CHECK(members.size() == 12);
  for (const auto& member : members) {
    INFO(member.name);
    CHECK(enforcer.has_rule(member.name));
    CHECK(from_file.has_rule(member.name));
    for (const Credentials& caller : {kAdmin, kMember, Credentials{}}) {
      CHECK(enforcer.enforce(member.name, caller) == from_file.enforce(member.name, caller));
    }
  }
  CHECK(enforcer.enforce("segregation", kAdmin));
  CHECK_FALSE(enforcer.enforce("segregation", kMember));
  CHECK(enforcer.enforce("telemetry:get_samples", {}));
  CHECK_FALSE(enforcer.enforce("telemetry:unheard_of", kAdmin));
  REQUIRE(all->notes.size() == 1);
  CHECK(all->notes[0].find("no policy.json is found") != std::string::npos);

  dir.write("policy.d/10", R"({"telemetry:get_samples": "role:admin"})");
  CHECK_FALSE(loaded(dir).enforce("telemetry:get_samples", kMember));
}

TEST_CASE("What cannot be a policy stops the start") {
  const TempDir dir;
  const auto error = [&](const std::string& text) {
    dir.write("policy.json", text);
    const auto result = load(dir);
    INFO(text);
    REQUIRE_FALSE(result.ok());
    return result.error().message;
  };
  const std::string file = dir.path("policy.json") + ": ";
  CHECK(error("[]") == file + "it is no object of rules.");
  CHECK(error("\"x\"") == file + "it is no object of rules.");
  for (const char* value : {"null", "1", "true", "false", "{}", "{\"b\": \"@\"}"}) {
    CHECK(error("{\"a\": " + std::string(value) + "}") == file + "rule \"a\": it must be a string or a list.");
  }
}

TEST_CASE("A file or directory that is named must be right") {
  const TempDir dir;
  const auto error = [&](const std::string& oslo_policy) {
    const auto result = load(dir, oslo_policy);
    REQUIRE_FALSE(result.ok());
    return result.error().message;
  };
  const std::string conf = dir.path("ceilometer.conf");
  CHECK(error("policy_file = none.json") ==
        conf + ": section [oslo_policy], key policy_file: the file 'none.json' is not found.");
  CHECK(error("policy_file = policy.json") ==
        conf + ": section [oslo_policy], key policy_file: the file 'policy.json' is not found.");
  CHECK(error("policy_file =") == conf + ": section [oslo_policy], key policy_file: the file '' is not found.");
  CHECK(error("policy_file = .").find("it is not a regular file.") != std::string::npos);
  CHECK(error("policy_dirs = ceilometer.conf") == conf + ": it cannot be read: Not a directory.");
  dir.write("policy.d/1", "{\"a\": 1}");
  CHECK(error("") == dir.path("policy.d/1") + ": rule \"a\": it must be a string or a list.");
}

TEST_CASE("Rules that deny because they are wrong are reported by file and name") {
  const TempDir dir;
  dir.write("policy.json", R"({"a": "role:x or admin", "b": "rule:b", "c": "(@", "d": "@"})");
  const auto all = rules(dir);
  const Enforcer enforcer(all);
  const std::string file = dir.path("policy.json");
  REQUIRE(all->warnings.size() == 3);
  CHECK(all->warnings[0] ==
        file + ": rule \"a\": 'admin' is no check of the form kind:match, so it does not grant access there.");
  CHECK(all->warnings[1] ==
        file + ": rule \"c\": it does not follow the rule language, so it does not grant access there.");
  CHECK(all->warnings[2] == file + ": rule \"b\": it refers to itself, so it denies.");
  CHECK(enforcer.enforce("a", {"x", {}, {}}));
  CHECK_FALSE(enforcer.enforce("a", kAdmin));
  CHECK_FALSE(enforcer.enforce("c", kAdmin));
}

TEST_CASE("A copy shares the rules and outlives the original") {
  const TempDir dir;
  dir.write("policy.json", R"({"a": "role:admin"})");
  auto first = std::make_unique<Enforcer>(loaded(dir));
  const Enforcer second = *first;
  first.reset();
  CHECK(second.enforce("a", kAdmin));
}
