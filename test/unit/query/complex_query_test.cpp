#include <catch2/catch.hpp>

#include "base/api_error.hpp"
#include "query/complex_query.hpp"

using namespace ceilometer;
using namespace ceilometer::query;

namespace {

ComplexQuery parse(const std::string& filter, const std::optional<std::string>& project = {}, std::size_t depth = 100) {
  return to_complex_query(filter, std::nullopt, project, depth);
}

std::pair<int, std::string> error_of(const std::optional<std::string>& filter,
                                     const std::optional<std::string>& orderby = {},
                                     const std::optional<std::string>& project = {}, std::size_t depth = 100) {
  try {
    to_complex_query(filter, orderby, project, depth);
  } catch (const ApiError& error) {
    return {error.status(), error.message()};
  }
  return {200, ""};
}

std::string nested(int levels, const std::string& begin, const std::string& end) {
  std::string text = "{\"=\": {\"meter\": \"x\"}}";
  for (int i = 0; i < levels; ++i) text = begin + text + end;
  return text;
}

}  // namespace

TEST_CASE("a filter becomes an expression") {
  const auto query = parse(
      R"({"AND": [{"=~": {"metadata.a.b": "^x"}}, {"Not": {"IN": {"volume": [1, "2", 2.5]}}},
          {"oR": [{"=<": {"user": 5}}, {"=>": {"timestamp": "2016-03-01T08:00:00+02:00"}}]}]})");
  REQUIRE(query.filter);
  const Expr& root = *query.filter;
  CHECK(root.kind == Expr::Kind::kAnd);
  REQUIRE(root.children.size() == 3);
  CHECK(root.children[0].leaf.field == Field::kMetadata);
  CHECK(root.children[0].leaf.key == "a.b");
  CHECK(root.children[0].leaf.comparison == Operator::kMatches);
  CHECK(root.children[1].kind == Expr::Kind::kNot);
  const Leaf& in = root.children[1].children.at(0).leaf;
  CHECK(in.field == Field::kVolume);
  REQUIRE(in.values.size() == 3);
  CHECK(std::get<std::int64_t>(in.values[0]) == 1);
  CHECK(std::get<std::string>(in.values[1]) == "2");
  CHECK(std::get<double>(in.values[2]) == 2.5);
  const Expr& either = root.children[2];
  CHECK(either.kind == Expr::Kind::kOr);
  CHECK(either.children[0].leaf.comparison == Operator::kAtMost);
  CHECK(either.children[1].leaf.comparison == Operator::kAtLeast);
  // An offset is dropped, not applied.
  CHECK(std::get<TimePoint>(either.children[1].leaf.values.at(0)) == parse_isotime("2016-03-01T08:00:00")->local);
  CHECK_FALSE(query.orderby);
  CHECK_FALSE(to_complex_query({}, {}, {}, 100).filter);
}

TEST_CASE("every field has its names") {
  const auto [name, field] = GENERATE(table<std::string, Field>({
      {"counter_name", Field::kMeter},
      {"meter", Field::kMeter},
      {"counter_type", Field::kType},
      {"type", Field::kType},
      {"counter_unit", Field::kUnit},
      {"unit", Field::kUnit},
      {"counter_volume", Field::kVolume},
      {"volume", Field::kVolume},
      {"user_id", Field::kUser},
      {"user", Field::kUser},
      {"project_id", Field::kProject},
      {"project", Field::kProject},
      {"resource_id", Field::kResource},
      {"resource", Field::kResource},
      {"source", Field::kSource},
      {"message_id", Field::kMessageId},
      {"message_signature", Field::kMessageSignature},
      {"resource_metadata", Field::kResourceMetadata},
  }));
  CAPTURE(name);
  CHECK(parse("{\"=\": {\"" + name + "\": \"x\"}}").filter->leaf.field == field);
  const auto ordered = to_complex_query({}, "[{\"" + name + "\": \"Desc\"}]", {}, 100);
  CHECK(ordered.orderby->at(0).field == field);
  CHECK(ordered.orderby->at(0).descending);
}

