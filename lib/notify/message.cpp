#include "notify/message.hpp"

#include "json/write.hpp"

namespace ceilometer::notify {

namespace {

/// Of what is signed of a sample: most have little metadata.
constexpr std::size_t kUsualSize = 500;

/// As Python spells it.
std::string_view or_none(const std::optional<std::string>& text) { return text ? std::string_view(*text) : "None"; }

void append_text(std::string& out, const char* before, const std::optional<std::string>& text) {
  out += before;
  text ? json::append_string(out, *text) : static_cast<void>(out += "null");
}

}  // namespace

Signer::Signer(const SigningKey& key) : python_(key.python) {
  if (!key.secret.empty()) keyed_.emplace(key.secret);
}

PairsToSign Signer::metadata_pairs(const json::Value& metadata) const {
  PairsToSign pairs(python_);
  if (keyed_) pairs.add("resource_metadata", metadata);
  return pairs;
}

std::string Signer::sign(const model::NewSample& sample, const PairsToSign& metadata_pairs) const {
  if (!keyed_) return {};
  PairsToSign pairs(python_, kUsualSize);
  pairs.add_text("counter_name", sample.meter);
  pairs.add_text("counter_type", sample.type);
  pairs.add_text("counter_unit", or_none(sample.unit));
  pairs.add("counter_volume", sample.volume ? json::Value(*sample.volume) : json::Value());
  pairs.add_text("message_id", sample.message_id);
  pairs.add_text("project_id", or_none(sample.project_id));
  pairs.add_text("resource_id", sample.resource_id);
  pairs.add(metadata_pairs);
  pairs.add_text("source", sample.source);
  pairs.add_text("timestamp", isoformat(model::posted_time(sample)));
  pairs.add_text("user_id", or_none(sample.user_id));
  return pairs.sign(*keyed_);
}

std::string sign(const model::NewSample& sample, const json::Value& metadata, const SigningKey& key) {
  const Signer signer(key);
  return signer.sign(sample, signer.metadata_pairs(metadata));
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
  append_text(out, R"(, "timestamp": )", isoformat(model::posted_time(sample)));
  out += R"(, "resource_metadata": )";
  out += sample.resource_metadata.empty() ? "null" : sample.resource_metadata;  // JSON in json.dumps' spelling already
  append_text(out, R"(, "message_id": )", sample.message_id);
  append_text(out, R"(, "message_signature": )", sample.message_signature);
  out += '}';
}

}  // namespace ceilometer::notify
