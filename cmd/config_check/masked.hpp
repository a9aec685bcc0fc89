#pragma once

#include <string>

#include "base/strings.hpp"
#include "config/config.hpp"

namespace ceilometer::cmd {

/// A value of a paste file, where any option may stand, as it can be shown: "****" where the name says that it is a
/// secret.
inline std::string shown_option(const std::string& name, const std::string& value) {
  const std::string lower = to_lower(name);
  for (const char* word : {"passw", "secret", "token", "private", "key", "connection"}) {
    if (lower.find(word) != std::string::npos) return "****";
  }
  return config::mask_url(value);
}

}  // namespace ceilometer::cmd
