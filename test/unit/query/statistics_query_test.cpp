#include "query/statistics_query.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/api_error.hpp"
#include "query/periods.hpp"

using namespace ceilometer;
using namespace ceilometer::query;

namespace {

using Function = Aggregate::Function;

/// "400 sentence" of what was thrown.
template <class F>
std::string refusal(F f) {
  try {
    f();
  } catch (const ApiError& error) {
    return std::to_string(error.status()) + " " + error.message();
  }
  return "accepted";
}

StatisticsQuery asked(const std::vector<std::string>& group_by, const std::vector<AggregateText>& aggregates = {}) {
  return to_statistics_query({}, 0, group_by, aggregates);
}

TimePoint at(const std::string& text) { return parse_isotime(text).value().local; }

}  // namespace

TEST_CASE("fields to group by are known ones, each once") {
  CHECK(asked({}).group_by.empty());
  CHECK(asked({"user_id", "resource_metadata.instance_type", "user_id", "source"}).group_by ==
        std::vector{GroupField::kUser, GroupField::kInstanceType, GroupField::kSource});
  CHECK(refusal([] {
          asked({"user_id", "bogus", "it's", "bogus"});
        }) == "400 Unknown argument: \"{'bogus', \"it's\"}\": Invalid groupby fields");
  CHECK(refusal([] { asked({""}); }) == "400 Unknown argument: \"{''}\": Invalid groupby fields");
  // An unknown field is seen before a bad aggregate.
  CHECK(refusal([] { asked({"bogus"}, {{"quartile", {}}}); }).starts_with("400 Unknown argument"));
}

TEST_CASE("aggregates are checked one after the other, and each is computed once") {
  const auto query = asked({}, {{"max", {}}, {"cardinality", "user_id"}, {"max", ""}, {"cardinality", "resource_id"}});
  REQUIRE(query.aggregates.size() == 3);
  CHECK(query.aggregates[0].name == "max");
  CHECK(query.aggregates[1].name == "cardinality/user_id");
  CHECK(query.aggregates[1].of == GroupField::kUser);
  CHECK(query.aggregates[2].of == GroupField::kResource);
  CHECK(query.computes(Function::kMax));
  CHECK_FALSE(query.computes(Function::kCount));
  CHECK(asked({}).computes(Function::kCount));
  const auto [func, param, sentence] =
      GENERATE(table<std::optional<std::string>, std::optional<std::string>, std::string>({
          {"quartile", "", "501 Selectable aggregate function quartile is not supported"},
          {"MAX", {}, "501 Selectable aggregate function MAX is not supported"},
          {{}, "resource_id", "501 Selectable aggregate function Unset is not supported"},
          {"cardinality", {}, "400 Bad aggregate: cardinality.None"},
          {"cardinality", "", "400 Bad aggregate: cardinality."},
          {"cardinality", "source", "400 Bad aggregate: cardinality.source"},
          {"cardinality", "bogus", "400 Bad aggregate: cardinality.bogus"},
          {"max", "x", "400 Bad aggregate: max.x"},
      }));
  CHECK(refusal([&, f = func, p = param] { asked({}, {{"count", {}}, {f, p}}); }) == sentence);
}

TEST_CASE("the written range leaves search_offset out, and the last bound of a side counts") {
  const std::vector<Condition> conditions = {{"timestamp", "ge", "2016-03-01T08:00:00+02:00", {}},
                                             {"search_offset", "eq", "10", {}},
                                             {"timestamp", "lt", "2016-03-05", {}},
                                             {"timestamp", "le", "2016-03-02", {}},
                                             {"timestamp", "gt", "", {}},
                                             {"resource", "eq", "2016", {}}};
  const auto range = written_range(conditions);
  CHECK(range.start == at("2016-03-01T08:00:00"));
  CHECK(range.end == at("2016-03-02"));
  CHECK_FALSE(written_range({}).start);
  const std::vector<Condition> bad = {{"timestamp", "ge", "x", {}}};
  CHECK(refusal([&] { written_range(bad); }) ==
        "400 Invalid input for field/attribute timestamp. Value: 'x'. invalid timestamp format");
}

TEST_CASE("time is divided into half-open periods, the last of which may be longer than what is left") {
  const auto periods = split_in_periods(at("2016-03-01T00:00:00.5"), at("2016-03-01T00:25:00"), 600);
  CHECK(periods.count == 3);
  CHECK(periods.start_of(2) == at("2016-03-01T00:20:00.5"));
  CHECK(periods.end() == at("2016-03-01T00:30:00.5"));
  // What is at the very end of a whole number of periods is in none.
  CHECK(split_in_periods(at("2016-03-01T00:00:00"), at("2016-03-01T00:20:00"), 600).count == 2);
  CHECK(split_in_periods(at("2016-03-01"), at("2016-03-01"), 600).count == 0);
  CHECK(split_in_periods(at("2016-03-02"), at("2016-03-01"), 600).count == 0);
  CHECK(split_in_periods(at("0001-01-01"), at("9999-12-30"), 1).count > 315'000'000'000);
}

TEST_CASE("a period that Python's datetime could not hold is refused") {
  const auto [start, end, seconds, reason] = GENERATE(table<std::string, std::string, std::int64_t, std::string>({
      {"2016-03-01", "2016-03-02", 99'999'999'999'999, "days=1157407407; must have magnitude <= 999999999"},
      {"2016-03-01", "2016-03-01", 99'999'999'999'999, "days=1157407407; must have magnitude <= 999999999"},
      {"2016-03-01", "2016-03-02", 9'223'372'036'854'775'807, "days=106751991167300; must have magnitude <= 999999999"},
      {"2016-03-01", "2016-03-02", 86'399'999'999'999, "date value out of range"},
      {"2016-03-01", "2016-03-02", 300'000'000'000, "date value out of range"},
      {"9999-12-31", "9999-12-31T23:59:59", 86'400, "date value out of range"},
  }));
  CAPTURE(start, seconds);
  CHECK(refusal([&, s = start, e = end, n = seconds] { split_in_periods(at(s), at(e), n); }) ==
        "400 Invalid period " + std::to_string(seconds) + ": " + reason);
  CHECK(split_in_periods(at("2016-03-01"), at("2016-03-01"), 300'000'000'000).count == 0);
  // A search_offset may have moved a bound out of the years there are.
  const TimePoint before_christ = at("0001-01-02") - std::chrono::days(3);
  CHECK(refusal([&] { split_in_periods(before_christ, at("2016-03-01"), 60); }) ==
        "400 Invalid period 60: date value out of range");
}
