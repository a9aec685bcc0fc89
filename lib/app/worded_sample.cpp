#include "app/worded_sample.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/strings.hpp"
#include "base/uuid.hpp"
#include "json/python_literal.hpp"
#include "json/write.hpp"
#include "notify/message.hpp"

namespace ceilometer::app {

namespace {

json::Value or_null(const std::optional<std::string>& text) { return text ? json::Value(*text) : json::Value(); }

/// Members of nested objects under joined names. The stack does not grow with the depth, which json::parse bounds.
json::Object flattened(const json::Value& metadata) {
  json::Object flat;
  std::vector<std::pair<std::string, const json::Value*>> open = {{"", &metadata}};
  while (!open.empty()) {
    const auto [prefix, value] = open.back();
    open.pop_back();
    const auto* object = value->as<json::Object>();
    if (object == nullptr) {
      flat[prefix] = json::python_str(*value);
      continue;
    }
    const auto& members = object->members();
    for (auto member = members.rbegin(); member != members.rend(); ++member) {
      open.emplace_back(prefix.empty() ? member->name : prefix + "." + member->name, &member->value);
    }
  }
  return flat;
}

/// A segment of a path: everything but RFC 3986's unreserved characters as %XX.
std::string percent_encoded(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == '-' || c == '.' || c == '_' || c == '~') {
      result += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    result += '%';
    result += kHex[byte >> 4U];
    result += kHex[byte & 0xFU];
  }
  return result;
}

}  // namespace

Result<ReadSample> read(const WordedSample& words) {
  ReadSample sample{words, 0, {}, json::Object()};
  const auto volume = parse_python_float(words.volume);
  if (!volume || !std::isfinite(*volume)) return Error{"--sample-volume: '" + words.volume + "' is no number"};
  sample.volume = *volume;
  if (words.timestamp.empty()) {
    sample.timestamp.local = utc_now();
  } else {
    const auto time = parse_isotime(words.timestamp);
    if (!time) {
      return Error{"--sample-timestamp: '" + words.timestamp +
                   "' is no time; write ISO 8601, for example 2016-03-01T08:17:42"};
    }
    sample.timestamp = *time;
  }
  if (!words.metadata.empty()) {
    auto metadata = json::parse_python_literal(words.metadata);
    if (!metadata || metadata->as<json::Object>() == nullptr) {
      return Error{R"(--sample-metadata: it is no dict; write it as JSON, for example '{"flavor": "m1.tiny"}')"};
    }
    sample.metadata = *std::move(metadata);
  }
  return sample;
}

model::NewSample to_stored(const ReadSample& sample, const config::Config& config) {
  model::NewSample stored;
  stored.message_id = uuid1();
  stored.meter = sample.words.meter;
  stored.type = sample.words.type;
  stored.unit = sample.words.unit;
  stored.volume = sample.volume;
  stored.user_id = sample.words.user_id;
  stored.project_id = sample.words.project_id;
  stored.resource_id = sample.words.resource_id;
  stored.source = config.get_string("DEFAULT", "sample_source");
  stored.timestamp = sample.timestamp.utc();
  stored.resource_metadata = json::dumps(sample.metadata);
  stored.message_signature = notify::sign(stored, sample.metadata, notify::read_signing_key(config));
  return stored;
}

std::string to_body(const ReadSample& sample) {
  json::Object item;
  item.members() = {{"counter_name", sample.words.meter},
                    {"counter_type", sample.words.type},
                    {"counter_unit", or_null(sample.words.unit)},
                    {"counter_volume", sample.volume},
                    {"resource_id", sample.words.resource_id},
                    {"timestamp", isoformat(sample.timestamp.utc())},
                    {"resource_metadata", flattened(sample.metadata)}};
  if (sample.words.user_id) item["user_id"] = *sample.words.user_id;
  if (sample.words.project_id) item["project_id"] = *sample.words.project_id;
  return json::dumps(json::Array{item});
}

std::string post_url(const std::string& base, const ReadSample& sample) {
  std::string url = base;
  while (url.ends_with('/')) url.pop_back();
  return url + "/v2/meters/" + percent_encoded(sample.words.meter);
}

}  // namespace ceilometer::app
