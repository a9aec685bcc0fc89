#include "filters/correlation_id.hpp"

#include <regex>

#include "unit/filters/setting.hpp"

using namespace ceilometer;

namespace {

/// The id that the application sees.
std::string seen(const std::vector<std::string>& sent) {
  http::Request request;
  for (const auto& id : sent) request.headers.add("x-correlation-id", id);
  const test::Inner inner(
      [](http::Request& r) { return test::ok(r.headers.joined("X-Correlation-Id").value_or("none")); });
  auto response = filters::CorrelationId().handle(request, inner);
  CHECK(response.headers.size() == 1);  // it is not answered
  return response.body;
}

}  // namespace

TEST_CASE("a request without a correlation id gets a new UUID") {
  const std::regex uuid("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  const auto first = seen({});
  CHECK(std::regex_match(first, uuid));
  CHECK(seen({}) != first);
  CHECK(std::regex_match(seen({""}), uuid));
}

TEST_CASE("the client's correlation id stays") { CHECK(seen({"my-id"}) == "my-id"); }

TEST_CASE("the factory of correlation_id takes no options") {
  test::Setting setting;
  CHECK(setting.made<filters::CorrelationId>("", {}) != nullptr);
}
