#pragma once

#include <string>

#include "json/write.hpp"
#include "notify/signature.hpp"

namespace ceilometer::test {

/// The signature that a whole message has to have, whatever its members are.
inline std::string signature_of(const json::Object& message, const notify::SigningKey& key) {
  notify::PairsToSign pairs(key.python);
  for (const json::Member* member : json::members_in_order(message, true)) {
    if (member->name != "message_signature") pairs.add(member->name, member->value);
  }
  return pairs.sign(key.secret);
}

}  // namespace ceilometer::test
