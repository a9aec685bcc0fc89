#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace ceilometer::model {

/// Something that samples were taken of, as its latest sample has it. Views are good until the cursor's next step.
/// Times are UTC.
struct Resource {
  std::string_view resource_id;
  std::optional<std::string_view> project_id;
  std::optional<std::string_view> user_id;
  std::optional<std::string_view> source;
  std::optional<TimePoint> first_sample, last_sample;
  std::optional<std::string_view> metadata;  ///< JSON text, or nullopt for SQL NULL
  std::int64_t resource_key = 0;             ///< equal keys within one cursor mean equal metadata
  std::span<const std::string> meters;       ///< their names, one for each meter: a name may be there twice
};

}  // namespace ceilometer::model
