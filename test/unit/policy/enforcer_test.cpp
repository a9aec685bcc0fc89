#include "policy/enforcer.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "json/value.hpp"
#include "unit/config/temp_dir.hpp"

using ceilometer::config::Config;
using ceilometer::config::Sources;
using ceilometer::policy::Credentials;
using ceilometer::policy::Enforcer;
using ceilometer::test::TempDir;

namespace {

const Credentials kAdmin{"admin", "u", "p"};
const Credentials kMember{"Member", "u", "p"};

ceilometer::Result<Enforcer> load(const TempDir& dir, const std::string& oslo_policy = "") {
  Sources sources;
  sources.files = {dir.write("ceilometer.conf", "[oslo_policy]\n" + oslo_policy)};
  const auto config = Config::load(sources);
  if (!config) FAIL(config.error().message);
  return Enforcer::load(**config);
}

Enforcer loaded(const TempDir& dir, const std::string& oslo_policy = "") {
  const auto enforcer = load(dir, oslo_policy);
  if (!enforcer) FAIL(enforcer.error().message);
  return *enforcer;
}

std::string shipped() {
  return (std::filesystem::path(__FILE__).parent_path() / "../../../etc/ceilometer/policy.json").string();
}

}  // namespace

TEST_CASE("policy.json is found beside the configuration") {
  const TempDir dir;
  dir.write("policy.json", R"({"a": "role:admin", "b": [["role:member"]], "a": "role:Member", "c": "", "d": []})");
  const Enforcer enforcer = loaded(dir);
  CHECK(enforcer.has_rule("a"));
  CHECK_FALSE(enforcer.has_rule("default"));
  CHECK(enforcer.enforce("a", kMember));
  CHECK_FALSE(enforcer.enforce("a", kAdmin));
  CHECK(enforcer.enforce("b", kMember));
  CHECK(enforcer.enforce("c", {}));
  CHECK(enforcer.enforce("d", {}));
  CHECK_FALSE(enforcer.enforce("missing", kAdmin));
  CHECK(enforcer.warnings().empty());
  REQUIRE(enforcer.notes().size() == 1);
  CHECK(enforcer.notes()[0] == "policy: rules from " + dir.path("policy.json"));
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
  const Enforcer enforcer = loaded(dir);
  CHECK_FALSE(enforcer.enforce("a", kAdmin));
  CHECK(enforcer.enforce("b", {}));
  CHECK(enforcer.enforce("c", {}));
  CHECK(enforcer.enforce("d", {}));
  CHECK(enforcer.warnings().empty());

  dir.write("more/1", R"({"a": "@", "e": "!"})");
  const Enforcer more = loaded(dir, "policy_dirs = no-such-directory\npolicy_dirs = " + dir.path("more"));
  CHECK(more.enforce("a", {}));
  CHECK_FALSE(more.enforce("b", {}));
  CHECK_FALSE(more.enforce("e", kAdmin));
}

TEST_CASE("Without a file the shipped rules hold") {
  const TempDir dir;
  const Enforcer enforcer = loaded(dir, "policy_default_rule = default");
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
  REQUIRE(enforcer.notes().size() == 1);
  CHECK(enforcer.notes()[0].find("no policy.json is found") != std::string::npos);

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
  const std::string no_json = file + "it is not a JSON object of rules (YAML is not read).";
  CHECK(error("") == no_json);
  CHECK(error("a: role:admin") == no_json);
  CHECK(error("[]") == no_json);
  CHECK(error("\"x\"") == no_json);
  CHECK(error("{\"a\": \"\",}") == no_json);
  for (const char* value : {"null", "1", "true", "false", "{}", "{\"b\": \"@\"}"}) {
    CHECK(error("{\"a\": " + std::string(value) + "}") == file + "rule \"a\": it must be a string or a list.");
  }
  CHECK(error(R"({"x": "role:a or http://u:hunter2@h/"})") ==
        file + "rule \"x\": checks that ask a server (http:, https:) are not supported.");
  CHECK(error(R"({"x": [["https://h/"]]})") ==
        file + "rule \"x\": checks that ask a server (http:, https:) are not supported.");
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
  dir.write("policy.d/1", "nonsense");
  CHECK(error("") == dir.path("policy.d/1") + ": it is not a JSON object of rules (YAML is not read).");
}

TEST_CASE("Rules that deny because they are wrong are reported by file and name") {
  const TempDir dir;
  dir.write("policy.json", R"({"a": "role:x or admin", "b": "rule:b", "c": "(@", "d": "@"})");
  const Enforcer enforcer = loaded(dir);
  const std::string file = dir.path("policy.json");
  REQUIRE(enforcer.warnings().size() == 3);
  CHECK(enforcer.warnings()[0] ==
        file + ": rule \"a\": 'admin' is no check of the form kind:match, so it does not grant access there.");
  CHECK(enforcer.warnings()[1] ==
        file + ": rule \"c\": it does not follow the rule language, so it does not grant access there.");
  CHECK(enforcer.warnings()[2] == file + ": rule \"b\": it refers to itself, so it denies.");
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
