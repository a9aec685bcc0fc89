#include "conformance/world.hpp"

#include <array>

#include "base/clock.hpp"
#include "http/query_string.hpp"
#include "json/write.hpp"

namespace ceilometer::conformance {

World::World(unsigned seed, std::size_t samples) : random_(seed) {
  projects_ = {"alpha-project", "beta-project", "gamma-project"};
  meters_ = {"cpu", "cpu_util", "disk.read.bytes", "größe"};
  static constexpr std::array<const char*, 3> kFlavors = {"m1.tiny", "m1.large", "c1.xlarge"};
  static constexpr std::array<double, 6> kVolumes = {0, 1, -2.5, 1e6, 0.125, 42};
  const TimePoint start = parse_isotime("2016-03-01T00:00:00")->local;
  for (std::size_t i = 0; i < samples; ++i) {
    WorldSample s;
    const std::string& project = projects_[pick(projects_.size())];
    s.meter = meters_[pick(meters_.size())];
    s.type = s.meter == "cpu" ? "cumulative" : "gauge";
    s.unit = s.meter == "cpu" ? "ns" : "%";
    s.volume = kVolumes[pick(kVolumes.size())] * static_cast<double>(1 + pick(9));
    s.project_id = project;
    s.user_id = project + "-user-" + std::to_string(pick(2));
    s.resource_id = project + "-resource-" + std::to_string(pick(4));
    s.source = project + ":" + (pick(2) == 0 ? "openstack" : "other");
    // Distinct times, so that every order is defined.
    const auto offset =
        std::chrono::microseconds(static_cast<std::int64_t>(i) * 613'000'000 + (pick(2) == 0 ? 0 : 250'000));
    s.timestamp = isoformat(start + offset);
    s.seconds = static_cast<double>(offset.count()) / 1e6;
    s.flavor = kFlavors[pick(kFlavors.size())];
    samples_.push_back(std::move(s));
  }
}

std::string World::post_body(const std::string& meter) const {
  json::Array body;
  for (const auto& s : samples_) {
    if (s.meter != meter) continue;
    json::Object metadata;
    metadata["flavor"] = s.flavor;
    json::Object item;
    item.members() = {{"counter_name", s.meter},      {"counter_type", s.type},
                      {"counter_unit", s.unit},       {"counter_volume", s.volume},
                      {"user_id", s.user_id},         {"project_id", s.project_id},
                      {"resource_id", s.resource_id}, {"source", s.source.substr(s.project_id.size() + 1)},
                      {"timestamp", s.timestamp},     {"resource_metadata", std::move(metadata)}};
    body.emplace_back(std::move(item));
  }
  return json::dumps(json::Value(std::move(body)));
}

WorldCondition World::condition() {
  const WorldSample& s = any();
  switch (pick(6)) {
    case 0:
      return {"resource_id", "", s.resource_id, [v = s.resource_id](const auto& x) { return x.resource_id == v; }};
    case 1:
      return {"user_id", "eq", s.user_id, [v = s.user_id](const auto& x) { return x.user_id == v; }};
    case 2:
      return {"source", "", s.source, [v = s.source](const auto& x) { return x.source == v; }};
    case 3:
      return {"metadata.flavor", "", s.flavor, [v = s.flavor](const auto& x) { return x.flavor == v; }};
    case 4: {
      const bool inclusive = pick(2) == 0;
      return {"timestamp", inclusive ? "ge" : "gt", s.timestamp,
              [v = s.seconds, inclusive](const auto& x) { return inclusive ? x.seconds >= v : x.seconds > v; }};
    }
    default: {
      const bool inclusive = pick(2) == 0;
      return {"timestamp", inclusive ? "le" : "lt", s.timestamp,
              [v = s.seconds, inclusive](const auto& x) { return inclusive ? x.seconds <= v : x.seconds < v; }};
    }
  }
}

std::vector<WorldCondition> World::conditions() {
  std::vector<WorldCondition> out;
  const std::size_t wanted = pick(4);
  while (out.size() < wanted) {
    auto next = condition();
    bool again = false;
    for (const auto& known : out) {
      // Of equal fields the last one counts, and of time bounds the last on each side.
      again = again || (known.field == next.field && known.op.substr(0, 1) == next.op.substr(0, 1));
    }
    if (!again) out.push_back(std::move(next));
  }
  return out;
}

std::vector<const WorldSample*> World::select(const std::vector<WorldCondition>& conditions, const std::string& meter,
                                              const std::string& project) const {
  std::vector<const WorldSample*> out;
  for (const auto& s : samples_) {
    bool holds = (meter.empty() || s.meter == meter) && (project.empty() || s.project_id == project);
    for (const auto& condition : conditions) holds = holds && condition.holds(s);
    if (holds) out.push_back(&s);
  }
  return out;
}

std::string query_string(const std::vector<WorldCondition>& conditions) {
  std::string out;
  for (const auto& c : conditions) {
    out += out.empty() ? "?" : "&";
    out += "q.field=" + http::percent_encode(c.field, "") + "&q.op=" + c.op +
           "&q.value=" + http::percent_encode(c.value, "");
  }
  return out;
}

}  // namespace ceilometer::conformance
