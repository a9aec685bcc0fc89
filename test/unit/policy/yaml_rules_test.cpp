#include "policy/yaml_rules.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "json/write.hpp"
#include "policy/rule_file.hpp"
#include "unit/policy/fakes.hpp"

using ceilometer::policy::kMaxYamlSize;
using ceilometer::policy::parse_rule_file;
using ceilometer::policy::RuleTexts;
namespace fakes = ceilometer::policy::test;

namespace {

/// The rules as one JSON object.
std::string shown(const RuleTexts& rules) {
  ceilometer::json::Object object;
  for (const auto& [name, value] : rules) object[name] = value;
  return ceilometer::json::dumps(object);
}

std::string parsed(const std::string& text) {
  const auto rules = parse_rule_file("/p", text);
  return rules ? shown(*rules) : rules.error().message;
}

}  // namespace

TEST_CASE("Nothing but comments is no rules, whatever the build reads") {
  CHECK(parsed("") == "{}");
  CHECK(parsed("\n") == "{}");
  CHECK(parsed("# Intended scope(s): project\n#\"telemetry:get_samples\": \"\"\n\n  # more\r\n") == "{}");
}

TEST_CASE("JSON is read as JSON") {
  CHECK(parsed("{\"a\": \"@\", \"b\": [[\"role:x\"]], \"a\": \"!\"}") == R"({"a": "!", "b": [["role:x"]]})");
  CHECK(parsed("{\"a\": null}") == "/p: rule \"a\": it must be a string or a list.");
  CHECK(parsed("[]") == "/p: it is no object of rules.");
}

#ifdef CEILOMETER_HAVE_YAML

TEST_CASE("YAML rules") {
  struct Case {
    std::string text;
    std::string rules;
  };
  const Case c = GENERATE(values<Case>({
      {"---\n", "{}"},
      {"%YAML 1.1\n---\n...\n", "{}"},
      {"~", "{}"},
      {"Null\n", "{}"},
      {"{}", "{}"},
      {"a: role:admin", R"({"a": "role:admin"})"},
      {"\"a\": \"\"\n", R"({"a": ""})"},
      {"'a:b': 'role:x or rule:y'\n# end", R"({"a:b": "role:x or rule:y"})"},
      {"telemetry:get_samples: role:a and not role:b", R"({"telemetry:get_samples": "role:a and not role:b"})"},
      {"a: '!'\nb: \"@\"", R"({"a": "!", "b": "@"})"},
      {"a: x\nb: y\na: z", R"({"a": "z", "b": "y"})"},
      {"a: [role:x, [role:y, 'role:z']]", R"({"a": ["role:x", ["role:y", "role:z"]]})"},
      {"a:\n- role:x\n- - role:y\n  - role:z\n", R"({"a": ["role:x", ["role:y", "role:z"]]})"},
      {"a: []", R"({"a": []})"},
      {"a: [[]]", R"({"a": [[]]})"},
      {"a: >\n  role:x\n  or role:y\n", "{\"a\": \"role:x or role:y\\n\"}"},
      {"a: |\n  role:x\n", "{\"a\": \"role:x\\n\"}"},
      {"a: role:x\n  or role:y", R"({"a": "role:x or role:y"})"},
      {"a: !!str role:x", R"({"a": "role:x"})"},
      {"a: !!str 1", R"({"a": "1"})"},
      {"a: 'true'\nb: \"1\"\n'yes': x", R"({"a": "true", "b": "1", "yes": "x"})"},
      {"a: True:%(enabled)s", R"({"a": "True:%(enabled)s"})"},
      {"a: \"\\u00e9\"", R"({"a": "\u00e9"})"},
      {"{\"a\": \"\",}", R"({"a": ""})"},
      {"{a: role:x, b: 'role:y'}", R"({"a": "role:x", "b": "role:y"})"},
      {"\xEF\xBB\xBF"
       "a: role:x",
       R"({"a": "role:x"})"},
      {"a: role:x\r\nb: role:y\r\n", R"({"a": "role:x", "b": "role:y"})"},
      {"a: role:x\n...\n", R"({"a": "role:x"})"},
  }));
  INFO(c.text);
  CHECK(parsed(c.text) == c.rules);
}

