#include "storage/sql/batch.hpp"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "base/api_error.hpp"

using namespace ceilometer;
using storage::sql::Batch;

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
    const Batch batch(samples);
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
  const Batch batch(samples);
  const auto& items = batch.items();
  REQUIRE(items.size() == 5);
  for (std::size_t i = 0; i < items.size(); ++i) {
    CHECK(items[i].meter_identity == items[0].meter_identity);
    for (std::size_t j = 0; j < i; ++j) CHECK(items[i].resource_identity != items[j].resource_identity);
  }
  CHECK(items[0].metadata == items[1].metadata);
}
