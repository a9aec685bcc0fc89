#include "query/simple_query.hpp"

#include <catch2/catch.hpp>

#include "base/api_error.hpp"

using namespace ceilometer;
using namespace ceilometer::query;

namespace {

using Optional = std::optional<std::string>;

Condition condition(const Optional& field, const Optional& op, const Optional& value, const Optional& type = {}) {
  return {field, op, value, type};
}

/// "STATUS sentence" of what the conditions are refused with, or "accepted".
std::string refusal(const std::vector<Condition>& conditions, Listing listing = Listing::kSamples,
                    const Optional& project = {}) {
  try {
    to_sample_filter(conditions, listing, project);
    return "accepted";
  } catch (const ApiError& error) {
    return std::to_string(error.status()) + " " + error.message();
  }
}

SampleFilter filter(const std::vector<Condition>& conditions) {
  return to_sample_filter(conditions, Listing::kSamples, {});
}

}  // namespace

TEST_CASE("fields and their synonyms reach the filter") {
  const auto f =
      filter({condition("user", {}, "u"), condition("project_id", "eq", "None"), condition("resource", "", "r"),
              condition("source", {}, "s"), condition("message_id", {}, "m"), condition("meter", {}, "cpu")});
  CHECK(f.user.value().id == "u");
  CHECK_FALSE(f.project.value().id);
  CHECK(f.resource == "r");
  CHECK(f.source == "s");
  CHECK(f.message_id == "m");
  CHECK(f.meter == "cpu");
}

TEST_CASE("of equal fields the last one counts, and an empty value is no condition") {
  CHECK(filter({condition("resource_id", {}, "a"), condition("resource", {}, "b")}).resource == "b");
  CHECK_FALSE(filter({condition("resource_id", {}, "a"), condition("resource", {}, "")}).resource);
  CHECK_FALSE(filter({condition("resource_id", {}, {})}).resource);
  CHECK_FALSE(filter({condition("user_id", {}, "")}).user);
}

TEST_CASE("time bounds") {
  const auto f = filter({condition("timestamp", "gt", "2016-03-01T08:00:00+02:00"),
                         condition("timestamp", "le", "2016-03-02"), condition("search_offset", "eq", "10")});
  CHECK(isoformat(f.start.value().at) == "2016-03-01T07:50:00");
  CHECK_FALSE(f.start->inclusive);
  CHECK(isoformat(f.end.value().at) == "2016-03-02T00:10:00");
  CHECK(f.end->inclusive);
  const auto strict = filter({condition("timestamp", "ge", "2016-03-01"), condition("timestamp", "lt", "2016-03-02")});
  CHECK(strict.start.value().inclusive);
  CHECK_FALSE(strict.end.value().inclusive);
  CHECK_FALSE(filter({condition("timestamp", "ge", "")}).start);
}

TEST_CASE("metadata by literal and by type") {
  const auto f = filter({condition("metadata.a", {}, "1"), condition("resource_metadata.b", {}, "1", "string"),
                         condition("metadata.c", {}, "007", "integer"), condition("metadata.d", {}, "yes", "boolean"),
                         condition("metadata.e", {}, "None"), condition("resource_metadata.a", {}, "2.5"),
                         condition("metadata.f.g", {}, "m1.tiny")});
  REQUIRE(f.metadata.size() == 6);
  CHECK(f.metadata[0].key == "a");
  CHECK(std::get<double>(f.metadata[0].value) == 2.5);
  CHECK(std::get<std::string>(f.metadata[1].value) == "1");
  CHECK(std::get<std::int64_t>(f.metadata[2].value) == 7);
  CHECK(std::get<bool>(f.metadata[3].value));
  CHECK(std::holds_alternative<std::nullptr_t>(f.metadata[4].value));
  CHECK(f.metadata[5].key == "f.g");
}

TEST_CASE("wrong conditions are refused with the original's sentences") {
  CHECK(refusal({condition("bogus", {}, "x")}) ==
        "400 Unknown argument: \"bogus\": unrecognized field in query: [<Query 'bogus' eq 'x' Unset>], valid keys: "
        "['message_id', 'meter', 'project', 'resource', 'search_offset', 'source', 'timestamp', 'user']");
  CHECK(refusal({condition("timestamp", "ge", "2016")}, Listing::kMeters) ==
        "400 Unknown argument: \"timestamp\": not valid for this resource");
  CHECK(refusal({condition("timestamp", "eq", "2016")}) ==
        "400 Invalid input for field/attribute op. Value: 'eq'. unimplemented operator for timestamp");
  CHECK(refusal({condition("project_id", "like", "p")}) ==
        "400 Invalid input for field/attribute op. Value: 'like'. unimplemented operator for project_id");
  CHECK(refusal({condition("timestamp", "ge", "yesterday")}) ==
        "400 Invalid input for field/attribute timestamp. Value: 'yesterday'. invalid timestamp format");
  CHECK(refusal({condition("search_offset", {}, "10")}) ==
        "400 Invalid input for field/attribute field. Value: 'search_offset'. search_offset cannot be used without "
        "timestamp");
  CHECK(refusal({condition("timestamp", "ge", "2016"), condition("search_offset", {}, "x")}) ==
        "400 Invalid input for field/attribute search_offset. Value: 'x'. unable to convert to int");
  CHECK(refusal({condition("metadata.a", {}, "abc", "integer")}) ==
        "400 Unable to convert the value abc to the expected data type integer.");
  CHECK(refusal({condition("metadata.a", {}, "x", "blob")}) ==
        "400 The data type blob is not supported. The supported data type list is: ['integer', 'float', 'string', "
        "'boolean', 'datetime']");
  CHECK(refusal({condition("metadata.a", {}, "[1]")}) ==
        "501 Query on metadata.a is of <class 'list'> type and is not supported");
  CHECK(refusal({condition("metadata.a", {}, "2016-03-01", "datetime")}) ==
        "501 Query on metadata.a is of <class 'datetime.datetime'> type and is not supported");
  CHECK(refusal({condition({}, {}, "x")}).substr(0, 3) == "400");
  CHECK(refusal({condition("metadata.a", {}, {})}).substr(0, 3) == "400");
  CHECK(refusal({condition("metadata.a", {}, "99999999999999999999")}).substr(0, 3) == "400");
}

TEST_CASE("a caller limited to a project cannot name another") {
  CHECK(refusal({condition("project_id", {}, "mine")}, Listing::kSamples, "mine") == "accepted");
  for (const char* field : {"project", "project_id"}) {
    CHECK(refusal({condition(field, {}, "theirs")}, Listing::kSamples, "mine") ==
          "401 Not Authorized to access project theirs");
    CHECK(refusal({condition(field, {}, "None")}, Listing::kMeters, "mine") ==
          "401 Not Authorized to access project None");
  }
}

TEST_CASE("an offset beyond all years selects, and does not overflow") {
  const auto f =
      filter({condition("timestamp", "ge", "2016-03-01"), condition("search_offset", {}, "99999999999999999999")});
  CHECK(f.start.value().at < parse_isotime("0001-01-01")->local);
}
