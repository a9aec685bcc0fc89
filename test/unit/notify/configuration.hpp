#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "config/config.hpp"

namespace ceilometer::notify::test {

/// A configuration of these "group.name" and value pairs. Throws where it is refused.
inline std::shared_ptr<const config::Config> configuration(
    const std::vector<std::pair<std::string, std::string>>& values) {
  config::Sources sources;
  for (const auto& [place, value] : values) {
    const auto dot = place.find('.');
    sources.overrides.push_back({place.substr(0, dot), place.substr(dot + 1), value, "a test"});
  }
  auto config = config::Config::load(sources);
  if (!config) throw std::runtime_error(config.error().message);
  return *std::move(config);
}

}  // namespace ceilometer::notify::test