TEST_CASE("a filter that is none is told as it always was") {
  const auto [filter, opening] = GENERATE(table<std::string, std::string>({
      {"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
      {"", "Expecting value: line 1 column 1 (char 0)"},
      {"null", "None is not valid under any of the given schemas\n\nFailed validating 'oneOf' in schema: "},
      {"5", "5 is not valid under any of the given schemas"},
      {"[]", "[] is not valid under any of the given schemas"},
      {"{}", "{} is not valid under any of the given schemas"},
      {R"({"=": {"bogus": "x"}})", "{'=': {'bogus': 'x'}} is not valid under any of the given schemas"},
      {R"({"~": {"meter": "x"}})", "{'~': {'meter': 'x'}} is not valid"},
      {R"({"= ": {"meter": "x"}})", "{'= ': {'meter': 'x'}} is not valid"},
      {R"({"=": {"Meter": "x"}})", "{'=': {'Meter': 'x'}} is not valid"},
      {R"({"=": {"id": "x"}})", "{'=': {'id': 'x'}} is not valid"},
      {R"({"=": {"metadata.": "x"}})", "{'=': {'metadata.': 'x'}} is not valid"},
      {R"({"=": {"metadata.a b": "x"}})", "{'=': {'metadata.a b': 'x'}} is not valid"},
      {R"({"=": {"resource_metadata.a": "x"}})", "{'=': {'resource_metadata.a': 'x'}} is not valid"},
      {R"({"=": {"meter": null}})", "{'=': {'meter': None}} is not valid"},
      {R"({"=": {"meter": ["x"]}})", "{'=': {'meter': ['x']}} is not valid"},
      {R"({"=": {"meter": "x", "type": "y"}})", "{'=': {'meter': 'x', 'type': 'y'}} is not valid"},
      {R"({"=": "x"})", "{'=': 'x'} is not valid"},
      {R"({"in": {"meter": []}})", "{'in': {'meter': []}} is not valid"},
      {R"({"in": {"meter": "x"}})", "{'in': {'meter': 'x'}} is not valid"},
      {R"({"in": {"meter": [true]}})", "{'in': {'meter': [True]}} is not valid"},
      {R"({"and": [{"=": {"meter": "x"}}]})", "{'and': [{'=': {'meter': 'x'}}]} is not valid"},
      {R"({"not": [{"=": {"meter": "x"}}]})", "{'not': [{'=': {'meter': 'x'}}]} is not valid"},
      {R"({"and": [{"=": {"meter": "x"}}, {"=": {"meter": null}}]})",
       "{'and': [{'=': {'meter': 'x'}}, {'=': {'meter': None}}]} is not valid"},
  }));
  CAPTURE(filter);
  const auto [status, message] = error_of(filter);
  CHECK(status == 400);
  CHECK_THAT(message, Catch::StartsWith("Filter expression not valid: " + opening));
}

TEST_CASE("times are checked once the whole filter is one") {
  const auto time_error = [](const std::string& filter) { return error_of(filter).second; };
  CHECK(time_error(R"({"<": {"timestamp": "bogus"}})") == "Failed to parse the timestamp value bogus");
  CHECK(time_error(R"({"<": {"timestamp": 5}})") == "Failed to parse the timestamp value 5");
  CHECK(time_error(R"({"=": {"timestamp": true}})") == "Failed to parse the timestamp value True");
  CHECK(time_error(R"({"=~": {"timestamp": "^c"}})") == "Failed to parse the timestamp value ^c");
  CHECK(time_error(R"({"in": {"timestamp": ["2016-03-01"]}})") == "Failed to parse the timestamp value ['2016-03-01']");
  CHECK(time_error(R"({"in": {"recorded_at": ["2016-03-01", "x"]}})") ==
        "Failed to parse the timestamp value ['2016-03-01', 'x']");
  CHECK_THAT(time_error(R"({"or": [{"<": {"timestamp": "bogus"}}, {"x": 1}]})"),
             Catch::StartsWith("Filter expression not valid: {'or'"));
  CHECK(error_of(R"({"in": {"recorded_at": ["2016-03-01"]}})").first == 200);
}

TEST_CASE("a regular expression is a text") {
  CHECK(error_of(R"({"=~": {"volume": 5}})").second ==
        "Invalid input for field/attribute volume. Value: '5'. a regular expression is a text");
}

TEST_CASE("an order that is none is told as it always was") {
  const auto [orderby, opening] = GENERATE(table<std::string, std::string>({
      {"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"},
      {R"({"timestamp": "asc"})", "{'timestamp': 'asc'} is not of type 'array'"},
      {"null", "None is not of type 'array'"},
      {"[5]", "5 is not of type 'object'"},
      {"[{}]", "{} does not have enough properties"},
      {R"([{"bogus": "asc"}])", "Additional properties are not allowed ('bogus' was unexpected)"},
      {R"([{"b": "asc", "c": 1}])", "Additional properties are not allowed ('b', 'c' were unexpected)"},
      {R"([{"metadata.a": "asc"}])", "Additional properties are not allowed ('metadata.a' was unexpected)"},
      {R"([{"meter": "asc", "type": "asc"}])", "{'meter': 'asc', 'type': 'asc'} has too many properties"},
      {R"([{"meter": "up"}])", "'up' does not match '(?i)^asc$|^desc$'"},
      {R"([{"meter": null}])", "None is not of type 'string'"},
  }));
  CAPTURE(orderby);
  CHECK(error_of({}, orderby) == std::pair(400, "Order-by expression not valid: " + opening));
}

TEST_CASE("of an order's fields the first mention counts") {
  const auto query =
      to_complex_query({}, R"([{"volume": "asc"}, {"counter_volume": "desc"}, {"meter": "ASC"}])", {}, 100);
  REQUIRE(query.orderby);
  REQUIRE(query.orderby->size() == 2);
  CHECK_FALSE(query.orderby->at(0).descending);
  CHECK(query.orderby->at(1).field == Field::kMeter);
  CHECK(to_complex_query({}, "[]", {}, 100).orderby->empty());
}

TEST_CASE("a limited caller may compare the project with its own only") {
  const auto [filter, status, message] = GENERATE(table<std::string, int, std::string>({
      {R"({"=": {"project_id": "p-1"}})", 200, ""},
      {R"({"!=": {"project": "p-1"}})", 200, ""},
      {R"({"=": {"metadata.project_id": "p-2"}})", 200, ""},
      {R"({"=": {"project": "p-2"}})", 401, "Not Authorized to access project p-2"},
      {R"({"=~": {"project": ".*"}})", 401, "Not Authorized to access project .*"},
      {R"({"=": {"project": 5}})", 401, "Not Authorized to access project 5"},
      {R"({"in": {"project_id": ["p-1"]}})", 401, "Not Authorized to access project ['p-1']"},
      {R"({"or": [{"=": {"meter": "x"}}, {"NOT": {"and": [{"=": {"meter": "x"}}, {"<": {"project_id": "z"}}]}}]})", 401,
       "Not Authorized to access project z"},
  }));
  CAPTURE(filter);
  CHECK(error_of(filter, {}, "p-1") == std::pair(status, message));
  CHECK(error_of(filter).first == 200);
}

TEST_CASE("what is wrong first is told") {
  CHECK(error_of(R"({"=": {"project": "p-2"}})", "[5]", "p-1").first == 401);
  CHECK(error_of(R"({"<": {"timestamp": "x"}})", {}, "p-1").first == 400);
  CHECK_THAT(error_of("5", "[5]").second, Catch::StartsWith("Filter"));
}

TEST_CASE("expressions are bounded in depth and in size") {
  const std::string leaf = "{\"=\": {\"meter\": \"x\"}}";
  CHECK(error_of(nested(49, "{\"not\": ", "}")).first == 200);
  CHECK_THAT(error_of(nested(50, "{\"not\": ", "}")).second, Catch::Contains("nested deeper than 50 levels"));
  CHECK(error_of(nested(49, "{\"or\": [" + leaf + ", ", "]}")).first == 200);
  CHECK_THAT(error_of(nested(50, "{\"or\": [" + leaf + ", ", "]}")).second,
             Catch::StartsWith("Filter expression not valid: it is nested deeper than 100 levels"));
  CHECK_THAT(error_of(nested(9, "{\"not\": ", "}"), {}, {}, 10).second,
             Catch::Contains("nested deeper than 10 levels"));
  CHECK_THAT(error_of(std::string(200'000, '[')).second, Catch::Contains("nested deeper than 100 levels"));
  CHECK_THAT(error_of(std::string(200'000, '[') + std::string(200'000, ']')).second,
             Catch::Contains("nested deeper than 100 levels"));
  CHECK(error_of({}, std::string(200'000, '[')).first == 400);

  std::string many = "{\"or\": [" + leaf;
  for (int i = 0; i < 998; ++i) many += ", " + leaf;
  CHECK(error_of(many + "]}").first == 200);
  CHECK_THAT(error_of(many + ", " + leaf + "]}").second, Catch::Contains("more than 1000 operators"));
  std::string values = "{\"in\": {\"meter\": [1";
  for (int i = 0; i < 4999; ++i) values += ", 1";
  CHECK(error_of(values + "]}}").first == 200);
  const auto message = error_of(values + ", 1]}}").second;
  CHECK_THAT(message, Catch::Contains("more than 5000 values"));
  CHECK(message.size() < 5000);
}

TEST_CASE("one half of a surrogate pair is refused by name") {
  CHECK(error_of(R"({"=": {"meter": "\ud800"}})").second ==
        "Filter expression not valid: it holds one half of a surrogate pair");
}
