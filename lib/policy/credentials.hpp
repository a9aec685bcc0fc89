#pragma once

#include <optional>
#include <string_view>

namespace ceilometer::policy {

/// Who asks, as Ceilometer's rbac describes a caller to oslo.policy. Views: what they show must outlive the call only.
struct Credentials {
  /// The value of X-Roles: split at each comma, untrimmed ("Member, admin" has the role " admin"). "" where the header
  /// is missing.
  std::string_view roles;
  std::optional<std::string_view> user_id;     ///< X-User-Id; nullopt where the header is missing
  std::optional<std::string_view> project_id;  ///< X-Project-Id; nullopt where the header is missing
};

}  // namespace ceilometer::policy
