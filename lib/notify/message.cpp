#include "notify/message.hpp"

#include "json/write.hpp"

namespace ceilometer::notify {

namespace {

json::Value or_null(const std::optional<std::string>& text) { return text ? json::Value(*text) : json::Value(); }

/// As the client spelled it: that is what was signed.
std::string timestamp_of(const model::NewSample& sample) {
  if (!sample.utc_offset) return isoformat(sample.timestamp);
  return isoformat(IsoTime{sample.timestamp + *sample.utc_offset, sample.utc_offset});
}

void append_text(std::string& out, const char* before, const std::optional<std::string>& text) {
  out += before;
  text ? json::append_string(out, *text) : static_cast<void>(out += "null");
}

}  // namespace

std::string sign(const model::NewSample& sample, const json::Value& metadata, const SigningKey& key) {
  if (key.secret.empty()) return {};
  json::Object message;
  message.members() = {{"source", sample.source},
                       {"counter_name", sample.meter},
                       {"counter_type", sample.type},
                       {"counter_unit", or_null(sample.unit)},
                       {"counter_volume", sample.volume ? json::Value(*sample.volume) : json::Value()},
                       {"user_id", or_null(sample.user_id)},
                       {"project_id", or_null(sample.project_id)},
                       {"resource_id", sample.resource_id},
                       {"timestamp", timestamp_of(sample)},
                       {"resource_metadata", metadata},
                       {"message_id", sample.message_id}};
  return compute_signature(message, key);
}

void append_message(std::string& out, const model::NewSample& sample) {
  append_text(out, R"({"source": )", sample.source);
  append_text(out, R"(, "counter_name": )", sample.meter);
  append_text(out, R"(, "counter_type": )", sample.type);
  append_text(out, R"(, "counter_unit": )", sample.unit);
  out += R"(, "counter_volume": )";
  sample.volume ? json::append_float(out, *sample.volume) : static_cast<void>(out += "null");
  append_text(out, R"(, "user_id": )", sample.user_id);
  append_text(out, R"(, "project_id": )", sample.project_id);
  append_text(out, R"(, "resource_id": )", sample.resource_id);
  append_text(out, R"(, "timestamp": )", timestamp_of(sample));
  out += R"(, "resource_metadata": )";
  out += sample.resource_metadata.empty() ? "null" : sample.resource_metadata;  // JSON in json.dumps' spelling already
  append_text(out, R"(, "message_id": )", sample.message_id);
  append_text(out, R"(, "message_signature": )", sample.message_signature);
  out += '}';
}

}  // namespace ceilometer::notify
