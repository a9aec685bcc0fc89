#pragma once

#include <memory>
#include <string_view>

#include "policy/asker.hpp"
#include "policy/credentials.hpp"
#include "policy/rule_set.hpp"

namespace ceilometer::policy {

/// oslo.policy's Enforcer as one request has it: the rules as they were when it began, asked with Ceilometer's always
/// empty target.
///
/// Cheap to copy. Of one thread, and of one caller: what servers answered about the first is not asked again. enforce()
/// and has_rule() do not throw, and allocate nothing where no server is asked.
class Enforcer {
 public:
  /// Without an asker, http: and https: checks are unknown: they do not grant.
  explicit Enforcer(std::shared_ptr<const RuleSet> rules, std::shared_ptr<Asker> asker = nullptr);

  /// Whether a rule of exactly that name is defined; the default rule does not count.
  bool has_rule(std::string_view name) const noexcept;

  /// Whether the rule, or in its absence the one that [oslo_policy] policy_default_rule names, accepts the caller.
  /// False where neither is defined.
  ///
  /// As oslo.policy, but what raised there (a cycle of rules, `1a:x`, a server that is away) and what it could not
  /// parse is neither true nor false here: `not` of it is not true, so no broken rule lets anybody in.
  bool enforce(std::string_view rule, const Credentials& credentials) const noexcept;

 private:
  std::shared_ptr<const RuleSet> rules_;
  std::shared_ptr<Asker> asker_;
};

}  // namespace ceilometer::policy
