// What the log says of a query: never a value.

#include "api/query_shape.hpp"

#include <array>
#include <catch2/catch.hpp>

using namespace ceilometer;
using namespace ceilometer::api;

namespace {

using Type = Action::Type;

constexpr std::array<Action::Parameter, 5> kParameters = {{{"q", Type::kQueries},
                                                           {"groupby", Type::kTextList},
                                                           {"aggregate", Type::kAggregates},
                                                           {"limit", Type::kInt},
                                                           {"unique", Type::kText}}};

const Action kAction = {"test", RouteId::kOther, kParameters, nullptr};

std::string complex_shape(const std::string& filter, const std::string& orderby) {
  return shape_of(query::to_complex_query(filter, orderby, std::nullopt, 100));
}

}  // namespace

TEST_CASE("fields, operators and the names of parameters are the shape of a request") {
  Action::Arguments arguments(kAction, {});
  CHECK(shape_of(kAction, arguments).empty());
  arguments.value(0).queries = {{"resource_id", std::nullopt, "secret-1", std::nullopt},
                                {"timestamp", "ge", "2016-03-01", std::nullopt},
                                {"metadata.display_name", "eq", "secret-2", "string"}};
  arguments.value(1).texts = {"project_id", "resource_id"};
  arguments.value(2).aggregates = {{"cardinality", "resource_id"}};
  arguments.value(3).integer = 4711;
  arguments.value(4).text = "secret-3";
  CHECK(shape_of(kAction, arguments) ==
        "q(resource_id eq, timestamp ge, metadata.display_name eq) groupby(project_id, resource_id) "
        "aggregate(cardinality) limit unique");
}

TEST_CASE("a client's names cannot break a line or fill the log") {
  Action::Arguments arguments(kAction, {});
  arguments.value(0).queries = {{"a\nCEIL0001: b\x1b\xff", "eq", "x", std::nullopt}};
  CHECK(shape_of(kAction, arguments) == "q(a?CEIL0001:?b?? eq)");
  arguments.value(0).queries = {{std::string(10000, 'n'), "eq", "x", std::nullopt}};
  CHECK(shape_of(kAction, arguments) == "q(" + std::string(64, 'n') + "... eq)");
  arguments.value(0).queries.assign(1000, {"resource_id", "eq", "x", std::nullopt});
  CHECK(shape_of(kAction, arguments).size() == 603);
}

TEST_CASE("the shape of a complex query") {
  CHECK(complex_shape(R"({"and": [{"=": {"resource_id": "secret"}}, {"or": [{">": {"counter_volume": 4711}},)"
                      R"( {"in": {"metadata.flavor": ["secret", "other"]}}, {"not": {"=~": {"meter": "s.*"}}}]}]})",
                      R"([{"timestamp": "desc"}, {"counter_name": "asc"}])") ==
        "filter(and(resource =, or(volume >, metadata.flavor in, not(meter =~)))) orderby(timestamp desc, meter)");
}