TEST_CASE("What is no YAML of rules is refused by line") {
  const std::string not_text = "; without quotes this is none.";
  const std::string value = "it must be a string or a list";
  struct Case {
    std::string text;
    std::string error;
  };
  const Case c = GENERATE_COPY(values<Case>({
      {"nonsense", "line 1: it is no mapping of rules (name: rule)."},
      {"\n- a: b", "line 2: it is no mapping of rules (name: rule)."},
      {"''", "line 1: it is no mapping of rules (name: rule)."},
      {"a: x\nb:\n", "line 2: rule \"b\": " + value + not_text},
      {"a: null", "line 1: rule \"a\": " + value + not_text},
      {"a: ~", "line 1: rule \"a\": " + value + not_text},
      {"a: true", "line 1: rule \"a\": " + value + not_text},
      {"a: No", "line 1: rule \"a\": " + value + not_text},
      {"a: 1", "line 1: rule \"a\": " + value + not_text},
      {"a: -1.5e+3", "line 1: rule \"a\": " + value + not_text},
      {"a: 1:1", "line 1: rule \"a\": " + value + not_text},
      {"a: .inf", "line 1: rule \"a\": " + value + not_text},
      {"a: 2016-03-01", "line 1: rule \"a\": " + value + not_text},
      {"a: 2016-03-01T08:17:42Z", "line 1: rule \"a\": " + value + not_text},
      {"a: {b: c}", "line 1: rule \"a\": " + value + "."},
      {"a:\n  b: c", "line 2: rule \"a\": " + value + "."},
      {"a: [1]", "line 1: rule \"a\": a list must hold strings and lists of strings" + not_text},
      {"a: [{b: c}]", "line 1: rule \"a\": a list must hold strings and lists of strings."},
      {"a: [[[x]]]", "line 1: rule \"a\": a list in a list must hold strings."},
      {"a: [[null]]", "line 1: rule \"a\": a list in a list must hold strings" + not_text},
      {"yes: x", "line 1: the name of a rule must be a text."},
      {"1: x", "line 1: the name of a rule must be a text."},
      {"? [a]\n: x", "line 1: the name of a rule must be a text."},
      {"<<: x", "line 1: the name of a rule must be a text."},
      {"a: x\nb: !", "line 2: tags (!name) are not read: a text that begins with ! needs quotes."},
      {"a: ! x", "line 1: tags (!name) are not read: a text that begins with ! needs quotes."},
      {"a: !!python/object:x {}", "line 1: tags (!name) are not read: a text that begins with ! needs quotes."},
      {"a: !!int 1", "line 1: tags (!name) are not read: a text that begins with ! needs quotes."},
      {"!x {}", "line 1: tags (!name) are not read: a text that begins with ! needs quotes."},
      {"a: !x [b]", "line 1: tags (!name) are not read: a text that begins with ! needs quotes."},
      {"a: &x role:a", "line 1: anchors (&name) are not read."},
      {"a: &x [role:a]", "line 1: anchors (&name) are not read."},
      {"&x\na: b", "line 1: anchors (&name) are not read."},
      {"a: b\nc: *x", "line 2: aliases (*name) are not read."},
      {"*x : b", "line 1: aliases (*name) are not read."},
      {"a: b\n---\nc: d", "line 2: a second document begins."},
      {"a: b\n c: d", "line 2: it is no YAML: mapping values are not allowed in this context."},
      {"a: @", "line 1: it is no YAML: found character that cannot start any token."},
      {"a: \"b", "line 1: it is no YAML: found unexpected end of stream."},
      {"a: [b", "line 2: it is no YAML: did not find expected ',' or ']'."},
      {"a: b\n\tc: d", "line 2: it is no YAML: found a tab character that violates indentation."},
      {"{\"a\": \"role:x\"", "line 2: it is no YAML: did not find expected ',' or '}'."},
      {"a: \x01", "byte 3: it is no YAML: control characters are not allowed."},
      {"a: \xff", "byte 3: it is no YAML: invalid leading UTF-8 octet."},
      {"a: \"\\ud800\"", "line 1: it is no YAML: found invalid Unicode character escape code."},
  }));
  INFO(c.text);
  CHECK(parsed(c.text) == "/p: " + c.error);
}

TEST_CASE("YAML that would cost much is refused early") {
  std::string laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'z'; ++c) {
    laughs.append({c}).append(": &").append({c}).append(" [*").append({static_cast<char>(c - 1)}).append(", x]\n");
  }
  CHECK(parsed(laughs) == "/p: line 1: anchors (&name) are not read.");
  CHECK(parsed("a: " + std::string(500000, '[')).find("a list in a list must hold strings.") != std::string::npos);
  CHECK(parsed("a: " + std::string(500000, '{')).find("it must be a string or a list.") != std::string::npos);
  CHECK_FALSE(parse_rule_file("/p", std::string(500000, '-')).ok());
  CHECK(parsed("a: role:x\n" + std::string(kMaxYamlSize, '\n')) ==
        "/p: line 1: it is larger than 1 MiB, which is too much of YAML.");

  std::string many;
  for (int i = 0; i < 20000; ++i) many.append("rule").append(std::to_string(i)).append(": 'role:a or role:b'\n");
  const auto rules = parse_rule_file("/p", many);
  REQUIRE(rules.ok());
  CHECK(rules->size() == 20000);
}

TEST_CASE("policy.yaml is found where there is no policy.json and no file is named") {
  const ceilometer::test::TempDir dir;
  fakes::LineLogger logger;
  const auto load = [&](const std::string& oslo_policy) {
    auto source =
        ceilometer::policy::PolicySource::load(fakes::write_config(dir, oslo_policy), logger, fakes::FakeClients());
    if (!source) FAIL(source.error().message);
    return *source;
  };
  dir.write("policy.yaml", "a: role:admin\n");
  CHECK(load("")->rules()->notes[0] == "policy: rules from " + dir.path("policy.yaml"));
  CHECK(load("")->enforcer().has_rule("a"));
  dir.write("mine.yaml", "b: role:admin\n");
  CHECK(load("policy_file = mine.yaml")->enforcer().has_rule("b"));
  dir.write("policy.json", "{}");
  CHECK(load("")->rules()->notes[0] == "policy: rules from " + dir.path("policy.json"));
  CHECK(load("")->rules()->warnings[0] == dir.path("policy.json") + ": it holds no rules.");
}

#else

TEST_CASE("A build without libyaml says that it reads no YAML") {
  CHECK(parsed("a: role:x") ==
        "/p: line 1: it is no JSON object of rules, and this build does not read YAML (CEILOMETER_YAML).");
}

#endif
