#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "policy/credentials.hpp"

namespace ceilometer::policy {

/// oslo.policy's Enforcer over one snapshot of the rules, asked with Ceilometer's always empty target.
///
/// Immutable and cheap to copy; any thread may call at once. enforce() and has_rule() allocate nothing and do not
/// throw.
class Enforcer {
 public:
  /// Reads [oslo_policy] policy_file, then the files of policy_dirs over it.
  ///
  /// A file that is named but missing, unreadable, no JSON object of rules, or that asks a server (http:, https:) is an
  /// error naming file and rule. Where no policy_file is named and none is found, the rules are the shipped
  /// policy.json's, and notes() says so.
  static Result<Enforcer> load(const config::Config& config);

  /// Whether a rule of exactly that name is defined; the default rule does not count.
  bool has_rule(std::string_view name) const noexcept;

  /// Whether the rule, or in its absence the one that [oslo_policy] policy_default_rule names, accepts the caller.
  /// False where neither is defined.
  ///
  /// As oslo.policy, but what raised there (a cycle of rules, `1a:x`) and what it could not parse is neither true nor
  /// false here: `not` of it is not true, so no broken rule lets anybody in.
  bool enforce(std::string_view rule, const Credentials& credentials) const noexcept;

  /// For the log at start: where the rules come from.
  const std::vector<std::string>& notes() const noexcept;
  /// For the log at start: rules, or parts of rules, that deny because they could not be understood.
  const std::vector<std::string>& warnings() const noexcept;

 private:
  struct Snapshot;
  explicit Enforcer(std::shared_ptr<const Snapshot> snapshot);
  std::shared_ptr<const Snapshot> snapshot_;
};

}  // namespace ceilometer::policy
