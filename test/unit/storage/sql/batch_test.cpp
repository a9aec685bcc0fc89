#include "storage/sql/batch.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/api_error.hpp"
#include "unit/storage/sql/fake_dialect.hpp"

using namespace ceilometer;
using storage::sql::Batch;
using test::FakeDialect;

namespace {

model::NewSample sample() {
  model::NewSample s;
  s.message_id = "id";
  s.message_signature = "signature";
  s.meter = "cpu";
  s.type = "gauge";
  s.unit = "%";
  s.user_id = "u";
  s.project_id = "p";
  s.resource_id = "r";
  s.source = "openstack";
  s.resource_metadata = "{}";
  return s;
}

std::string refusal(const model::NewSample& s) {
  const std::vector<model::NewSample> samples{s};
  try {
    const Batch batch(samples, FakeDialect());
    return {};
  } catch (const ApiError& error) {
    CHECK(error.status() == 400);
    return error.message();
  }
}

}  // namespace

TEST_CASE("U+0000 is refused in every text column, by the field's name") {
  const std::string bad("a\0b", 3);
  CHECK(refusal(sample()).empty());
  const auto with = [&](auto member) {
    model::NewSample s = sample();
    s.*member = bad;
    return refusal(s);
  };
  CHECK(with(&model::NewSample::meter).find("counter_name") != std::string::npos);
  CHECK(with(&model::NewSample::type).find("counter_type") != std::string::npos);
  CHECK(with(&model::NewSample::unit).find("counter_unit") != std::string::npos);
  CHECK(with(&model::NewSample::user_id).find("user_id") != std::string::npos);
  CHECK(with(&model::NewSample::project_id).find("project_id") != std::string::npos);
  CHECK(with(&model::NewSample::resource_id).find("resource_id") != std::string::npos);
  CHECK(with(&model::NewSample::source).find("source") != std::string::npos);
  CHECK(with(&model::NewSample::message_id).find("message_id") != std::string::npos);
  CHECK(with(&model::NewSample::message_signature).find("message_signature") != std::string::npos);
}

TEST_CASE("metadata that is no JSON is refused") {
  model::NewSample s = sample();
  s.resource_metadata = "{";
  CHECK(refusal(s).find("resource_metadata") != std::string::npos);
}

TEST_CASE("an identity tells null from empty and one part from the next") {
  std::vector<model::NewSample> samples(5, sample());
  samples[1].user_id = std::nullopt;
  samples[2].user_id = "";
  samples[3].user_id = "u+p";
  samples[3].project_id = "";
  samples[4].resource_metadata = R"({"a": 1})";
  const Batch batch(samples, FakeDialect());
  CHECK(batch.meters().size() == 1);
  CHECK(batch.resources().size() == 5);
  const auto& items = batch.items();
  REQUIRE(items.size() == 5);
  CHECK(items[0].resource->metadata == items[1].resource->metadata);
  CHECK(items[0].resource->metadata != items[4].resource->metadata);
}

TEST_CASE("samples of a batch share their meter and their resource, numbered in the order of all writers") {
  std::vector<model::NewSample> samples(6, sample());
  samples[0].resource_id = "z";
  samples[1].resource_id = "a";
  samples[2].resource_id = "z";
  samples[3].resource_metadata = R"({"a": 1})";
  samples[4].meter = "b";
  samples[5].unit = std::nullopt;
  const Batch batch(samples, FakeDialect());

  REQUIRE(batch.meters().size() == 3);
  REQUIRE(batch.resources().size() == 4);
  const auto are_numbered = [](const auto& rows) {
    std::size_t next = 0;
    return std::all_of(rows.begin(), rows.end(), [&](const auto& row) { return row.second.number == next++; });
  };
  CHECK(are_numbered(batch.meters()));
  CHECK(are_numbered(batch.resources()));

  const auto& items = batch.items();
  REQUIRE(items.size() == samples.size());
  CHECK(items[0].resource == items[2].resource);
  CHECK(items[0].resource != items[1].resource);
  CHECK(items[1].resource->number == 0);
  CHECK(items[0].resource->number == 3);
  CHECK(items[3].resource->sample == &samples[3]);
  CHECK(items[4].resource == items[5].resource);
  CHECK(items[4].meter->number == 0);
  CHECK(items[0].meter == items[3].meter);
  CHECK(items[5].meter != items[0].meter);
  for (std::size_t i = 0; i < items.size(); ++i) {
    CHECK(items[i].sample == &samples[i]);
    CHECK(items[i].timestamp == storage::sql::Value("now"));
  }
}

TEST_CASE("an empty batch has no rows") {
  const Batch batch({}, FakeDialect());
  CHECK(batch.items().empty());
  CHECK(batch.meters().empty());
  CHECK(batch.resources().empty());
}
