#include "notify/message.hpp"

#include <algorithm>

#include "base/digest.hpp"
#include "json/write.hpp"

namespace ceilometer::notify {

namespace {

json::Value or_null(const std::optional<std::string>& text) { return text ? json::Value(*text) : json::Value(); }

json::Object message_of(const model::NewSample& sample, std::string_view timestamp, json::Value metadata) {
  json::Object message;
  message.members() = {{"source", sample.source},
                       {"counter_name", sample.meter},
                       {"counter_type", sample.type},
                       {"counter_unit", or_null(sample.unit)},
                       {"counter_volume", sample.volume ? json::Value(*sample.volume) : json::Value()},
                       {"user_id", or_null(sample.user_id)},
                       {"project_id", or_null(sample.project_id)},
                       {"resource_id", sample.resource_id},
                       {"timestamp", timestamp},
                       {"resource_metadata", std::move(metadata)},
                       {"message_id", sample.message_id}};
  return message;
}

void sign_pairs(HmacSha256& hmac, const json::Object& object, const std::string& prefix) {
  for (const json::Member* member : json::members_in_order(object, true)) {
    if (const auto* nested = member->value.as<json::Object>()) {
      sign_pairs(hmac, *nested, prefix + member->name + ":");
      continue;
    }
    const std::string name = prefix + member->name;
    if (name == "message_signature") continue;
    hmac.update(name);
    // A dict inside a list is spelled with its keys sorted.
    hmac.update(
        json::python_str(member->value.as<json::Array>() != nullptr ? json::sorted(member->value) : member->value));
  }
}

}  // namespace

std::string compute_signature(const json::Object& message, std::string_view secret) {
  if (secret.empty()) return {};
  HmacSha256 hmac(secret);
  sign_pairs(hmac, message, {});
  return hmac.hex();
}

std::string sign(const model::NewSample& sample, std::string_view timestamp, const json::Value& metadata,
                 std::string_view secret) {
  if (secret.empty()) return {};
  return compute_signature(message_of(sample, timestamp, metadata), secret);
}

std::string message_json(const model::NewSample& sample) {
  auto metadata = json::parse(sample.resource_metadata);
  auto message = message_of(sample, isoformat(sample.timestamp), metadata ? *std::move(metadata) : json::Value());
  message.members().push_back({"message_signature", sample.message_signature});
  return json::dumps(json::Value(std::move(message)));
}

}  // namespace ceilometer::notify
