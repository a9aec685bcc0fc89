#pragma once

#include <string>
#include <string_view>

#include "json/value.hpp"
#include "model/new_sample.hpp"

namespace ceilometer::notify {

/// The HMAC-SHA256 over a message's sorted, nested key and value pairs in Python's spelling
/// (publisher.utils.compute_signature); "" where the secret is "".
std::string compute_signature(const json::Object& message, std::string_view secret);

/// The signature of a sample's metering message: `timestamp` as the client spelled it, `metadata` nested.
std::string sign(const model::NewSample& sample, std::string_view timestamp, const json::Value& metadata,
                 std::string_view secret);

/// The metering message as JSON (meter_message_from_counter's keys).
std::string message_json(const model::NewSample& sample);

}  // namespace ceilometer::notify
