// Random requests over a random data set, checked against what the requests mean: no original is needed. The samples
// are posted through the API into a database that the module makes itself.

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "conformance/world.hpp"
#include "conformance/xml.hpp"
#include "http/query_string.hpp"
#include "json/value.hpp"
#include "json/write.hpp"
#include "support/client.hpp"
#include "support/service.hpp"

using namespace ceilometer;
using namespace ceilometer::conformance;
using namespace ceilometer::test;

namespace {

constexpr int kRounds = 150;

/// A running server with a world in it, and its clients: one asks as an admin, the others as members of a project.
class Service {
 public:
  explicit Service(unsigned seed) : world(seed, 400) {
    auto files = write_service(server_, "world", "[publisher_notifier]\ntelemetry_driver = noop\n");
    std::remove(files.database.c_str());
    server_.vhost(serve(files));
    server_.start();
    for (const auto& meter : world.meters()) {
      Call call{server_.url("/v2/meters/" + http::percent_encode(meter, "") + "?direct=true"), "POST", headers(""),
                world.post_body(meter)};
      call.headers.emplace_back("Content-Type", "application/json");
      REQUIRE(client_.send(call).status == 201);
    }
  }

  /// The answer's JSON. `project`: whose member asks; "" is an admin. Nothing of another project may be in it, in any
  /// form.
  json::Value get(const std::string& path, const std::string& project) {
    const auto answer = client_.send({server_.url(path), "GET", headers(project), {}});
    return checked(answer, path, project);
  }

  json::Value post_query(const json::Object& body, const std::string& project) {
    Call call{server_.url("/v2/query/samples"), "POST", headers(project), json::dumps(json::Value(body))};
    call.headers.emplace_back("Content-Type", "application/json");
    return checked(client_.send(call), *call.body, project);
  }

  /// How many items the same answer has in XML.
  std::size_t xml_items_of(const std::string& path, const std::string& project) {
    auto asked = headers(project);
    asked.emplace_back("Accept", "application/xml");
    const auto answer = client_.send({server_.url(path), "GET", asked, {}});
    INFO(path);
    REQUIRE(answer.status == 200);
    const auto document = parse_xml(answer.body);
    REQUIRE(document.ok());
    return document->children.size();
  }

  /// "" now and then, a project else.
  std::string any_project() {
    const std::size_t i = world.pick(world.projects().size() + 1);
    return i == world.projects().size() ? "" : world.projects()[i];
  }

  World world;

 private:
  static HeaderList headers(const std::string& project) {
    if (project.empty()) return {{"X-Roles", "admin"}, {"X-User-Id", "root"}, {"X-Project-Id", "admins"}};
    return {{"X-Roles", "Member"}, {"X-User-Id", project + "-user-0"}, {"X-Project-Id", project}};
  }

  json::Value checked(const Answer& answer, const std::string& asked, const std::string& project) {
    INFO(asked << " as " << (project.empty() ? "admin" : project) << ": " << answer.body.substr(0, 500));
    REQUIRE(answer.status == 200);
    auto value = json::parse(answer.body);
    REQUIRE(value);
    for (const auto& other : world.projects()) {
      if (!project.empty() && other != project) CHECK(answer.body.find(other) == std::string::npos);
    }
    return *std::move(value);
  }

  HttpdServer server_;
  Client client_;
};

const json::Array& items(const json::Value& value) { return *value.as<json::Array>(); }

std::string text(const json::Value& item, std::string_view name) {
  const auto* value = item.as<json::Object>()->find(name);
  return value != nullptr && value->as<std::string>() != nullptr ? *value->as<std::string>() : "";
}

double number(const json::Value& item, std::string_view name) {
  const auto* value = item.as<json::Object>()->find(name);
  REQUIRE(value != nullptr);
  if (const auto* i = value->as<std::int64_t>()) return static_cast<double>(*i);
  REQUIRE(value->as<double>() != nullptr);
  return *value->as<double>();
}

/// The times of samples, newest first: they are distinct, so they name the samples.
std::vector<std::string> times_of(const std::vector<const WorldSample*>& samples) {
  std::vector<std::string> out;
  for (const auto* s : samples) out.insert(out.begin(), s->timestamp);
  return out;
}

std::vector<std::string> times_of(const json::Value& answer) {
  std::vector<std::string> out;
  for (const auto& item : items(answer)) out.push_back(text(item, "timestamp"));
  return out;
}

std::string with(const std::string& query, const std::string& more) {
  return query + (query.empty() ? "?" : "&") + more;
}

struct Sums {
  double count = 0, sum = 0;
  double min = std::numeric_limits<double>::infinity(), max = -std::numeric_limits<double>::infinity();

  void add(double c, double s, double low, double high) {
    count += c;
    sum += s;
    min = std::min(min, low);
    max = std::max(max, high);
  }
};

Sums sums_of(const std::vector<const WorldSample*>& samples) {
  Sums sums;
  for (const auto* s : samples) sums.add(1, s->volume, s->volume, s->volume);
  return sums;
}

Sums sums_of(const json::Value& statistics) {
  Sums sums;
  for (const auto& item : items(statistics)) {
    sums.add(number(item, "count"), number(item, "sum"), number(item, "min"), number(item, "max"));
    CHECK(number(item, "avg") == Approx(number(item, "sum") / number(item, "count")).epsilon(1e-9));
  }
  return sums;
}

void check_equal(const Sums& found, const Sums& expected) {
  CHECK(found.count == expected.count);
  CHECK(found.sum == Approx(expected.sum).epsilon(1e-9).margin(1e-9));
  CHECK(found.min == expected.min);
  CHECK(found.max == expected.max);
}

}  // namespace

