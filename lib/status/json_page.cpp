#include "json/value.hpp"
#include "json/write.hpp"
#include "status/renderings.hpp"

namespace ceilometer::status {

namespace {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::kCounter:
      return "counter";
    case Kind::kGauge:
      return "gauge";
    case Kind::kHistogram:
      return "histogram";
    case Kind::kInfo:
      break;
  }
  return "info";
}

json::Value value_of(std::uint64_t number) { return {static_cast<std::int64_t>(number)}; }

json::Object object_of(const Labels& labels) {
  json::Object object;
  for (const auto& [name, value] : labels) object.members().push_back({std::string(name), value});
  return object;
}

json::Object object_of(const Spread& spread) {
  json::Array buckets;
  std::uint64_t below = 0;
  for (std::size_t i = 0; i < spread.by_bucket.size(); ++i) {
    below += spread.by_bucket[i];
    json::Object bucket;
    bucket.members() = {{"le", i < kDurationBounds.size() ? json::Value(kDurationBounds[i]) : json::Value()},
                        {"count", value_of(below)}};
    buckets.emplace_back(std::move(bucket));
  }
  json::Object object;
  object.members() = {{"labels", object_of(spread.labels)},
                      {"count", value_of(below)},
                      {"sum", spread.sum},
                      {"buckets", std::move(buckets)}};
  return object;
}

}  // namespace

std::string as_json(std::span<const Family> families) {
  json::Array metrics;
  for (const auto& family : families) {
    json::Array samples;
    for (const auto& sample : family.samples) {
      json::Object object;
      object.members() = {{"labels", object_of(sample.labels)}, {"value", value_of(sample.value)}};
      samples.emplace_back(std::move(object));
    }
    for (const auto& spread : family.spreads) samples.emplace_back(object_of(spread));
    json::Object metric;
    metric.members() = {
        {"name", family.name}, {"type", name_of(family.kind)}, {"help", family.help}, {"samples", std::move(samples)}};
    metrics.emplace_back(std::move(metric));
  }
  json::Object document;
  document["metrics"] = std::move(metrics);
  return json::dumps(json::Value(std::move(document)));
}

}  // namespace ceilometer::status
