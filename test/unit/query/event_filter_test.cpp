#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/api_error.hpp"
#include "query/event_filter.hpp"

using namespace ceilometer;
using query::Condition;
using query::to_event_filter;
using query::TraitComparison;

namespace {

TimePoint at(std::string_view text) { return parse_isotime(text).value().utc(); }

std::string refused(const std::vector<Condition>& conditions) {
  try {
    to_event_filter(conditions);
  } catch (const ApiError& error) {
    CHECK(error.status() == 400);
    return error.message();
  }
  return "not refused";
}

constexpr auto kUnset = std::nullopt;

}  // namespace

TEST_CASE("an event's own fields take one operator each") {
  const auto filter = to_event_filter(std::vector<Condition>{{"event_type", kUnset, "Ünï.cödé", kUnset},
                                                             {"message_id", "eq", "m", "x"},
                                                             {"start_timestamp", "ge", "2016-03-01T10:00:00+02:00", ""},
                                                             {"end_timestamp", "le", "2016-03-02", kUnset}});
  CHECK(filter.event_type == "Ünï.cödé");
  CHECK(filter.message_id == "m");
  CHECK(filter.start == at("2016-03-01T08:00:00"));
  CHECK(filter.end == at("2016-03-02T00:00:00"));
  CHECK(filter.traits.empty());
  CHECK(refused({{"event_type", "ne", "x", kUnset}}) ==
        "Operator ne is not supported. Only `eq' operator is available for field event_type");
  CHECK(refused({{"message_id", "gt", "x", kUnset}}) ==
        "Operator gt is not supported. Only `eq' operator is available for field message_id");
  CHECK(refused({{"start_timestamp", kUnset, "x", kUnset}}) ==
        "Operator eq is not supported. Only `ge' operator is available for field start_timestamp");
  CHECK(refused({{"end_timestamp", "lt", "x", kUnset}}) ==
        "Operator lt is not supported. Only `le' operator is available for field end_timestamp");
  CHECK(refused({{"event_type", "bogus", "x", kUnset}}) ==
        "Operator bogus is not supported. The supported operators are: ('lt', 'le', 'eq', 'ne', 'ge', 'gt')");
}

TEST_CASE("of several conditions on one field of the event the last counts, and an empty value is none") {
  const auto filter = to_event_filter(std::vector<Condition>{{"event_type", kUnset, "a", kUnset},
                                                             {"event_type", kUnset, "b", kUnset},
                                                             {"message_id", kUnset, "m", kUnset},
                                                             {"message_id", kUnset, "", kUnset},
                                                             {"start_timestamp", "ge", "bogus", kUnset},
                                                             {"start_timestamp", "ge", kUnset, kUnset}});
  CHECK(filter.event_type == "b");
  CHECK_FALSE(filter.message_id);
  CHECK_FALSE(filter.start);
}

TEST_CASE("a bound that is no time is refused, after everything else") {
  CHECK(refused({{"start_timestamp", "ge", "bogus", kUnset}}) ==
        "Invalid input for field/attribute start_timestamp. Value: 'bogus'. invalid timestamp format");
  CHECK(refused({{"end_timestamp", "le", "0001-01-01T00:00:00+01:00", kUnset}}) ==
        "Invalid input for field/attribute end_timestamp. Value: '0001-01-01T00:00:00+01:00'. invalid timestamp "
        "format");
  CHECK(refused({{"start_timestamp", "ge", "bogus", kUnset}, {"n", "eq", "x", "integer"}}) ==
        "Unable to convert the value x to the expected data type integer.");
}

TEST_CASE("trait conditions have the type that is named") {
  const auto filter = to_event_filter(std::vector<Condition>{{"a", kUnset, "12", kUnset},
                                                             {"b", "lt", " 1_2 ", "integer"},
                                                             {"c", "ge", "1e17", "float"},
                                                             {"d", "ne", "2016-03-01T10:00:00Z", "datetime"},
                                                             {"e", "", "x", "string"},
                                                             {"f", "gt", kUnset, kUnset},
                                                             {"g", "le", "'quoted'", ""},
                                                             {"h", "eq", "0x10", ""},
                                                             {"i", "eq", "[1]", ""},
                                                             {"j", "eq", "None", ""}});
  REQUIRE(filter.traits.size() == 10);
  const auto text = [&](std::size_t i) { return std::get<std::string>(filter.traits[i].value); };
  CHECK(text(0) == "12");
  CHECK(filter.traits[0].comparison == TraitComparison::kEqual);
  CHECK(std::get<std::int64_t>(filter.traits[1].value) == 12);
  CHECK(filter.traits[1].comparison == TraitComparison::kLess);
  CHECK(std::get<double>(filter.traits[2].value) == 1e17);
  CHECK(filter.traits[2].comparison == TraitComparison::kGreaterOrEqual);
  CHECK(std::get<TimePoint>(filter.traits[3].value) == at("2016-03-01T10:00:00"));
  CHECK(filter.traits[3].comparison == TraitComparison::kNotEqual);
  CHECK(filter.traits[4].comparison == TraitComparison::kEqual);
  CHECK(text(5) == "Unset");
  CHECK(filter.traits[5].comparison == TraitComparison::kGreater);
  CHECK(text(6) == "quoted");
  CHECK(filter.traits[6].comparison == TraitComparison::kLessOrEqual);
  CHECK(text(7) == "16");
  CHECK(text(8) == "[1]");
  CHECK(text(9) == "None");
}

TEST_CASE("trait values that do not fit their type are refused as they were") {
  CHECK(refused({{"a", "eq", "x", "integer"}}) == "Unable to convert the value x to the expected data type integer.");
  CHECK(refused({{"a", "eq", "x", "float"}}) == "Unable to convert the value x to the expected data type float.");
  CHECK(refused({{"a", "eq", "x", "datetime"}}) == "Unable to convert the value x to the expected data type datetime.");
  CHECK(refused({{"a", "eq", kUnset, "datetime"}}) ==
        "Unable to convert the value Unset to the expected data type datetime.");
  const std::string list =
      "is not supported. The supported data type list is: ['integer', 'float', 'string', 'datetime']";
  CHECK(refused({{"a", "eq", "1", "boolean"}}) == "The data type boolean " + list);
  CHECK(refused({{"a", "eq", kUnset, "integer"}}) == "The data type integer " + list);
  CHECK(refused({{"a", "eq", kUnset, "float"}}) == "The data type float " + list);
  CHECK(refused({{"a", "eq", "9223372036854775808", "integer"}}) ==
        "Invalid input for field/attribute a. Value: '9223372036854775808'. the integer is too large");
  CHECK(refused({{"a", "eq", "9999-12-31T23:00:00-02:00", "datetime"}}) ==
        "Unexpected exception converting 9999-12-31T23:00:00-02:00 to the expected data type datetime.");
}

TEST_CASE("a condition without a field is refused once its value was looked at") {
  CHECK(refused({{kUnset, "eq", "x", kUnset}}) == "Missing argument: \"q.field\": a condition needs a field");
  CHECK(refused({{kUnset, "ne", "conductor", "float"}}) ==
        "Unable to convert the value conductor to the expected data type float.");
}

TEST_CASE("there is a bound to the conditions on traits") {
  std::vector<Condition> many(100, Condition{"a", "eq", "x", kUnset});
  CHECK(to_event_filter(many).traits.size() == 100);
  many.push_back(many.front());
  CHECK(refused(many) == "There are more than 100 conditions on traits");
}