TEST_CASE("sample lists are what their conditions select, newest first, and of one's own project only") {
  Service service(GENERATE(1U, 2U));
  for (int round = 0; round < kRounds; ++round) {
    const auto conditions = service.world.conditions();
    const auto project = service.any_project();
    const std::string query = with(query_string(conditions), "limit=1000");
    CHECK(times_of(service.get("/v2/samples" + query, project)) ==
          times_of(service.world.select(conditions, "", project)));
    const auto& meter = service.world.any().meter;
    const std::string path = "/v2/meters/" + http::percent_encode(meter, "") + query;
    const auto expected = times_of(service.world.select(conditions, meter, project));
    CHECK(times_of(service.get(path, project)) == expected);
    CHECK(service.xml_items_of(path, project) == expected.size());
  }
}

TEST_CASE("statistics are those of the samples that are listed, and groups and periods add up to the whole") {
  Service service(3);
  for (int round = 0; round < kRounds; ++round) {
    const auto conditions = service.world.conditions();
    const auto project = service.any_project();
    const auto& meter = service.world.any().meter;
    const std::string path = "/v2/meters/" + http::percent_encode(meter, "") + "/statistics";
    const std::string query = query_string(conditions);
    const auto selected = service.world.select(conditions, meter, project);
    const auto whole = service.get(path + query, project);
    INFO(path << query);
    if (selected.empty()) {
      CHECK(items(whole).empty());
      continue;
    }
    REQUIRE(items(whole).size() == 1);
    check_equal(sums_of(whole), sums_of(selected));
    CHECK(number(items(whole)[0], "duration") ==
          Approx(selected.back()->seconds - selected.front()->seconds).margin(1e-6));
    for (const auto* more : {"groupby=resource_id", "groupby=user_id&groupby=source", "groupby=project_id"}) {
      check_equal(sums_of(service.get(path + with(query, more), project)), sums_of(selected));
    }
    // A period is half open, so one that begins past the last sample's time must be there to hold it; whole periods
    // of the asked range lose at most that last one.
    const auto periods = sums_of(service.get(path + with(query, "period=7200"), project));
    CHECK(periods.count <= static_cast<double>(selected.size()));
    CHECK(periods.count >= static_cast<double>(selected.size()) - 1);
  }
}

TEST_CASE("resources and meters are those of the samples") {
  Service service(4);
  for (int round = 0; round < kRounds; ++round) {
    const auto conditions = service.world.conditions();
    const auto project = service.any_project();
    std::set<std::string> expected;
    for (const auto* s : service.world.select(conditions, "", project)) expected.insert(s->resource_id);
    const auto answer = service.get("/v2/resources" + with(query_string(conditions), "limit=1000"), project);
    std::set<std::string> found;
    for (const auto& item : items(answer)) found.insert(text(item, "resource_id"));
    CHECK(found == expected);
    CHECK(found.size() == items(answer).size());
    const auto& resource = service.world.any();
    if (!project.empty() && resource.project_id == project) {
      service.get("/v2/resources/" + resource.resource_id, project);
    }
  }
  std::set<std::pair<std::string, std::string>> expected;
  const auto& project = service.world.projects()[1];
  for (const auto* s : service.world.select({}, "", project)) expected.emplace(s->meter, s->resource_id);
  std::set<std::pair<std::string, std::string>> found;
  const auto meters = service.get("/v2/meters?limit=1000", project);
  for (const auto& item : items(meters)) {
    found.emplace(text(item, "name"), text(item, "resource_id"));
  }
  CHECK(found == expected);
}

TEST_CASE("complex queries select what they say, whatever else they say") {
  Service service(5);
  for (int round = 0; round < kRounds; ++round) {
    const auto& a = service.world.any();
    const auto& b = service.world.any();
    const auto project = service.any_project();
    json::Object by_resource;
    by_resource["resource_id"] = a.resource_id;
    json::Object by_volume;
    by_volume["counter_volume"] = b.volume;
    json::Object equal;
    equal["="] = by_resource;
    json::Object less;
    less[round % 2 == 0 ? "<" : ">="] = by_volume;
    json::Object negated;
    negated["not"] = equal;
    json::Object filter;
    filter[round % 3 == 0 ? "and" : "or"] = json::Array{round % 5 == 0 ? negated : equal, less};
    json::Object body;
    body["filter"] = json::dumps(json::Value(filter));
    body["limit"] = 1000;
    const auto holds = [&](const WorldSample& s) {
      const bool first = (s.resource_id == a.resource_id) != (round % 5 == 0);
      const bool second = round % 2 == 0 ? s.volume < b.volume : s.volume >= b.volume;
      return round % 3 == 0 ? first && second : first || second;
    };
    const auto expected = service.world.select({{"", "", "", holds}}, "", project);
    CHECK(times_of(service.post_query(body, project)) == times_of(expected));
  }
}
