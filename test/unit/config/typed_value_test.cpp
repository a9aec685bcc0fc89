#include "config/typed_value.hpp"

#include <array>
#include <catch2/catch.hpp>
#include <limits>
#include <set>
#include <string>
#include <vector>

using namespace ceilometer::config;

namespace {

Option option(OptionType type, std::int64_t min = std::numeric_limits<std::int64_t>::min(),
              std::int64_t max = std::numeric_limits<std::int64_t>::max(), bool secret = false) {
  return {.group = "g", .name = "n", .type = type, .fallback = "", .secret = secret, .min = min, .max = max};
}

ceilometer::Result<TypedValue> typed(const Option& o, const std::string& text) {
  return to_typed(o, std::array<std::string, 1>{text});
}

}  // namespace

TEST_CASE("Booleans are oslo.config's words in any case") {
  for (const char* text : {"true", "True", "TRUE", "1", "on", "On", "yes", "YES"}) {
    const auto value = typed(option(OptionType::kBool), text);
    REQUIRE(value.ok());
    CHECK(value->boolean);
    CHECK(value->text == "True");
  }
  for (const char* text : {"false", "False", "0", "off", "OFF", "no", "No"}) {
    const auto value = typed(option(OptionType::kBool), text);
    REQUIRE(value.ok());
    CHECK_FALSE(value->boolean);
    CHECK(value->is_set);
  }
  for (const char* text : {"", "t", "y", "2", "maybe", " true", "None"}) {
    const auto value = typed(option(OptionType::kBool), text);
    INFO(text);
    REQUIRE_FALSE(value.ok());
    CHECK(value.error().message == std::string("'").append(text) + "' is none of true, 1, on, yes, false, 0, off, no");
  }
}

TEST_CASE("Integers have limits") {
  CHECK(typed(option(OptionType::kInt), "-5")->integer == -5);
  CHECK(typed(option(OptionType::kInt), " 17 ")->integer == 17);
  CHECK(typed(option(OptionType::kInt, 0, 10), "10")->text == "10");
  CHECK_FALSE(typed(option(OptionType::kInt), "")->is_set);
  CHECK_FALSE(typed(option(OptionType::kInt, 1), "  ")->is_set);
  CHECK(typed(option(OptionType::kInt, 1), "0").error().message == "'0' is not an integer of at least 1");
  CHECK(typed(option(OptionType::kInt, 0, 65535), "65536").error().message ==
        "'65536' is not an integer from 0 to 65535");
  CHECK(typed(option(OptionType::kInt), "1.5").error().message == "'1.5' is not an integer");
  CHECK(typed(option(OptionType::kInt), "ten").error().message == "'ten' is not an integer");
  CHECK(typed(option(OptionType::kInt, 0, 65535), "99999999999999999999").error().message ==
        "'99999999999999999999' is not an integer from 0 to 65535");
  CHECK(typed(option(OptionType::kInt), std::string(100, 'x')).error().message ==
        "'" + std::string(60, 'x') + "...' is not an integer");
}

TEST_CASE("A secret's value is not repeated") {
  const auto value = typed(option(OptionType::kInt, 0, 1, true), "hunter2");
  REQUIRE_FALSE(value.ok());
  CHECK(value.error().message.find("hunter2") == std::string::npos);
}

TEST_CASE("Floats") {
  CHECK(typed(option(OptionType::kFloat), "1.5")->real == 1.5);
  CHECK(typed(option(OptionType::kFloat, 0), "2")->real == 2);
  CHECK_FALSE(typed(option(OptionType::kFloat), "")->is_set);
  CHECK_FALSE(typed(option(OptionType::kFloat, 0), "-0.5").ok());
  CHECK_FALSE(typed(option(OptionType::kFloat, 0), "nan").ok());
  CHECK_FALSE(typed(option(OptionType::kFloat), "x").ok());
}

TEST_CASE("Lists") {
  struct Case {
    std::string text;
    std::vector<std::string> items;
  };
  const Case c = GENERATE(values<Case>({
      {"", {}},
      {"  ", {}},
      {",", {}},
      {"a", {"a"}},
      {"a,b", {"a", "b"}},
      {" a , b ,c ", {"a", "b", "c"}},
      {"a,,b", {"a", "", "b"}},
      {"a,b,", {"a", "b"}},
      {"a,\nb", {"a", "b"}},
      {"'a,b',c", {"a,b", "c"}},
      {"\"a, b\" , 'c'", {"a, b", "c"}},
      {"'a,b,c'", {"a,b,c"}},
      {"it's", {"it's"}},
      {"''", {""}},
      {"' a '", {" a "}},
      {"amqp=WARN,oslo.messaging=INFO", {"amqp=WARN", "oslo.messaging=INFO"}},
  }));
  const auto items = split_list(c.text);
  INFO(c.text);
  REQUIRE(items.ok());
  CHECK(*items == c.items);
}

TEST_CASE("A list's quote must be closed") {
  for (const char* text : {"'a", "a,'b", "\"a,b", "'", "'a,b\""}) {
    INFO(text);
    CHECK_FALSE(split_list(text).ok());
  }
}

TEST_CASE("Values are UTF-8") {
  CHECK(typed(option(OptionType::kString), "gr\xC3\xBC\xC3\x9F")->text == "gr\xC3\xBC\xC3\x9F");
  CHECK_FALSE(typed(option(OptionType::kString), "gr\xFC\xDF").ok());
}

TEST_CASE("Every declared option is sound") {
  std::set<std::string> names;
  for (const Option& o : all_options()) {
    const std::string name = std::string(o.group) + "." + std::string(o.name);
    INFO(name);
    CHECK(names.insert(name).second);
    CHECK_FALSE(o.help.empty());
    CHECK(o.name.find('-') == std::string_view::npos);
    TypedValue value;
    REQUIRE_NOTHROW(value = default_value(o));
    if (name != "DEFAULT.host") CHECK(value.is_set == o.has_default);
    if (o.type == OptionType::kInt && o.has_default) CHECK(std::to_string(value.integer) == o.fallback);
    CHECK(o.min <= o.max);
  }
}

TEST_CASE("The host's default is the machine's name") {
  for (const Option& o : all_options()) {
    if (o.group == "DEFAULT" && o.name == "host") CHECK_FALSE(default_value(o).text.empty());
  }
}
