#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace ceilometer::policy {

/// A node of a rule's tree.
struct Check {
  enum class Kind : std::uint8_t {
    kTrue,
    kFalse,
    kUnknown,    ///< could not be understood, or raised in oslo.policy: neither true nor false
    kRole,       ///< one of the caller's roles is `text`, in any case
    kInRoles,    ///< one of the caller's roles is `text`, exactly ("roles:x")
    kUserId,     ///< the caller's user_id is `text`; a missing one is "None"
    kProjectId,  ///< the caller's project_id is `text`; a missing one is "None"
    kRule,       ///< the rule `text`, by `rule` once it is known
    kRemote,     ///< the server at the URL `text` says so
    kNot,
    kAnd,
    kOr,
  };
  static constexpr std::size_t kNoRule = static_cast<std::size_t>(-1);

  Kind kind = Kind::kUnknown;
  std::string text;
  std::vector<std::size_t> children;  ///< indexes of CheckTree::checks
  std::size_t rule = kNoRule;         ///< kRule: the index of the rule; kNoRule: there is none, so it is false
};

/// One rule as parsed. Immutable once it is in a Rules.
struct CheckTree {
  std::vector<Check> checks;
  std::size_t root = 0;
  std::size_t height = 1;  ///< checks from the root down to the deepest, without the rules that they refer to
};

}  // namespace ceilometer::policy
