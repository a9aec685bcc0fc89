#pragma once

#include <string>

#include "json/value.hpp"
#include "model/new_sample.hpp"
#include "notify/signature.hpp"

namespace ceilometer::notify {

/// The signature of a sample's metering message; `metadata` is its resource_metadata, nested.
std::string sign(const model::NewSample& sample, const json::Value& metadata, const SigningKey& key);

/// Appends the metering message as JSON (meter_message_from_counter's keys), with the sample's signature.
void append_message(std::string& out, const model::NewSample& sample);

}  // namespace ceilometer::notify
