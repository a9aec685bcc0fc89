#pragma once

#include <optional>
#include <string>

#include "base/digest.hpp"
#include "json/value.hpp"
#include "model/new_sample.hpp"
#include "notify/signature.hpp"

namespace ceilometer::notify {

/// Signs samples' metering messages with one key. Several threads may use it.
class Signer {
 public:
  explicit Signer(const SigningKey& key);

  /// What is signed of a resource_metadata, nested: for all samples that have it.
  PairsToSign metadata_pairs(const json::Value& metadata) const;
  /// "" where the secret is "".
  std::string sign(const model::NewSample& sample, const PairsToSign& metadata_pairs) const;

 private:
  SigningPython python_;
  std::optional<HmacSha256> keyed_;  // none where the secret is ""
};

/// The signature of one sample; `metadata` is its resource_metadata, nested.
std::string sign(const model::NewSample& sample, const json::Value& metadata, const SigningKey& key);

/// Appends the metering message as JSON (meter_message_from_counter's keys), with the sample's signature.
void append_message(std::string& out, const model::NewSample& sample);

}  // namespace ceilometer::notify
