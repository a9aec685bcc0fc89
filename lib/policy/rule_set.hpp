#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/config.hpp"
#include "policy/policy_files.hpp"
#include "policy/remote.hpp"
#include "policy/rules.hpp"

namespace ceilometer::policy {

/// All policy files' rules as they were read at one time. Immutable.
struct RuleSet {
  Rules rules;
  PolicyFiles files;
  std::string digest;                 ///< of the files' names and bytes: equal ones hold equal rules
  std::vector<std::string> notes;     ///< where the rules come from
  std::vector<std::string> warnings;  ///< rules, or parts of rules, that deny because they could not be understood
  std::vector<std::string> empty;     ///< files that hold no rules
  RemoteClients clients;              ///< whom the rules ask; filled in by who makes clients
};

/// Reads the files, each one's rules over those before. Without a main file the rules of the policy.json that
/// Ceilometer shipped are the weakest, and the notes say so.
///
/// A file that cannot be read or is no mapping of rules is an error naming file and line or rule.
Result<RuleSet> load_rules(const config::Config& config, PolicyFiles files);

}  // namespace ceilometer::policy
