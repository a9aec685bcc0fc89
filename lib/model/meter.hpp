#pragma once

#include <optional>
#include <string_view>

namespace ceilometer::model {

/// One category of measurements of one resource, with the owner its latest sample had. In a `unique` listing there is
/// one per meter, without resource and owner. Views are good until the cursor's next step.
struct Meter {
  std::string_view name;
  std::optional<std::string_view> type;
  std::optional<std::string_view> unit;
  std::optional<std::string_view> resource_id;
  std::optional<std::string_view> project_id;
  std::optional<std::string_view> user_id;
  std::optional<std::string_view> source;
};

}  // namespace ceilometer::model
