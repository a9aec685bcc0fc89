#include "query/complex_json.hpp"

#include <array>
#include <utility>

#include "base/strings.hpp"
#include "json/complaint.hpp"
#include "json/write.hpp"

namespace ceilometer::query {

namespace {

constexpr std::size_t kEnough = 4000;

constexpr std::array<std::pair<std::string_view, Field>, 20> kFields = {{
    {"counter_name", Field::kMeter},
    {"meter", Field::kMeter},
    {"counter_type", Field::kType},
    {"type", Field::kType},
    {"counter_unit", Field::kUnit},
    {"unit", Field::kUnit},
    {"counter_volume", Field::kVolume},
    {"volume", Field::kVolume},
    {"user_id", Field::kUser},
    {"user", Field::kUser},
    {"project_id", Field::kProject},
    {"project", Field::kProject},
    {"resource_id", Field::kResource},
    {"resource", Field::kResource},
    {"source", Field::kSource},
    {"timestamp", Field::kTimestamp},
    {"recorded_at", Field::kRecordedAt},
    {"message_id", Field::kMessageId},
    {"message_signature", Field::kMessageSignature},
    {"resource_metadata", Field::kResourceMetadata},
}};

}  // namespace

std::optional<Field> sample_field(std::string_view name) {
  for (const auto& [known, field] : kFields) {
    if (known == name) return field;
  }
  return std::nullopt;
}

ReadJson read_json(std::string_view text, std::size_t depth) {
  ReadJson out;
  out.value = json::parse(text, {depth});
  if (out.value) return out;
  auto complaint = json::complaint_of(text);
  if (complaint.depth > depth) {
    out.complaint = sentence("it is nested deeper than {0} levels", std::to_string(depth));
  } else if (complaint.message) {
    out.complaint = *std::move(complaint.message);
  } else {
    out.complaint = sentence("it holds one half of a surrogate pair");
  }
  return out;
}

std::string shown(const json::Value& value) {
  std::string text = json::python_repr(value);
  if (text.size() > kEnough) text = text.substr(0, utf8_prefix(text, kEnough)) + "...";
  return text;
}

}  // namespace ceilometer::query
